"""Downloads beyond one request: files that are long in the making, that change, that are dropped; the cache folder."""
import io
import os
import re
import sqlite3
import subprocess
import unittest
import zipfile

import support

AT_ONCE = 'limits:\n  refresh_ms: 100\n  download_wait_ms: 0\n'
QUICK = 'limits:\n  refresh_ms: 100\n'
CSV = '/collections/places/download?f=csv'


class Downloads(support.Case):
    def whole(self, server, path=CSV):
        """The body, however often one has to ask; every refusal says when to come again."""
        answers = []

        def there():
            answers.append(self.ask(server, path, headers={'Accept': '*/*'}))
            status, headers, _ = answers[-1]
            self.assertIn(status, (200, 503))
            self.assertTrue(status == 200 or headers.get('retry-after'))
            return status == 200

        self.until(there, 'the file')
        self.assertEqual(int(answers[-1][1]['content-length']), len(answers[-1][2]))
        return answers[-1][2]

    def files(self, folder):
        return sorted(n for n in os.listdir(folder)) if os.path.isdir(folder) else []

    def test_who_does_not_wait_is_told_to_come_again(self):
        server = self.serve(self.gpkg(support.points('places', 20000)), '--config', self.write('c.yaml', AT_ONCE),
                            '--cache', self.path('cache'))
        status, headers, body = self.ask(server, CSV, headers={'Accept': '*/*'})
        self.assertEqual((status, headers['retry-after']), (503, '5'))
        self.assertIn(b'the file is being made', body)
        self.assertEqual(self.whole(server).count(b'\r\n'), 20001)
        self.assertEqual(len(self.files(self.path('cache'))), 1)

    def test_nothing_is_written_before_somebody_asks(self):
        server = self.serve(self.gpkg(), '--cache', self.path('cache'))
        self.ask(server, '/collections/places/items')
        self.assertFalse(os.path.exists(self.path('cache')))

    def test_the_file_is_of_the_data_as_it_is(self):
        path = self.gpkg()
        server = self.serve(path, '--config', self.write('c.yaml', QUICK))
        self.assertEqual(self.whole(server).count(b'\r\n'), 21)
        db = sqlite3.connect(path)
        db.execute("INSERT INTO places (fid, name) VALUES (1000, 'new')")
        db.commit()
        db.close()
        self.until(lambda: b'\r\n1000,new,,\r\n' in self.whole(server), 'the new row')

    def test_the_folder_may_be_emptied_at_any_time_and_outlives_the_server(self):
        cache, path = self.path('cache'), self.gpkg()
        server = self.serve(path, '--cache', cache)
        first = self.whole(server)
        for name in self.files(cache):
            os.unlink(os.path.join(cache, name))
        os.rmdir(cache)
        self.assertEqual(self.whole(server), first)
        made = self.files(cache)
        self.assertIsNone(server.stop())
        left = os.path.join(cache, 'part-00000000000000000000000000000001-77-1.csv')
        open(left, 'w').close()
        again = self.serve(path, '--cache', cache)
        self.assertFalse(os.path.exists(left))
        self.assertEqual(self.whole(again), first)
        self.assertEqual(self.files(cache), made)

    def test_servers_may_share_a_folder(self):
        cache, path = self.path('cache'), self.gpkg()
        servers = [self.serve(path, '--cache', cache) for _ in range(2)]
        bodies = {self.whole(s) for s in servers}
        self.assertEqual(len(bodies), 1)
        self.assertEqual(len(self.files(cache)), 1)

    def test_a_folder_that_cannot_be_written_costs_downloads_alone(self):
        server = self.serve(self.gpkg(), '--cache', self.write('file', '') + '/below')
        self.assertEqual(self.ask(server, CSV, headers={'Accept': '*/*'})[0], 503)
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)

    def test_more_than_the_ceiling_is_refused(self):
        config = 'limits:\n  cache_bytes: 1 MiB\n'
        server = self.serve(self.gpkg(support.points('places', 12000)), '--config', self.write('c.yaml', config),
                            '--cache', self.path('cache'))
        for _ in range(2):
            status, _, body = self.ask(server, CSV, headers={'Accept': '*/*'})
            self.assertEqual(status, 413)
            self.assertIn(b'cache_bytes', body)
        self.assertEqual(self.files(self.path('cache')), [])

    def test_what_cannot_be_made_is_told_at_once(self):
        path = self.gpkg()
        db = sqlite3.connect(path)
        db.execute("UPDATE places SET geom = x'4750000100000000' WHERE fid = 7")
        db.commit()
        db.close()
        server = self.serve(path, '--cache', self.path('cache'))
        for _ in range(2):
            self.assertEqual(self.ask(server, CSV, headers={'Accept': '*/*'})[0], 500)
        self.assertEqual(self.files(self.path('cache')), [])

    def test_a_shapefile_tells_what_it_shortened(self):
        rows = [(1, 'x' * 254, 'POINT(1 2)'), (2, 'é' * 128, 'POINT(2 2)'), (3, 'y' * 1000, None)]
        table = support.tables.Table('places', [('fid', 'int'), ('a_long_description', 'text'), ('geom', 'geometry')], rows,
                                     geometry=('geom', 'POINT', 4326, 0, 0))
        for store in [self.gpkg(table)] + ([self.database(f'vigie_shortened_{os.getpid()}', table)] if support.POSTGRES else []):
            server = self.serve(store)
            status, _, body = self.ask(server, '/collections/places/items?f=shp')
            self.assertEqual(status, 200, body[:200])
            with zipfile.ZipFile(io.BytesIO(body)) as z:
                told = z.read('names.csv').decode().splitlines()
            self.assertEqual(told, ['field,name,shortened', 'fid,fid,0', 'a_long_des,a_long_description,2'])

    def index_of(self, path, layer):
        """What SQLite and GDAL see of a layer's spatial index: sound, how many boxes, its triggers, its row of gpkg_extensions."""
        db = sqlite3.connect(path)
        try:
            triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree!_%' ESCAPE '!' "
                                  'ORDER BY name').fetchall()
            return {'sound': db.execute(f"SELECT rtreecheck('rtree_{layer}_geom')").fetchone()[0],
                    'boxes': db.execute(f'SELECT count(*) FROM rtree_{layer}_geom').fetchone()[0],
                    'triggers': [(name, re.sub(r'[\s";]', '', sql).lower()) for name, sql in triggers],
                    'extensions': db.execute('SELECT table_name, column_name, extension_name, scope FROM gpkg_extensions').fetchall()}
        finally:
            db.close()

    def test_a_geopackage_has_the_spatial_index_that_gdal_would_make(self):
        shapes = [(i, f'n{i}', ('POLYGON((0 0,1 0,1 1,0 0))', 'POLYGON EMPTY', None, f'POLYGON(({i} 1,{i + 1} 1,{i} 2,{i} 1))')[i % 4])
                  for i in range(1, 3001)]
        table = support.tables.Table('places', [('fid', 'int'), ('name', 'text'), ('geom', 'geometry')], shapes,
                                     geometry=('geom', 'POLYGON', 4326, 0, 0))
        for store in [self.gpkg(table)] + ([self.database(f'vigie_indexed_{os.getpid()}', table)] if support.POSTGRES else []):
            server = self.serve(store, '--cache', self.path('cache'))
            ours, theirs = self.path('ours.gpkg'), self.path('theirs.gpkg')
            with open(ours, 'wb') as f:
                f.write(self.whole(server, '/collections/places/download?f=gpkg'))
            if os.path.exists(theirs):
                os.remove(theirs)
            subprocess.run(['ogr2ogr', theirs, ours, '-lco', 'FID=fid', '-nln', 'places'], check=True)
            index = self.index_of(ours, 'places')
            self.assertEqual((index['sound'], index['boxes']), ('ok', 1500))
            self.assertEqual(index, self.index_of(theirs, 'places'))
            found = subprocess.run(['ogrinfo', '-ro', '-so', '-spat', '99.5', '1', '200', '1.5', ours, 'places'], check=True,
                                   stdout=subprocess.PIPE, text=True).stdout
            self.assertIn('Feature Count: 26', found)
            subprocess.run(['ogrinfo', ours, '-sql', "UPDATE places SET geom = ST_GeomFromText('POLYGON((900 900,901 900,900 901,900 900))')"
                            ' WHERE fid = 2'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_a_geopackage_without_geometry_is_made_too(self):
        server = self.serve(self.gpkg())
        with open(self.path('bare.gpkg'), 'wb') as f:
            f.write(self.whole(server, '/collections/places/download?f=gpkg&skipGeometry=true'))
        db = sqlite3.connect(self.path('bare.gpkg'))
        self.assertEqual(db.execute('SELECT count(*) FROM places').fetchone()[0], 20)
        db.close()

    def test_geoparquet_is_offered_where_gdal_writes_it(self):
        formats = subprocess.run(['ogrinfo', '--formats'], check=True, stdout=subprocess.PIPE, text=True).stdout
        there = re.search(r'^ *Parquet -vector- \(rw', formats, re.M) is not None
        server = self.serve(self.gpkg())
        for page in ('/api', '/collections/places', '/collections/places?f=html', '/collections/places/items?limit=1',
                     '/collections/places/items?f=html', '/collections/places/items/1'):
            status, headers, body = self.ask(server, page)
            self.assertEqual(status, 200, page)
            self.assertEqual('arquet' in body.decode() + str(headers), there, page)
        if there:
            self.assertEqual(self.whole(server, '/collections/places/download?f=parquet')[:4], b'PAR1')
            return
        for path in ('/collections/places/items?f=parquet', '/collections/places/download?f=parquet'):
            status, _, body = self.ask(server, path)
            self.assertEqual(status, 400)
            self.assertIn("GDAL has no driver for 'GeoParquet' here", body.decode())
        accept = {'Accept': 'application/vnd.apache.parquet'}
        self.assertEqual(self.ask(server, '/collections/places/items', headers=accept)[0], 406)

    def test_it_ends_while_a_file_is_made(self):
        server = self.serve(self.gpkg(support.points('places', 60000)), '--config', self.write('c.yaml', AT_ONCE),
                            '--cache', self.path('cache'))
        self.ask(server, CSV, headers={'Accept': '*/*'})
        self.assertIsNone(server.stop())
        self.assertFalse([n for n in self.files(self.path('cache')) if n.startswith(('part-', 'lock-'))])


if __name__ == '__main__':
    unittest.main()
