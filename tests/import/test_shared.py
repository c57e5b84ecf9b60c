"""Every data set of the shared data into both kinds of store: counts, types, reference systems, accents."""
import glob
import os
import unittest

from datasets import REFUSED, SETS
from support import DATA, Case, PostgresCase, needs_data, needs_postgres

def path_of(name):
    return os.path.join(DATA, name)


@needs_data
class IntoGeoPackage(Case):
    def test_all(self):
        for name, args, rows, geometry, srs, invalid in SETS:
            with self.subTest(name, args=args):
                report = self.load(path_of(name), *args)
                table = report['collection']
                self.assertEqual(report['rows'], rows)
                self.assertEqual(report['invalidCount'], invalid)
                self.assertEqual(self.one(f'SELECT count(*) FROM "{table}"'), rows)
                self.assertEqual(self.ask('SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?', table),
                                 [(geometry, srs)] if geometry else [])
                self.assertEqual(self.one('SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?', table), rows)
                if geometry:
                    self.assertEqual(self.one('SELECT rtreecheck(?)', f'rtree_{table}_geom'), 'ok')
        self.assertEqual(self.one('PRAGMA integrity_check'), 'ok')
        self.assertEqual(self.ask('PRAGMA foreign_key_check'), [])
        self.assertEqual(self.left_behind(), [])
        self.check_types()
        self.check_texts()

    def check_types(self):
        communes = self.columns('cog_communes')
        self.assertEqual([communes[f] for f in ('code', 'nom', 'departement', 'population', 'codes_postaux')],
                         ['TEXT', 'TEXT', 'TEXT', 'INTEGER', 'TEXT'])
        self.assertEqual(list(communes)[1:4], ['code', 'nom', 'type'])
        self.assertEqual(self.columns('rephytox')['Passage : Date'], 'DATE')
        self.assertEqual(self.columns('serie_narrabeen_trait_de_cote')['dates'], 'DATETIME')
        self.assertEqual(self.columns('population')['code_insee'], 'TEXT')
        self.assertEqual(self.columns('lcz_example_epsg32631')['LCZ_PRIMARY'], 'TEXT')
        self.assertEqual(self.columns('lcz_redon_bdtopo_epsg2154')['LCZ_PRIMARY'], 'INTEGER')
        self.assertEqual(self.columns('schema-irve__exemple-valide-statique')['gratuit'], 'BOOLEAN')
        self.assertEqual(self.columns('ne_110m_populated_places_simple')['date'], 'DATE')
        self.assertEqual(self.columns('inec_arcs_par_commune')['taux'], 'DOUBLE')

    def check_texts(self):
        self.assertEqual(self.one('SELECT nom FROM cog_communes WHERE code = ?', '01001'), "L'Abergement-Clémenciat")
        self.assertEqual(self.ask('SELECT * FROM AC2_ASSIETTE_SUP_S_014_latin1'), self.ask('SELECT * FROM AC2_ASSIETTE_SUP_S_014_utf8'))
        self.assertEqual(self.one('SELECT "Passage : Date" FROM rephytox ORDER BY fid LIMIT 1'), '2008-04-15')
        self.assertEqual(self.one('SELECT dates FROM serie_narrabeen_trait_de_cote ORDER BY fid LIMIT 1'), '1987-05-22T23:07:44.000Z')
        self.assertEqual(self.one('SELECT count(*) FROM inec_arcs_par_commune WHERE taux IS NULL'), 31)
        self.assertEqual(self.one('SELECT count(*) FROM pratiques_eclairage_communes_2026 WHERE date_detection IS NULL AND pratique <> ?',
                                  'HT'), 0)
        self.assertEqual(self.one('SELECT count(*) FROM lcz_cerema WHERE hre IS NOT NULL'), 0)

    def test_refused(self):
        for name, words in REFUSED:
            with self.subTest(name):
                self.assertIn(words, self.refused(1, path_of(name)))
        self.assertFalse(os.path.exists(self.store))
        self.assertEqual(self.left_behind(), [])

    def test_gzipped_geopackage(self):
        """20 MB that unpack to 49: the one file in the data that is packed."""
        report = self.load(path_of('communes/communes_2018_plein.gpkg.gz'), '--id', 'code')
        self.assertEqual((report['collection'], report['rows'], report['id']), ('communes', 35357, 'code'))
        self.assertEqual([i['id'] for i in report['invalid']], ['14174'])
        self.assertEqual(glob.glob(self.path('vigie-*')), [])


@needs_data
@needs_postgres
class IntoPostgis(PostgresCase):
    def test_all(self):
        for name, args, rows, geometry, srs, invalid in SETS:
            with self.subTest(name, args=args):
                report = self.load(path_of(name), *args)
                table = report['collection']
                self.assertEqual((report['rows'], report['invalidCount']), (rows, invalid))
                self.assertEqual(self.rows(f'SELECT count(*) FROM "{table}"'), [[str(rows)]])
                self.assertEqual(self.rows(f"SELECT type, srid FROM geometry_columns WHERE f_table_schema = '{self.schema}' "
                                           f"AND f_table_name = '{table}'"), [[geometry, str(srs)]] if geometry else [])
        self.assertEqual(self.rows("SELECT nom FROM cog_communes WHERE code = '01001'"), [["L'Abergement-Clémenciat"]])
        self.assertEqual(self.rows('SELECT min("Passage : Date"), pg_typeof(min("Passage : Date")) FROM rephytox')[0][1], 'date')
        self.assertEqual(self.rows("SELECT (SELECT count(*) FROM (SELECT * FROM \"AC2_ASSIETTE_SUP_S_014_latin1\" EXCEPT "
                                   "SELECT * FROM \"AC2_ASSIETTE_SUP_S_014_utf8\") x)"), [['0']])

    def test_refused(self):
        for name, words in REFUSED:
            with self.subTest(name):
                self.assertIn(words, self.refused(1, path_of(name)))
        self.assertEqual(self.rows(f"SELECT count(*) FROM pg_tables WHERE schemaname = '{self.schema}'"), [['0']])


if __name__ == '__main__':
    unittest.main()
