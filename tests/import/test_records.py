"""vigie records: metadata records into a store's catalogue and out of it, as a process."""
import datetime
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import urllib.parse
import zipfile

from support import DATA, POSTGRES, PROGRAM, Case, needs_data, needs_postgres, psql

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'http', 'fixture'))
import records  # noqa: E402



class Records:
    """What is the same whatever the store; self.store is its address."""

    def run_records(self, *args):
        return subprocess.run([PROGRAM, 'records', *args], capture_output=True, text=True)

    def report(self, *args):
        done = self.run_records(*args, '--json')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return json.loads(done.stdout)

    def written(self, files=records.FILES):
        folder = self.path('records')
        os.makedirs(folder, exist_ok=True)
        for name, content in files.items():
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
                f.write(content)
        return folder

    def test_good_ones_go_in_and_bad_ones_are_told(self):
        report = self.report('import', self.store, self.written())
        self.assertEqual((report['files'], report['added'], report['twice'], report['quarantined']), (10, 7, 1, 3))
        fates = {one['source']: one for one in report['list']}
        self.assertEqual(fates['records/14-notes.txt']['fate'], 'quarantine')
        self.assertRegex(fates['records/12-cut-off.xml']['reason'], 'not well-formed')
        self.assertRegex(fates['records/10-twice.xml']['reason'], 'same identifier: records/')
        self.assertRegex(fates['records/13-no-id.xml']['id'], '^record-[0-9a-f]{32}$')

    def test_again_is_no_change_and_a_change_is_one(self):
        folder = self.written()
        self.report('import', self.store, folder)
        again = self.report('import', self.store, folder)
        self.assertEqual((again['added'], again['changed'], again['same']), (0, 0, 7))
        with open(os.path.join(folder, '01-air.xml'), 'a', encoding='utf-8') as f:
            f.write('<!-- later -->\n')
        changed = self.report('import', self.store, folder)
        self.assertEqual((changed['added'], changed['changed'], changed['same']), (0, 1, 6))

    def test_a_zip_is_as_good_as_a_folder(self):
        path = self.path('records.zip')
        with zipfile.ZipFile(path, 'w') as z:
            for name, content in records.FILES.items():
                z.writestr('inside/' + name, content)
        report = self.report('import', self.store, path)
        self.assertEqual((report['files'], report['added']), (10, 7))
        self.assertIn('records.zip/inside/12-cut-off.xml', [one['source'] for one in report['list']])

    def test_what_cannot_be_read_of_a_zip_is_put_aside(self):
        path = self.path('mixed.zip')
        with zipfile.ZipFile(path, 'w') as z:
            z.writestr('a-stored.xml', records.FILES['01-air.xml'], zipfile.ZIP_STORED)
            z.writestr('b-packed.xml', records.FILES['02-water.xml'], zipfile.ZIP_DEFLATED)
            z.writestr('c-otherwise.xml', records.FILES['03-coast.xml'], zipfile.ZIP_LZMA)
            z.writestr('d-damaged.xml', records.FILES['04-fiji.xml'], zipfile.ZIP_STORED)
            z.writestr('folder/', '')
            z.writestr('__MACOSX/e.xml', 'not looked at')
            z.comment = b'made for a case'
        with open(path, 'rb') as f:
            whole = f.read()
        self.write('mixed.zip', whole.replace('Récifs des Fidji'.encode(), 'Récifs des Fidjo'.encode()))
        report = self.report('import', self.store, path)
        self.assertEqual((report['files'], report['added'], report['quarantined']), (4, 2, 2))
        reasons = {one['source']: one['reason'] for one in report['list']}
        self.assertIn('packed in a way', reasons['mixed.zip/c-otherwise.xml'])
        self.assertIn('damaged', reasons['mixed.zip/d-damaged.xml'])
        self.write('cut.zip', whole[:-200])
        done = self.run_records('import', self.store, self.path('cut.zip'))
        self.assertEqual(done.returncode, 1)
        self.assertIn('the archive cannot be read', done.stderr)

    def test_a_zip_of_more_files_than_its_old_form_counts(self):
        path = self.path('many.zip')
        with zipfile.ZipFile(path, 'w') as z:
            for i in range(70000):
                z.writestr(f'.hidden/{i}', '')
            z.writestr('last.xml', records.FILES['01-air.xml'])
        report = self.report('import', self.store, path)
        self.assertEqual((report['files'], report['added']), (1, 1))

    def test_originals_come_out_byte_for_byte(self):
        self.report('import', self.store, self.written())
        out = self.path('out')
        done = self.run_records('export', self.store, out)
        self.assertEqual((done.returncode, done.stdout), (0, '7 records written, 0 without this form\n'))
        with open(os.path.join(out, 'water%2Fquality%3A1.xml'), encoding='utf-8') as f:
            self.assertEqual(f.read(), records.FILES['02-water.xml'])
        done = self.run_records('export', self.store, self.path('iso'), '--form', 'iso19139', '--quiet')
        self.assertEqual((done.returncode, done.stdout, len(os.listdir(self.path('iso')))), (0, '', 7))

    def test_a_record_that_the_database_refuses_is_put_aside_and_the_rest_goes_in(self):
        folder = self.written()
        self.report('import', self.store, folder)
        self.refuse('%refused%')
        again = dict(records.FILES)
        for i in range(150):  # more than one mark, and refused ones among them
            again[f'2{i:03}.xml'] = records.record(f'n-{i}', f'Note {i}' + (' refused' if i in (0, 70, 71, 149) else ''), 'A note.')
        again['01-air.xml'] = again['01-air.xml'].replace('Qualités de', 'refused:')
        report = self.report('import', self.store, self.written(again))
        self.assertEqual((report['added'], report['same'], report['changed']), (146, 6, 0))
        put_aside = {one['source']: one['reason'] for one in report['list'] if one['fate'] == 'quarantine'}
        self.assertEqual({f'records/{n}.xml' for n in ('01-air', '2000', '2070', '2071', '2149')},
                         {source for source, reason in put_aside.items() if 'no such title' in reason})
        out = self.path('out')
        self.run_records('export', self.store, out)
        self.assertEqual(len(os.listdir(out)), 7 + 146)  # the one that was there before is still what it was
        with open(os.path.join(out, 'air-2023.xml'), encoding='utf-8') as f:
            self.assertEqual(f.read(), records.FILES['01-air.xml'])

    def test_what_is_put_aside_from_a_deep_folder_is_known_by_the_beginning_of_its_path(self):
        path = self.path('deep.zip')
        names = [''.join(random.Random(k).choices('abcdefgh', k=220)) + 'é' for k in range(14)]  # no compression makes it short
        with zipfile.ZipFile(path, 'w') as z:
            z.writestr('/'.join(names) + '/1.txt', 'none')
            z.writestr('/'.join(names) + '/2.txt', 'none either')
            z.writestr('a.xml', records.FILES['01-air.xml'])
        for _ in range(2):
            report = self.report('import', self.store, path)
            self.assertEqual((report['records'], report['quarantined']), (3, 2))
        sources = self.put_aside()
        self.assertEqual(len(set(sources)), 2)
        for source in sources:
            self.assertTrue(re.match('deep.zip/' + names[0] + '/.*#[0-9a-f]{32}$', source), source[-40:])
            self.assertLessEqual(len(source.encode()), 1000)

    def test_a_name_that_is_not_utf8_is_told_by_its_bytes(self):
        folder = self.written({'a.xml': records.FILES['01-air.xml'], 'b.txt': 'none'})
        os.rename(os.path.join(folder, 'a.xml'), os.fsencode(folder) + b'/\xe9.xml')
        os.rename(os.path.join(folder, 'b.txt'), os.fsencode(folder) + b'/\xe8.txt')
        report = self.report('import', self.store, folder)
        self.assertEqual((report['added'], report['quarantined']), (1, 1))
        self.assertEqual([one['source'] for one in report['list']], ['records/%E8.txt'])

    def test_a_record_without_a_date_has_the_day_of_its_entry_and_keeps_it(self):
        dated = records.record('d1', 'Dated', 'A note.')
        absent = records.record('d2', 'Without', 'A note.').replace('<gmd:dateStamp><gco:Date>2024-03-01</gco:Date></gmd:dateStamp>', '')
        nil = records.record('d3', 'Nil', 'A note.').replace('<gmd:dateStamp><gco:Date>2024-03-01</gco:Date></gmd:dateStamp>',
                                                             '<gmd:dateStamp gco:nilReason="unknown"/>')
        dublin = '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">' \
                 '<dc:title>A book</dc:title><dc:identifier>d4</dc:identifier></oai_dc:dc>'
        folder = self.written({'1.xml': dated, '2.xml': absent, '3.xml': nil, '4.xml': dublin})
        today = {datetime.datetime.now(datetime.timezone.utc).date().isoformat()}
        report = self.report('import', self.store, folder)
        today.add(datetime.datetime.now(datetime.timezone.utc).date().isoformat())
        told = {one['id']: [f for f in one['findings'] if f['path'] == 'dateStamp'] for one in report['list']}
        self.assertEqual({id: [f['severity'] for f in found] for id, found in told.items()},
                         {'d2': ['repaired'], 'd3': ['repaired'], 'd4': ['normalised']})
        self.assertRegex(told['d2'][0]['text'], 'the day of its entry in the catalogue, ' + '|'.join(today))
        self.assertEqual(self.stamps(), {'d1': '2024-03-01', **{id: unittest.mock.ANY for id in ('d2', 'd3', 'd4')}})
        self.assertLessEqual({day for id, day in self.stamps().items() if id != 'd1'}, today)
        self.run_records('export', self.store, self.path('as-came'), '--form', 'oai_dc', '--quiet')
        with open(os.path.join(self.path('as-came'), 'd4.xml'), encoding='utf-8') as f:
            self.assertEqual(f.read(), dublin)  # its form asks for no date
        self.date('d2', '2025-01-02T00:00:00Z')  # as if it had come then
        self.written({'2.xml': absent.replace('A note.', 'Another note.')})
        again = self.report('import', self.store, folder)
        self.assertEqual((again['changed'], again['same']), (1, 3))
        self.assertEqual(self.stamps()['d2'], '2025-01-02')

    def stamps(self):
        """The date of each record in ISO 19139."""
        out = tempfile.mkdtemp(dir=self.folder)
        self.run_records('export', self.store, out, '--form', 'iso19139', '--quiet')
        stamps = {}
        for name in os.listdir(out):
            with open(os.path.join(out, name), encoding='utf-8') as f:
                stamps[name.partition('.')[0]] = re.search('<gmd:dateStamp>\\s*<gco:Date>(.*?)<', f.read())[1]
        return stamps

    def test_wrong_calls(self):
        for args in ([], ['import'], ['import', self.store], ['export', self.store], ['check'], ['burn', 'x'],
                     ['import', self.store, 'x', '--lang', 'de'], ['check', 'x', '--nothing']):
            with self.subTest(args):
                self.assertEqual(self.run_records(*args).returncode, 2)
        done = self.run_records('import', self.store, self.path('nowhere'))
        self.assertEqual(done.returncode, 1)
        self.assertIn('there is no file', done.stderr)


class InGeoPackage(Records, Case):
    def put_aside(self):
        db = sqlite3.connect(self.store)
        sources = [source for source, in db.execute('SELECT source FROM vigie_record_quarantine')]
        db.close()
        return sources

    def date(self, id, moment):
        db = sqlite3.connect(self.store)
        for name in ('IsEmpty', 'MinX', 'MaxX', 'MinY', 'MaxY'):  # named by the R*Tree's triggers; there is no footprint
            db.create_function(f'ST_{name}', 1, lambda blob: None)
        db.execute('UPDATE vigie_record SET updated = ? WHERE id = ?', (moment, id))
        db.commit()
        db.close()

    def refuse(self, title):
        db = sqlite3.connect(self.store)
        db.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON vigie_record WHEN NEW.title LIKE '{title}' "
                   "BEGIN SELECT RAISE(ABORT, 'no such title'); END")
        db.commit()
        db.close()

    def test_check_writes_nothing(self):
        done = self.run_records('check', self.written(), '--json')
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)['quarantined'], 3)
        self.assertFalse(os.path.exists(self.store))
        good = {'a.xml': records.FILES['01-air.xml']}
        for name in os.listdir(self.path('records')):
            os.remove(os.path.join(self.path('records'), name))
        self.assertEqual(self.run_records('check', self.written(good)).returncode, 0)

    def test_a_store_without_records_has_none_to_give(self):
        done = self.run_records('export', self.path('other.gpkg'), self.path('out'))
        self.assertEqual(done.returncode, 3)
        self.assertIn('there is no file', done.stderr)

    @needs_data
    def test_of_the_real_records_none_is_lost(self):
        report = self.report('import', self.store, os.path.join(DATA, 'records'))
        kept = sum(report[k] for k in ('added', 'changed', 'same', 'kept', 'quarantined'))
        self.assertGreaterEqual(report['files'], 786)
        self.assertEqual(kept, report['records'])


@needs_postgres
class InPostgres(Records, Case):
    def setUp(self):
        super().setUp()
        name = 'vigie_records_' + os.path.basename(self.folder).rpartition('-')[2].lower()
        psql(f'CREATE DATABASE "{name}"')
        self.addCleanup(psql, f'DROP DATABASE "{name}" WITH (FORCE)')
        self.store = urllib.parse.urlsplit(POSTGRES)._replace(path='/' + name, query='').geturl()
        psql('CREATE EXTENSION IF NOT EXISTS postgis', self.store)

    def test_an_export_where_none_was_imported_says_what_makes_the_tables(self):
        done = self.run_records('export', self.store, self.path('out'))
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertRegex(done.stderr, "no tables for records: 'vigie records import' makes them")

    def put_aside(self):
        return [source for source, in psql('SELECT source FROM vigie.record_quarantine', self.store)]

    def date(self, id, moment):
        psql(f"UPDATE vigie.record SET updated = '{moment}' WHERE id = '{id}'", self.store)

    def refuse(self, title):
        psql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
             f"$$BEGIN IF NEW.title LIKE '{title}' THEN RAISE 'no such title' USING ERRCODE = '54000'; END IF; RETURN NEW; END$$;"
             "CREATE TRIGGER refuse BEFORE INSERT ON vigie.record FOR EACH ROW EXECUTE FUNCTION refuse()", self.store)


if __name__ == '__main__':
    unittest.main()
