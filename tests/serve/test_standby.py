"""Two hosts in one address, a primary and a real stand-by that follows it: reads go to the stand-by, but whoever has written
reads what was written, however far the stand-by is behind."""
import json
import os
import subprocess
import unittest
import urllib.parse

import support

TOOL = os.path.join(os.path.dirname(os.path.dirname(support.HERE)), 'tools', 'postgres')
ITEM = '/collections/places/items/%d'
WRITER = {'Authorization': 'Bearer ' + support.TOKEN}


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
class Standby(support.Case):
    def cluster(self, verb, name, *args):
        folder = self.path(name)
        self.addCleanup(subprocess.run, [TOOL, 'stop', folder], check=True)
        done = subprocess.run([TOOL, verb, folder, *args], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)  # the servers run as another user where root runs the tests
        self.primary = self.cluster('start', 'primary')
        support.psql(self.primary, '\n'.join(support.content.postgis_table(support.points('places', 5))))
        self.standby = self.cluster('standby', 'standby', self.primary)
        self.until(lambda: self.select(self.standby, 'select count(*) from places') == '5', 'the stand-by follows')
        hosts = [urllib.parse.urlsplit(a).netloc.rpartition('@')[2] for a in (self.primary, self.standby)]
        self.both = f'postgresql://postgres@{",".join(hosts)}/postgres'

    def select(self, address, sql):
        return subprocess.run(['psql', '-q', '-X', '-A', '-t', address, '-c', sql], check=True, stdout=subprocess.PIPE,
                              text=True).stdout.strip()

    def pause(self):
        self.select(self.standby, 'select pg_wal_replay_pause()')
        self.until(lambda: self.select(self.standby, 'select pg_get_wal_replay_pause_state()') == 'paused', 'the stand-by stops')

    def name(self, server, item, **headers):
        status, headers, body = self.ask(server, ITEM % item, headers=headers)
        self.assertEqual(status, 200, body)
        return json.loads(body)['properties']['name'], headers['etag']

    def change(self, server, item, name, **headers):
        return self.ask(server, ITEM % item, 'PATCH', body=json.dumps({'properties': {'name': name}}), headers={
            **WRITER, 'Content-Type': 'application/merge-patch+json', **headers})

    def test_a_writer_reads_what_was_written(self):
        server = self.serve(self.both, '--config', self.write('vigie.yaml', support.WRITABLE))
        before, old = self.name(server, 1)

        # The stand-by is read from: what others do on the primary does not show while it is behind.
        self.pause()
        support.psql(self.primary, "update places set name = 'others' where fid = 1")
        self.assertEqual(self.name(server, 1), (before, old))

        # A precondition is looked at where the item is written, not where it was read.
        self.assertEqual(self.change(server, 1, 'lost', **{'If-Match': old})[0], 412)

        # What is written here is read here, and so is all that was there before it.
        status, headers, body = self.change(server, 2, 'ours')
        self.assertEqual(status, 204, body)
        self.assertNotEqual(self.select(self.standby, 'select name from places where fid = 2'), 'ours')
        for _ in range(8):
            name, tag = self.name(server, 2)
            self.assertEqual((name, tag[:17]), ('ours', headers['etag'][:17]))
        found = json.loads(self.ask(server, "/collections/places/items?filter=name='ours'")[2])
        self.assertEqual([f['id'] for f in found['features']], [2])
        name, tag = self.name(server, 1)
        self.assertEqual(name, 'others')
        self.assertEqual(self.change(server, 1, 'ours too', **{'If-Match': tag})[0], 204)
        self.assertEqual(self.name(server, 1)[0], 'ours too')

        # Once the stand-by has come so far it is read from again.
        self.select(self.standby, 'select pg_wal_replay_resume()')
        self.until(lambda: self.select(self.standby, 'select name from places where fid = 1') == 'ours too', 'the stand-by catches up')
        self.assertEqual(self.name(server, 1)[0], 'ours too')
        self.pause()
        support.psql(self.primary, "update places set name = 'others again' where fid = 1")
        self.assertEqual(self.name(server, 1)[0], 'ours too')

        # A primary that is away stops those who write, and nobody else.
        subprocess.run([TOOL, 'stop', self.path('primary')], check=True)
        self.until(lambda: self.change(server, 2, 'lost')[0] == 503, 'no primary')
        self.assertEqual(self.name(server, 2)[0], 'ours')

    def test_a_write_before_any_read(self):
        server = self.serve(self.both, '--config', self.write('vigie.yaml', support.WRITABLE))
        self.pause()
        self.assertEqual(self.change(server, 2, 'ours')[0], 204)
        self.assertEqual(self.name(server, 2)[0], 'ours')

    def test_a_writer_reads_on_another_node_what_was_written(self):
        self.assertEqual(self.run_program('check', self.both, '--make-tables').returncode, 0)
        config = self.write('vigie.yaml', support.WRITABLE)
        one, other = self.serve(self.both, '--config', config), self.serve(self.both, '--config', config)
        self.until(lambda: self.select(self.standby, "select to_regclass('vigie.change') is not null") == 't', 'the log arrives')
        before, _ = self.name(other, 2)
        self.pause()
        status, headers, body = self.change(one, 2, 'ours')
        self.assertEqual(status, 204, body)

        # Whoever bears the token sees it on each node, in every answer of them; others see what the stand-by has.
        for server in (one, other):
            name, tag = self.name(server, 2, **WRITER)
            self.assertEqual((name, tag[:17]), ('ours', headers['etag'][:17]))
            found = json.loads(self.ask(server, "/collections/places/items?filter=name='ours'", headers=WRITER)[2])
            self.assertEqual([f['id'] for f in found['features']], [2])
            told = json.loads(self.ask(server, '/collections/places/changes', headers=WRITER)[2])
            self.assertEqual([(c['id'], c['type']) for c in told['changes']], [('2', 'update')])
        self.assertEqual(self.name(other, 2)[0], before)
        self.assertEqual(self.name(other, 2, Authorization='Bearer unknown')[0], before)

        # The tag that was read there holds where the item is written, whichever node is asked.
        self.assertEqual(self.change(other, 2, 'ours again', **{'If-Match': tag})[0], 204)
        self.assertEqual(self.name(one, 2, **WRITER)[0], 'ours again')

        # With the primary away, the stand-by is better than nothing.
        subprocess.run([TOOL, 'stop', self.path('primary')], check=True)
        self.until(lambda: self.change(other, 2, 'lost')[0] == 503, 'no primary')
        self.assertEqual(self.name(other, 2, **WRITER)[0], before)

    def test_a_file_made_in_the_background_holds_what_was_written(self):
        server = self.serve(self.both, '--config', self.write('vigie.yaml', support.WRITABLE))
        self.pause()
        self.assertEqual(self.change(server, 2, 'ours')[0], 204)

        def names():
            status, headers, body = self.ask(server, '/collections/places/download?f=geojson')
            return status == 200 and [f['properties']['name'] for f in json.loads(body)['features']]

        self.until(names, 'the file is made')
        self.assertIn('ours', names())
        self.assertNotEqual(self.select(self.standby, 'select name from places where fid = 2'), 'ours')

    def test_import_goes_to_the_primary(self):
        features = [{'type': 'Feature', 'id': 1, 'geometry': {'type': 'Point', 'coordinates': [1, 2]}, 'properties': {'a': 1}}]
        source = self.write('new.geojson', json.dumps({'type': 'FeatureCollection', 'features': features}))
        done = self.run_program('import', source, self.both)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.until(lambda: self.select(self.standby, "select to_regclass('new') is not null") == 't', 'the table arrives')


if __name__ == '__main__':
    unittest.main()
