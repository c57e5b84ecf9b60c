"""Files of the cache folder that are not what was made: cut short by a power cut, written over, gone."""
import glob
import math
import os
import unittest

import support

LIMITS = '''\
limits:
  tile_rows: 192
  tile_positions: 100
  tile_memory: 0
  tile_cache_bytes: 0
'''
TILES = [f'/collections/areas/tiles/WebMercatorQuad/{zoom}/{row}/{column}' for zoom, row, column in ((2, 1, 1), (2, 2, 2), (3, 3, 4))]
SUMS = '/collections/areas/aggregate?class=name&functions=count,area'


def ring(x, y, n):
    turns = [2 * math.pi * (i % n) / n for i in range(n + 1)]
    return ', '.join(f'{x + 0.9 * math.cos(a):.4f} {y + 0.9 * math.sin(a):.4f}' for a in turns)


def areas(n):
    """Disks of forty positions each, far apart, that tiles of few positions have to be made of shapes for."""
    return support.tables.Table(
        'areas', [('fid', 'int'), ('name', 'text'), ('geom', 'geometry')],
        [(i, f'area {i}', f'MULTIPOLYGON((({ring(i % 8 * 2 - 8, i // 8 % 6 * 2 - 6, 40)})))') for i in range(1, n + 1)],
        geometry=('geom', 'MULTIPOLYGON', 4326, 0, 0))


class Cache(support.Case):
    def begin(self, n, *paths):
        self.server = self.serve(self.gpkg(areas(n)), '--config', self.write('c.yaml', LIMITS), '--cache', self.path('cache'))
        self.before = {path: self.answer(path) for path in paths}
        self.assertEqual({status for status, _ in self.before.values()}, {200})
        self.files = {path: self.read(path) for path in glob.glob(self.path('cache/*.*'))}

    def answer(self, path):
        status, _, body = self.ask(self.server, path, headers={'Accept': '*/*'})
        return status, body

    def read(self, path):
        with open(path, 'rb') as f:
            return f.read()

    def put(self, path, content):
        with open(path + '.new', 'wb') as f:
            f.write(content)
        os.rename(path + '.new', path)

    def check_whole(self, path, content):
        """A tile that cannot wait for the file is drawn of rows: the file comes all the same."""
        self.until(lambda: os.path.exists(path) and self.read(path) == content, path)

    def check_made_anew(self, kinds):
        found = {content[:7] for content in self.files.values()}
        self.assertEqual(found, kinds)
        for path, content in self.files.items():
            for broken in (b'', content[:5], content[:30], content[:len(content) // 2], content[:-1], bytes(len(content))):
                self.put(path, broken)
                self.assertEqual({p: self.answer(p) for p in self.before}, self.before, (content[:8], len(broken)))
        for path, content in self.files.items():
            self.check_whole(path, content)

    def test_what_tiles_are_made_of_is_made_anew_where_it_is_cut_short(self):
        self.begin(48, *TILES)
        self.check_made_anew({b'vgshape', b'vgovrvw'})

    def test_sums_are_made_anew_where_they_are_cut_short(self):
        self.begin(1200, SUMS)
        self.check_made_anew({b'vgtally'})

    def test_bytes_written_over_are_found_out(self):
        self.begin(48, *TILES)
        for path, content in self.files.items():
            for i in range(24, len(content), 131):
                self.put(path, content[:i] + bytes([content[i] ^ (0x80 if i % 2 else 0xFF)]) + content[i + 1:])
                self.assertEqual({p: self.answer(p) for p in self.before}, self.before, (content[:8], i))
                self.check_whole(path, content)

    def test_downloads_and_tiles_whose_bytes_changed_are_made_anew(self):
        """A file of the right length: the download, and a tile with all its forms, by a server that has made neither."""
        download = '/collections/areas/download?f=csv'
        options = ('--config', self.write('d.yaml', 'limits:\n  tile_memory: 0\n'), '--cache', self.path('cache'))
        store = self.gpkg(areas(48))
        first = self.serve(store, *options)
        paths = [download, TILES[1]]
        before = {p: self.ask(first, p, headers={'Accept': '*/*'})[2] for p in paths}
        self.assertEqual(before[download], self.ask(first, '/collections/areas/items?f=csv&limit=100')[2])
        self.ended_well(first)
        files = glob.glob(self.path('cache/*.csv')) + glob.glob(self.path('cache/tiles/*/*.tile'))
        self.assertEqual(len(files), 2)
        for path in files:
            with open(path, 'r+b') as f:
                f.seek(100)
                byte = f.read(1)[0]
                f.seek(100)
                f.write(bytes([byte ^ 1]))
        second = self.serve(store, *options)
        self.assertEqual({p: self.ask(second, p, headers={'Accept': '*/*'})[2] for p in paths}, before)
        status, headers, part = self.ask(second, download, headers={'Range': 'bytes=90-119'})
        self.assertEqual((status, headers['content-range'], part), (206, f'bytes 90-119/{len(before[download])}', before[download][90:120]))
        for path in files:
            self.assertIn(os.path.basename(path), second.output())


if __name__ == '__main__':
    unittest.main()
