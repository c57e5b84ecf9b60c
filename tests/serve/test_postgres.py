"""PostgreSQL going away under the server and coming back."""
import json
import os
import socket
import threading
import unittest
import urllib.parse

import support


class Line:
    """What lies between the server and PostgreSQL: it may fall silent, as a host does whose power or cable is out."""

    def __init__(self, to):
        self.to = to
        self.open = threading.Event()
        self.open.set()
        self.socket = socket.create_server(('127.0.0.1', 0), backlog=128)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near = self.socket.accept()[0]
            except OSError:
                return
            self.open.wait()
            far = socket.create_connection(self.to)
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=ends, daemon=True).start()

    def carry(self, from_end, to_end):
        try:
            while data := from_end.recv(65536):
                self.open.wait()
                to_end.sendall(data)
        except OSError:
            pass
        for end in (from_end, to_end):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
class Away(support.Case):
    def setUp(self):
        super().setUp()
        self.name = f'vigie_away_{os.getpid()}'
        self.store = self.database(self.name, support.points('places', 500))

    def kill_all(self):
        support.psql(support.POSTGRES, f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{self.name}'")

    def test_connections_cut_by_a_restart_cost_nothing_lasting(self):
        server = self.serve(self.store)
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)
        for _ in range(3):
            self.kill_all()
            statuses = [self.ask(server, '/collections/places/items')[0] for _ in range(10)]
            self.assertLessEqual(set(statuses), {200, 503})
            self.assertEqual(statuses[-1], 200)

    def test_while_it_is_away_503_and_nothing_afterwards(self):
        server = self.serve(self.store)
        self.assertEqual(self.ask(server, '/ready')[0], 200)
        support.psql(support.POSTGRES, f'alter database {self.name} with allow_connections false')
        try:
            self.kill_all()
            self.until(lambda: self.ask(server, '/collections/places/items')[0] == 503, '503')
            status, headers, body = self.ask(server, '/collections/places/items')
            self.assertEqual(status, 503)
            self.assertIn('retry-after', headers)
            self.assertIn('application/problem+json', headers['content-type'])
            self.assertNotIn(self.name.encode(), body)
            # What needs no store never waits for it.
            self.assertEqual(self.ask(server, '/health')[0], 200)
            self.assertEqual(self.ask(server, '/')[0], 200)
            self.assertEqual(self.ask(server, '/collections')[0], 200)
            self.assertEqual(self.ask(server, '/ready')[0], 503)
        finally:
            support.psql(support.POSTGRES, f'alter database {self.name} with allow_connections true')
        self.until(lambda: self.ask(server, '/collections/places/items')[0] == 200, 'an answer again')
        self.until(lambda: self.ask(server, '/ready')[0] == 200, 'ready again')

    def test_a_server_that_falls_silent_is_waited_for_so_long_and_no_longer(self):
        """Nor is it for ever that it is asked to cancel what it does not answer."""
        parts = urllib.parse.urlsplit(self.store)
        line = Line((parts.hostname, parts.port))
        self.addCleanup(line.socket.close)
        self.addCleanup(line.open.set)
        store = parts._replace(netloc=f'{parts.netloc.rpartition("@")[0]}@127.0.0.1:{line.port}').geturl()
        server = self.serve(store, '--config', self.write('c.yaml', 'limits:\n  statement_ms: 500\n  request_ms: 5000\n'))
        paths = ['/collections/places/items/5', '/collections/places/items?limit=3', '/collections/places/items?limit=100'] * 4
        for path in paths:
            self.assertEqual(self.ask(server, path)[0], 200)
        found = []
        asking = [threading.Thread(target=lambda p=path: found.append(self.ask(server, p, timeout=25)[0])) for path in paths]
        line.open.clear()
        for thread in asking:
            thread.start()
        self.assertEqual(self.ask(server, '/health')[0], 200)
        for thread in asking:
            thread.join()
        line.open.set()
        self.assertEqual(found, [503] * len(paths))
        self.until(lambda: self.ask(server, paths[0])[0] == 200, 'an answer again')

    def test_tables_come_and_go(self):
        server = self.serve(self.store, '--config', self.write('quick.yaml', 'limits:\n  refresh_ms: 100\n'))
        support.psql(self.store, '\n'.join(support.content.postgis_table(support.points('more', 3))))
        self.until(lambda: self.ids(server) == {'places', 'more'}, 'the new table')
        support.psql(self.store, 'drop table more')
        self.until(lambda: self.ids(server) == {'places'}, 'the table gone')

    def test_a_table_without_geometry_is_published_where_it_was_imported(self):
        support.psql(self.store, 'create table private (id int primary key, word text)')
        server = self.serve(self.store, '--config', self.write('quick.yaml', 'limits:\n  refresh_ms: 100\n'))
        self.assertEqual(self.ids(server), {'places'})
        done = self.run_program('import', self.write('tally.csv', 'code,n\na,1\nb,2\n'), self.store, '--collection', 'tally')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.until(lambda: self.ids(server) == {'places', 'tally'}, 'the imported table')
        page = json.loads(self.ask(server, '/collections/tally/items?n=2')[2])
        self.assertEqual([(f['geometry'], f['properties']['code']) for f in page['features']], [(None, 'b')])
        done = self.run_program('import', self.write('more.csv', 'code,n\nc,3\n'), self.store, '--collection', 'tally', '--append')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(self.ask(server, '/collections/tally/items?limit=1')[2])['numberMatched'], 3)
        support.psql(self.store, 'drop table tally')
        self.until(lambda: self.ids(server) == {'places'}, 'the table gone')
        # Without the list the rest goes on.
        support.psql(self.store, 'drop table vigie.collection; drop table places; create table other (id int primary key, g geometry(point, 4326))')
        self.until(lambda: self.ids(server) == {'other'}, 'the other table')

    def test_a_statement_that_takes_too_long_is_ended(self):
        support.psql(self.store, '''
            create function slowly(int) returns text language sql as 'select pg_sleep(20)::text';
            create view slow as select fid, slowly(fid::int) as s, geom from places;''')
        server = self.serve(self.store, '--config', self.write('c.yaml', '''\
limits:
  statement_ms: 500
collections:
  slow:
    key: fid
'''))
        self.assertIn('slow', self.ids(server))
        status, _, body = self.ask(server, '/collections/slow/items')
        self.assertIn(status, (413, 503), body)
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)


if __name__ == '__main__':
    unittest.main()
