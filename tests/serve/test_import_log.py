"""An import into a collection that is there is in its feed of changes: on both kinds of store, with the triggers or without."""
import json
import os
import sqlite3
import unittest

import support

FIRST = 'code;nom;lon;lat\na;un;2;48\nb;deux;3;48\n'
MORE = 'code;nom;lon;lat\nd;quatre;5;48\nc;trois;4;48\n'
OTHER = 'code;nom;lon;lat\ne;cinq;6;48\nb;deux bis;3;48\n'


class Feed(support.Case):
    def stores(self):
        yield 'gpkg', self.path('store.gpkg')
        if support.POSTGRES:
            yield 'postgis', self.database(f'vigie_import_log_{os.getpid()}')

    def load(self, store, text, *args):
        done = self.run_program('import', self.write('t.csv', text), store, *args)
        self.assertEqual(done.returncode, 0, done.stderr)

    def run_sql(self, store, statements):
        if not store.endswith('.gpkg'):
            return support.psql(store, 'set client_min_messages = error;' + statements)
        db = sqlite3.connect(store)
        for name in ('ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):
            db.create_function(name, 1, lambda g: None)
        db.executescript(statements)
        db.close()

    def told(self, server, since):
        """What is told since, and where to go on."""
        status, _, body = self.ask(server, '/collections/t/changes' + (f'?since={since}' if since else ''))
        self.assertEqual(status, 200, body)
        answer = json.loads(body)
        return [(c['type'], c['id']) for c in answer['changes']], answer['since']

    def prepare(self, store, *args):
        self.load(store, FIRST, *args)
        done = self.run_program('check', store, '--make-tables')
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)
        self.assertIn('log of changes', done.stderr)

    def test_by_a_field(self):
        for kind, store in self.stores():
            with self.subTest(kind):
                self.prepare(store, '--id', 'code')
                server = self.serve(store)
                told, since = self.told(server, None)
                self.assertEqual(told, [])
                self.load(store, MORE, '--append')
                told, since = self.told(server, since)
                self.assertEqual(told, [('create', 'd'), ('create', 'c')])
                self.load(store, OTHER, '--replace', '--id', 'code')
                told, since = self.told(server, since)
                self.assertEqual(told, [('delete', 'a'), ('delete', 'c'), ('delete', 'd'), ('update', 'b'), ('create', 'e')])
                self.assertEqual(self.told(server, since)[0], [])

    def test_by_number_and_with_triggers(self):
        for kind, store in self.stores():
            with self.subTest(kind):
                self.prepare(store)
                self.run_sql(store, self.run_program('check', store, '--triggers').stdout)
                server = self.serve(store)
                since = self.told(server, None)[1]
                self.load(store, MORE, '--append')
                told, since = self.told(server, since)
                self.assertEqual(told, [('create', '3'), ('create', '4')])
                self.load(store, FIRST, '--replace')
                told, since = self.told(server, since)
                self.assertEqual(told, [('delete', '3'), ('delete', '4'), ('update', '1'), ('update', '2')])
                # The new table has the triggers of the old one.
                self.run_sql(store, "update t set nom = 'autre' where fid = 2")
                told, since = self.told(server, since)
                self.assertEqual(told, [('update', '2')])
                self.load(store, MORE, '--append')
                self.assertEqual(self.told(server, since)[0], [('create', '3'), ('create', '4')])

    def test_another_id(self):
        for kind, store in self.stores():
            with self.subTest(kind):
                self.prepare(store)
                self.run_sql(store, self.run_program('check', store, '--triggers').stdout)
                server = self.serve(store)
                since = self.told(server, None)[1]
                self.load(store, FIRST, '--replace', '--id', 'code')
                told, since = self.told(server, since)
                self.assertEqual(told, [('delete', '1'), ('delete', '2'), ('create', 'a'), ('create', 'b')])
                # Triggers that name the old id would fail, and with them whoever writes.
                self.run_sql(store, "update t set nom = 'autre' where code = 'a'")

    def test_a_failed_import_says_nothing(self):
        for kind, store in self.stores():
            with self.subTest(kind):
                self.prepare(store, '--id', 'code')
                server = self.serve(store)
                done = self.run_program('import', self.write('t.csv', MORE + 'a;encore;2;48\n'), store, '--append')
                self.assertNotEqual(done.returncode, 0)
                self.assertEqual(self.told(server, None)[0], [])


if __name__ == '__main__':
    unittest.main()
