"""A catalogue in PostgreSQL that keeps all forms of its records in one table, as it was made once: served as it is, and parted by the
next import, in whose course and after which every form is the same."""
import http.client
import os
import re
import subprocess
import unittest
import urllib.parse

import support
import records  # noqa: E402  (support says where)

ITEMS = '/collections/catalogue/items'
FORMS = ('json', 'iso19139', 'iso19115-3', 'dc', 'oai_dc', 'dcat-xml', 'dcat-turtle', 'dcat-json', 'schema.org', 'stac')
HARVESTS = [f'/csw?service=CSW&version={version}&request=GetRecords&typeNames=csw:Record&resultType=results&elementSetName=full'
            f'&maxRecords=100&outputSchema={schema}' for version, schema in
            [('2.0.2', 'http://www.isotc211.org/2005/gmd'), ('2.0.2', 'http://www.opengis.net/cat/csw/2.0.2'),
             ('3.0.0', 'http://www.opengis.net/cat/csw/3.0')]]
AS_ONCE = '''
    create table vigie.once (version bigint not null, form text collate "C" not null, media_type text not null, bytes bytea not null);
    insert into vigie.once select version, form, media_type, bytes from vigie.record_form order by version, form;
    drop table vigie.record_form;
    alter table vigie.once rename to record_form;
    alter table vigie.record_form add primary key (version, form);
    drop index vigie.record_time_start, vigie.record_time_end;
'''


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class OlderCatalogue(support.Case):
    def setUp(self):
        super().setUp()
        self.reader = f'vigie_reader_{os.getpid()}'
        self.store = self.database(f'vigie_older_{os.getpid()}', support.points('places', 3))
        support.psql(support.POSTGRES, f'create role {self.reader}')
        self.addCleanup(support.psql, support.POSTGRES, f'drop role {self.reader}')
        self.addCleanup(support.psql, self.store, f'drop owned by {self.reader}')
        self.load(records.FILES)
        support.psql(self.store, AS_ONCE + f'grant select on vigie.record_form to {self.reader} with grant option;')

    def rows(self, sql):
        done = subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', sql, self.store], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def load(self, files, told=''):
        folder = self.path('records')
        os.makedirs(folder, exist_ok=True)
        for name, content in files.items():
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
                f.write(content)
        done = self.run_program('records', 'import', self.store, folder)
        self.assertEqual(done.returncode, 0)
        (self.assertIn if told else self.assertEqual)(told, done.stderr)

    def load_one_more(self, name, told=''):
        self.load({f'{name}.xml': records.record(name, 'One that came later', 'Of no matter.', ['later'])}, told)
        self.assertEqual(self.rows(f"select count(*) from vigie.record where id = '{name}'"), ['1'])

    def kept(self):
        return self.rows("select version, form, media_type, md5(bytes) from vigie.record_form where version <= "
                         f"{self.newest} order by version, form")

    def answers(self, server):
        connection = http.client.HTTPConnection(server.address, timeout=support.PATIENCE_S)
        found = {}
        for path in self.paths:
            connection.request('GET', path)
            response = connection.getresponse()
            found[path] = (response.status, response.getheader('Content-Type'), response.getheader('ETag'), response.read())
        connection.close()
        return found

    def check_the_same(self, server, what):
        now = self.answers(server)
        self.assertEqual([p for p in self.paths if now[p] != self.before[p]], [], what)

    def begin(self):
        """What there is before anything is done, and a server that goes on through all of it."""
        self.newest = self.rows('select max(version) from vigie.record')[0]
        ids = self.rows("select id from vigie.record where removed is null and origin = 'import' order by id")
        self.assertGreaterEqual(len(ids), 7)
        self.paths = [f'{ITEMS}/{urllib.parse.quote(i, safe="")}{rest}' for i in ids
                      for rest in ['/original'] + [f'?f={form}' for form in FORMS]]
        server = self.serve(self.store, '--base-url', 'http://vigie.example')
        self.rows_before = self.kept()
        self.before = self.answers(server)
        self.assertEqual({status for status, *_ in self.before.values()}, {200})
        self.harvests_before = [self.harvest(server, path) for path in HARVESTS]
        return server

    def harvest(self, server, path):
        status, _, body = self.ask(server, path)
        self.assertEqual(status, 200, body)
        return re.sub(rb'timestamp="[^"]*"', b'', body)

    def kind(self):
        return self.rows("select relkind from pg_class where oid = 'vigie.record_form'::regclass")

    def test_the_next_import_parts_the_forms(self):
        server = self.begin()
        self.load({})  # nothing new
        self.assertEqual(self.kind(), ['p'])
        self.assertEqual([self.harvest(server, path) for path in HARVESTS], self.harvests_before)
        self.load_one_more('one-more')
        self.check_the_same(server, 'the server that was there before')
        self.check_the_same(self.serve(self.store, '--base-url', 'http://vigie.example'), 'a server begun since')
        self.assertEqual(self.kept(), self.rows_before)
        self.assertEqual(self.rows('select count(*) from vigie.record_form_others'), ['0'])
        self.assertEqual(self.rows("select count(distinct tableoid) = count(distinct form), count(distinct form) > 10 from vigie.record_form"), ['t|t'])
        self.assertEqual(self.rows("select count(*) from pg_indexes where indexname like 'record_time_%'"), ['2'])
        self.assertNotIn('no index', self.run_program('check', self.store).stdout)
        self.assertEqual(self.rows(f"select has_table_privilege('{self.reader}', 'vigie.record_form', 'select with grant option'),"
                                   f" has_table_privilege('{self.reader}', 'vigie.record_form', 'insert')"), ['t|f'])

    def test_where_that_cannot_be_all_stays_as_it_was(self):
        server = self.begin()
        support.psql(self.store, 'create table vigie.record_form_stac (in_the_way int)')
        self.load_one_more('one-more', 'the forms of records stay in one table')
        self.assertEqual(self.kind(), ['r'])
        self.assertEqual(self.rows("select count(*) from pg_class where relname like 'record_form%' and relkind in ('r', 'p')"), ['2'])
        self.check_the_same(server, 'a failed parting')
        self.assertEqual(self.kept(), self.rows_before)
        support.psql(self.store, 'drop table vigie.record_form_stac; create view whose as select * from vigie.record_form')
        self.load_one_more('and-more')
        self.assertEqual(self.kind(), ['r'])
        support.psql(self.store, 'drop view whose')
        self.load_one_more('and-yet-more')
        self.assertEqual(self.kind(), ['p'])
        self.check_the_same(server, 'a parting after failed ones')
        self.assertEqual(self.kept(), self.rows_before)


if __name__ == '__main__':
    unittest.main()
