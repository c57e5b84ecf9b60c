"""vigie import --stac: STAC Items with what GDAL passes over."""
import json
import os
import unittest

from support import DATA, Case, PostgresCase, needs_data, needs_postgres, psql

ASSETS = {'data': {'href': 'https://x.example/a/b.tif', 'type': 'image/tiff', 'roles': ['data']}}


def item(id, when, **more):
    return {'type': 'Feature', 'stac_version': '1.0.0', 'id': id, 'geometry': {'type': 'Point', 'coordinates': [1, 45]},
            'bbox': [1, 45, 1, 45], 'properties': {'datetime': when, 'gsd': 10.0}, 'links': [], 'assets': ASSETS, **more}


class Items:
    def test_assets_and_extensions_are_fields(self):
        both = [item('a/1', '2024-01-01T00:00:00Z', stac_extensions=['https://x.example/eo.json']), item('b', '2024-01-02T12:00:00.5Z')]
        path = self.write('scenes.json', json.dumps({'type': 'FeatureCollection', 'features': both}))
        report = self.load(path, '--stac', store=self.store)
        self.assertEqual((report['collection'], report['rows'], report['id']), ('scenes', 2, 'id'))
        rows = self.rows('id, assets, stac_extensions', 'scenes')
        self.assertEqual([row[0] for row in rows], ['a/1', 'b'])
        self.assertEqual([json.loads(row[1]) for row in rows], [ASSETS, ASSETS])
        self.assertEqual([json.loads(row[2]) if row[2] else None for row in rows], [['https://x.example/eo.json'], None])

    def test_one_item_is_a_collection_of_one(self):
        report = self.load(self.write('one.json', json.dumps(item('x', '2024-01-01T00:00:00Z'))), '--stac', store=self.store)
        self.assertEqual((report['collection'], report['rows']), ('one', 1))

    def test_what_is_no_item_is_told_with_its_place(self):
        bad = item('b', '2024-01-01T00:00:00Z')
        del bad['assets']
        both = {'type': 'FeatureCollection', 'features': [item('a', '2024-01-01T00:00:00Z'), bad]}
        said = self.refused(1, self.write('bad.json', json.dumps(both)), '--stac', store=self.store)
        self.assertIn("'bad.json', feature 2: no STAC Item", said)
        self.assertIn('line 1', self.refused(1, self.write('cut.json', '{"type": "Feature", '), '--stac', store=self.store))


class InGeoPackage(Items, Case):
    def rows(self, columns, table):
        return self.ask(f'SELECT {columns} FROM {table} ORDER BY id')

    def test_texts_are_short_and_slashes_plain(self):
        self.load(self.write('scenes.json', json.dumps([item('a', '2024-01-01T00:00:00Z')][0])), '--stac')
        self.assertEqual(self.one('SELECT assets FROM scenes'), json.dumps(ASSETS, separators=(',', ':')))

    @needs_data
    def test_real_items(self):
        for name in ('pystac__tests_data-files_examples_1.1.0_extended-item', 'stac-spec__examples_simple-item'):
            with self.subTest(name):
                self.load(os.path.join(DATA, 'stac', name + '.json'), '--stac', '--replace')


@needs_postgres
class InPostgres(Items, PostgresCase):
    def rows(self, columns, table):
        return psql(f'SELECT {columns} FROM {table} ORDER BY id COLLATE "C"', self.store)


if __name__ == '__main__':
    unittest.main()
