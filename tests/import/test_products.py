"""Rows checked by the schema of a kind of products, or by any Table Schema, on real files and on faulty ones."""
import csv
import glob
import json
import os
import subprocess

from support import DATA, PATIENCE_S, PROGRAM, Case, PostgresCase, needs_data, needs_postgres


class Check(Case):
    def check(self, status, *args, lang='en'):
        done = subprocess.run([PROGRAM, 'check', *args, '--json', '--lang', lang], capture_output=True, text=True, timeout=PATIENCE_S,
                              env={**os.environ, 'LC_ALL': 'C'}, check=False)
        self.assertEqual(done.returncode, status, done.stdout[-2000:] + done.stderr)
        return json.loads(done.stdout) if done.stdout else done.stderr


class Kinds(Check):
    FAULTY = ('code_insee;nom;mois;radiance;pratique;heures\n'
              '74083;Combloux;2014-01;2,5;E;5\n'           # a comma where a point is wanted
              '7408;Combloux;2014-02;2.5;E;5\n'            # pattern
              '74083;Combloux;2014-13;2.5;E;5\n'           # no such month
              '74083;Combloux;2014-03;-1;E;5\n'            # below the minimum
              '74083;Combloux;2014-04;2.5;Z;25\n'          # not in the list; above the maximum
              ';Combloux;2014-05;2.5;E;5\n'                # required
              '74083;Combloux;2014-06;2.5;E\n'             # a cell too few
              '74083;Combloux;2014-07;2.5;R;5\n')          # right
    RULES = {'type-error': 2, 'pattern-constraint': 1, 'minimum-constraint': 1, 'enum-constraint': 1, 'maximum-constraint': 1,
             'required-constraint': 1, 'cell-count': 1}

    def test_every_fault_is_told_with_line_field_and_rule_in_french(self):
        report = self.check(1, '--product', 'night_extinction', self.write('nuit.csv', self.FAULTY), lang='fr')
        self.assertEqual(report['byRule'], self.RULES)
        self.assertEqual((report['rows'], report['faultyRows']), (8, 7))
        self.assertIn({'line': 5, 'row': 4, 'field': 'radiance', 'rule': 'minimum-constraint',
                       'text': "'-1' est inférieur à 0, le minimum permis"}, report['faults'])

    def test_faulty_rows_are_left_out_and_set_aside(self):
        aside, page = self.path('aside.csv'), self.path('report.html')
        report = self.load(self.write('nuit.csv', self.FAULTY), '--product', 'night_extinction', '--quarantine', aside, '--html', page)
        self.assertEqual((report['rows'], report['check']['faultyRows']), (1, 7))
        self.assertEqual(self.ask('SELECT code_insee, mois, radiance FROM nuit'), [('74083', '2014-07', 2.5)])
        self.assertEqual(self.one("SELECT product FROM vigie_collection WHERE table_name = 'nuit'"), 'night_extinction')
        with open(aside, newline='', encoding='utf-8') as f:
            rows = list(csv.reader(f))
        self.assertEqual([r[0] for r in rows], ['line', '2', '3', '4', '5', '6', '7', '8'])
        self.assertEqual(rows[2][2:], ['7408', 'Combloux', '2014-02', '2.5', 'E', '5'])
        with open(page, encoding='utf-8') as f:
            self.assertIn('<td>minimum-constraint</td>', f.read())

    def test_strict_imports_nothing(self):
        done = self.vigie(self.write('nuit.csv', self.FAULTY), '--product', 'night_extinction', '--strict')
        self.assertEqual(done.returncode, 1)
        self.assertIn('nothing is imported', done.stderr)
        self.assertEqual(self.ask("SELECT name FROM sqlite_master WHERE name = 'nuit'") if os.path.exists(self.store) else [], [])

    def test_a_header_without_a_required_column_imports_nothing(self):
        done = self.vigie(self.write('nuit.csv', 'nom;mois\nCombloux;2014-01\n'), '--product', 'night_extinction')
        self.assertEqual(done.returncode, 1)
        self.assertIn('nothing is imported', done.stderr)

    def test_a_kind_that_is_not_there_is_refused(self):
        self.assertIn("there is no kind of products 'lcs'", self.refused(1, self.write('a.csv', 'a\n1\n'), '--product', 'lcs'))


@needs_data
class RealFiles(Check):
    def test_each_is_of_its_kind(self):
        for kind, name, rows, faulty in (
                ('lcz', 'lcz/lcz_redon_bdtopo_epsg2154.geojson', 1553, 0),
                ('lcz', 'lcz/lcz_redon_osm_epsg32630.geojson', 522, 0),
                ('lcz', 'lcz/lcz_redon_cerema_fields_epsg2154.gpkg', 522, 93), # more sealed ground than there is ground
                ('lcz', 'lcz/lcz_sydney_epsg32756.geojson', 1233, 0),
                ('lcz', 'lcz/lcz_example_epsg32631.fgb', 508, 0),
                ('night_extinction', 'night/pratiques_eclairage_communes_2026.csv', 21828, 0),
                ('night_extinction', 'night/pratiques_eclairage_communes_2026.json', 21828, 0),
                ('night_extinction', 'night/radiance_mensuelle_combloux_74083.csv', 144, 0),
                ('coastline_erosion', 'erosion/inec_arcs_par_commune.geojson', 667, 0),
                ('coastline_erosion', 'erosion/inec_zones_recul.geojson', 219, 0),
                ('coastline_erosion', 'erosion/transects_dsas_epsg25829.shp', 16, 0),
                ('sco_project', 'sco/projets_sco_france.json', 12, 0)):
            with self.subTest(name):
                report = self.check(1 if faulty else 0, '--product', kind, os.path.join(DATA, name))
                self.assertEqual((report['rows'], report['faultyRows']), (rows, faulty), report['faults'][:3])

    def test_no_data_breaks_no_bound(self):
        report = self.check(1, '--product', 'coastline_erosion', self.write('taux.csv', 'taux,duree\n-9999,0\n-0.5,10\n-500,10\n'))
        self.assertEqual([(f['line'], f['rule']) for f in report['faults']], [(4, 'minimum-constraint')])

    def test_json_that_is_no_geojson_becomes_rows(self):
        report = self.load(os.path.join(DATA, 'night', 'pratiques_eclairage_communes_2026.json'), '--product', 'night_extinction')
        self.assertEqual(report['rows'], 21828)
        self.assertEqual(self.ask('SELECT pratique, date_detection FROM pratiques_eclairage_communes_2026 WHERE code_insee = ?', '02001'),
                         [('E', '2022-11')])
        self.load(os.path.join(DATA, 'sco', 'projets_sco_france.json'), '--product', 'sco_project')
        self.assertEqual(self.one('SELECT millesime FROM projets_sco_france WHERE acronyme = ?', 'SatLCZ'), 2020)

    def test_schemas_of_the_country_are_read_or_refused_for_what_they_are(self):
        table = self.write('a.csv', 'zz\n1\n')
        read, refused = 0, []
        for path in sorted(glob.glob(os.path.join(DATA, 'tableschema', '*.json'))):
            done = subprocess.run([PROGRAM, 'check', '--schema', path, table], capture_output=True, text=True, timeout=PATIENCE_S,
                                  env={**os.environ, 'LC_ALL': 'C'}, check=False)
            if done.stdout:
                read += 1
            else:
                refused.append(done.stderr)
        self.assertEqual((read, len(refused)), (40, 12), refused)
        for sentence in refused:
            self.assertRegex(sentence, 'is a (Data Package|JSON Schema), not a Table Schema')

    def test_the_example_of_a_schema_is_right_by_it(self):
        schema = os.path.join(DATA, 'tableschema', 'etalab__dispositif-aide-professionnels__schema.json')
        example = os.path.join(DATA, 'tableschema', 'examples', 'schema-dispositif-aide__exemple-complet.csv')
        self.check(0, '--schema', schema, example)
        with open(schema, encoding='utf-8') as f:
            required = [x['name'] for x in json.load(f)['fields'] if x.get('constraints', {}).get('required')]
        wrong = self.check(1, '--schema', schema, self.write('faux.csv', ','.join(required[1:]) + '\n'))
        self.assertEqual([(x['field'], x['rule']) for x in wrong['faults']], [(required[0], 'missing-label')])


@needs_data
@needs_postgres
class IntoPostgres(PostgresCase):
    def test_the_kind_is_remembered_until_the_table_is_replaced(self):
        source = os.path.join(DATA, 'lcz', 'lcz_redon_cerema_fields_epsg2154.gpkg')
        self.assertEqual(self.load(source, '--product', 'lcz')['rows'], 429)
        asked = f"SELECT product FROM vigie.collection WHERE schema_name = '{self.schema}' AND table_name = 'lcz'"
        self.assertEqual(self.rows(asked), [['lcz']])
        self.load(source, '--replace')
        self.assertEqual(self.rows(asked), [])
