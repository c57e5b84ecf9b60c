"""A store that is locked, and a temporary folder that takes nothing."""
import json
import os
import sqlite3
import unittest

import support

MANY = support.points('many', 5000)


class Trouble(support.Case):
    def refused_for_now(self, server, path):
        status, headers, body = self.ask(server, path)
        self.assertEqual(status, 503, body)
        self.assertIn('retry-after', headers)
        self.assertIn('application/problem+json', headers['content-type'])

    def lock(self, path):
        db = sqlite3.connect(path, isolation_level=None)
        self.addCleanup(db.close)
        db.execute('PRAGMA locking_mode = EXCLUSIVE')
        db.execute('BEGIN EXCLUSIVE')
        return db

    def impatient(self):
        return '--config', self.write('c.yaml', 'limits:\n  store_wait_ms: 300\n  statement_ms: 500\n')

    def test_a_file_locked_by_a_writer_costs_503_and_nothing_afterwards(self):
        """In the journal mode that is not WAL a writer keeps all readers out."""
        path = self.gpkg()
        server = self.serve(path, *self.impatient())
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)
        db = self.lock(path)
        self.refused_for_now(server, '/collections/places/items?limit=3')
        self.assertEqual(self.ask(server, '/collections')[0], 200)   # needs no store
        db.execute('ROLLBACK')
        db.close()
        self.until(lambda: self.ask(server, '/collections/places/items')[0] == 200, 'an answer again')

    def test_a_file_locked_at_the_start_is_said(self):
        path = self.gpkg()
        self.lock(path)
        done = self.run_program('serve', path, '--listen', '127.0.0.1:0', *self.impatient())
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn('locked', done.stderr)

    def test_a_writer_in_wal_mode_keeps_nobody_out(self):
        path = self.gpkg()
        db = sqlite3.connect(path, isolation_level=None)
        self.addCleanup(db.close)
        db.execute('PRAGMA journal_mode = WAL')
        server = self.serve(path)
        db.execute('BEGIN IMMEDIATE')
        db.execute("UPDATE places SET name = 'half done'")
        page = json.loads(self.ask(server, '/collections/places/items')[2])
        self.assertNotIn('half done', {f['properties']['name'] for f in page['features']})
        db.execute('ROLLBACK')

    def test_a_page_that_finds_no_room_is_a_503_and_the_next_one_is_served(self):
        """Past its memory a page goes to the temporary folder, which may be full or gone."""
        before = os.environ.get('TMPDIR')
        os.environ['TMPDIR'] = self.path('no such folder')
        try:
            server = self.serve(self.gpkg(MANY), '--config', self.write('c.yaml', 'limits:\n  page_memory: 64 KiB\n'))
        finally:
            if before is None:
                del os.environ['TMPDIR']
            else:
                os.environ['TMPDIR'] = before
        self.refused_for_now(server, '/collections/many/items?limit=5000')
        self.assertEqual(self.ask(server, '/collections/many/items?limit=10')[0], 200)
        os.mkdir(self.path('no such folder'))
        status, _, body = self.ask(server, '/collections/many/items?limit=5000')
        self.assertEqual((status, json.loads(body)['numberReturned']), (200, 5000))
        self.assertEqual(os.listdir(self.path('no such folder')), [])


if __name__ == '__main__':
    unittest.main()
