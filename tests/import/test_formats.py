"""Formats and packings made on the spot: what they say comes through, what they do not say is found out."""
import gzip
import json
import os
import shutil
import subprocess
import tarfile
import unittest
import zipfile

from support import Case, needs_ogr2ogr


def feature(number, geometry, **properties):
    return {'type': 'Feature', 'id': number, 'geometry': geometry, 'properties': properties}


def square(x, y):
    return {'type': 'Polygon', 'coordinates': [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]}


COLLECTION = json.dumps({'type': 'FeatureCollection', 'features': [
    feature(11, square(0, 0), nom='Trégor', code='01001', n=1, part=0.5, jour='2018-02-12', quand='2018-02-12T10:00:00Z'),
    feature(12, {'type': 'MultiPolygon', 'coordinates': [square(2, 2)['coordinates'], square(5, 5)['coordinates']]},
            nom='Forêt', code='2A004', n=None, part=1.5, jour='1969-12-31', quand='1969-12-31T23:59:59Z'),
    feature(13, None, nom=None, code='75056', n=3, part=None, jour=None, quand=None),
]}, ensure_ascii=False)


class Packings(Case):
    def setUp(self):
        super().setUp()
        self.source = self.write('in/zones.geojson', COLLECTION)

    def pack(self, name, *members):
        with zipfile.ZipFile(self.path(name), 'w', zipfile.ZIP_DEFLATED) as z:
            for member, path in members:
                z.write(path, member)
        return self.path(name)

    def check(self, source, *args, collection='zones'):
        report = self.load(source, '--replace', *args)
        self.assertEqual((report['collection'], report['rows']), (collection, 3))
        self.assertEqual(self.ask(f'SELECT fid, nom FROM "{collection}" ORDER BY fid'), [(11, 'Trégor'), (12, 'Forêt'), (13, None)])

    def test_gz(self):
        with gzip.open(self.path('zones.geojson.gz'), 'wb') as f:
            f.write(COLLECTION.encode())
        self.check(self.path('zones.geojson.gz'))

    def test_zip_with_folders_and_papers(self):
        papers = self.write('in/lisez-moi.txt', 'Bonjour')
        self.check(self.pack('a.zip', ('données/été/zones.geojson', self.source), ('lisez-moi.txt', papers),
                             ('__MACOSX/données/été/._zones.geojson', papers)))

    def test_tar(self):
        with tarfile.open(self.path('a.tar.gz'), 'w:gz') as t:
            t.add(self.source, 'x/zones.geojson')
        self.check(self.path('a.tar.gz'))

    def test_folder(self):
        self.check(self.path('in'))

    def test_several_sources_need_a_word(self):
        other = self.write('in2/other.geojson', COLLECTION)
        path = self.pack('two.zip', ('zones.geojson', self.source), ('b/other.geojson', other))
        self.assertIn('(zones.geojson, other.geojson): choose one with --layer', self.refused(1, path))
        self.check(path, '--layer', 'other', collection='other')

    def test_zip_without_a_source(self):
        self.assertIn('holds no file of a known format', self.refused(1, self.pack('n.zip', ('x.bin', self.source))))

    def test_damaged_packings(self):
        whole = self.write('in/rows.csv', 'n,text\n' + ''.join(f'{i},{os.urandom(20).hex()}\n' for i in range(3000)))
        with gzip.open(self.path('cut.csv.gz'), 'wb') as f, open(whole, 'rb') as g:
            shutil.copyfileobj(g, f)
        os.truncate(self.path('cut.csv.gz'), 50_000)
        self.assertIn("'cut.csv.gz': it is damaged", self.refused(1, self.path('cut.csv.gz')))
        os.truncate(self.pack('cut.zip', ('rows.csv', whole)), 50_000)
        self.refused(1, self.path('cut.zip'))
        self.assertFalse(os.path.exists(self.store))


class Tables(Case):
    def test_encodings(self):
        text = 'code;nom\n1;Trégor — œuf\n'
        for encoding, said in (('utf-8', None), ('utf-8-sig', None), ('utf-16', None), ('cp1252', 'Windows-1252')):
            with self.subTest(encoding):
                report = self.load(self.write('t.csv', text.encode(encoding)), '--replace')
                self.assertEqual(report.get('encoding'), said)
                self.assertEqual(self.one('SELECT nom FROM t'), 'Trégor — œuf')
        self.load(self.write('t.csv', text.encode('mac-roman')), '--replace', '--encoding', 'MACINTOSH')
        self.assertEqual(self.one('SELECT nom FROM t'), 'Trégor — œuf')

    def test_geometries_of_every_kind(self):
        shapes = ['POINT Z (1 2 3)', 'LINESTRING M (0 0 1,1 1 2)', 'POLYGON ((0 0,1 0,1 1,0 0))', 'MULTIPOINT (0 0,1 1)',
                  'GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (0 0,1 1))', 'CIRCULARSTRING (0 0,1 1,2 0)',
                  'CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0,1 1,2 0),(2 0,0 0)))', 'POINT EMPTY', 'POLYGON EMPTY']
        for i, shape in enumerate(shapes):
            with self.subTest(shape):
                report = self.load(self.write(f'g{i}.csv', f'n;wkt\n1;{shape}\n2;\n'))
                words = shape.partition('(')[0].split()
                self.assertEqual(report['geometry'], ' '.join(w for w in words if w != 'EMPTY'))
        self.assertEqual(self.ask("SELECT z, m FROM gpkg_geometry_columns WHERE table_name IN ('g0', 'g1')"), [(1, 0), (0, 1)])
        self.assertEqual(self.ask("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_geom_CURVEPOLYGON'"), [('g6',)])
        self.assertEqual(self.one('SELECT count(*) FROM rtree_g7_wkt'), 0)

    def test_mixed_geometries(self):
        self.assertEqual(self.load(self.write('a.csv', 'wkt\nPOINT (1 2)\n"LINESTRING (0 0,1 1)"\n'))['geometry'], 'GEOMETRY')
        self.assertEqual(self.load(self.write('b.csv', 'wkt\nPOINT (1 2)\nMULTIPOINT (3 4)\n'))['geometry'], 'MULTIPOINT')

    def test_reference_system_of_wkt(self):
        self.assertEqual(self.load(self.write('s.csv', 'wkt\n"SRID=2154;POINT (652000 6862000)"\n'))['crs'], 'EPSG:2154')
        self.assertIn('--crs', self.refused(1, self.write('r.csv', 'wkt\nPOINT (652000 6862000)\n')))

    def test_no_rows(self):
        self.assertEqual(self.load(self.write('e.csv', 'a;b\n'))['rows'], 0)
        self.assertEqual(self.load(self.write('f.geojson', '{"type":"FeatureCollection","features":[]}'))['rows'], 0)
        self.assertEqual(self.one("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'e'"), 0)


@needs_ogr2ogr
class Formats(Case):
    """Each format as GDAL writes it, from one collection."""

    def setUp(self):
        super().setUp()
        self.source = self.write('zones.geojson', COLLECTION)

    def make(self, driver, name, *args):
        path = self.path('made', name)
        os.makedirs(self.path('made'), exist_ok=True)
        subprocess.run(['ogr2ogr', '-q', '-f', driver, path, self.source, *args], check=True, stderr=subprocess.DEVNULL)
        return path

    def check(self, path, geometry='MULTIPOLYGON', crs='EPSG:4326', rows=3, args=()):
        report = self.load(path, '--collection', 'c', '--replace', *args)
        self.assertEqual((report['rows'], report['geometry'], report['crs']), (rows, geometry, crs))
        self.assertEqual(self.ask('SELECT nom, code FROM c WHERE nom <> \'\' ORDER BY code'),
                         [('Trégor', '01001'), ('Forêt', '2A004')])
        return report

    def test_flatgeobuf(self):
        self.check(self.make('FlatGeobuf', 'z.fgb', '-nlt', 'PROMOTE_TO_MULTI'), rows=2)  # GDAL writes no feature without geometry
        # the format knows no dates: GDAL writes them as moments
        self.assertEqual(self.ask('SELECT part, n, substr(jour, 1, 10), quand FROM c WHERE code = ?', '2A004'),
                         [(1.5, None, '1969-12-31', '1969-12-31T23:59:59.000Z')])

    def test_gml(self):
        report = self.check(self.make('GML', 'z.gml'))
        self.assertEqual(report['id'], 'gml_id')
        self.assertEqual(sorted(os.listdir(self.path('made'))), ['z.gml', 'z.xsd'])
        os.remove(self.path('made', 'z.xsd'))
        self.check(self.path('made', 'z.gml'))
        self.assertEqual(os.listdir(self.path('made')), ['z.gml'])  # nothing is written beside it

    def test_geopackage_in_another_reference_system(self):
        self.check(self.make('GPKG', 'z.gpkg', '-t_srs', 'EPSG:2154', '-nlt', 'PROMOTE_TO_MULTI', '-lco', 'FID=numero', '-preserve_fid'),
                   crs='EPSG:2154')
        self.assertEqual(self.ask('SELECT numero FROM c ORDER BY numero'), [(11,), (12,), (13,)])

    def test_shapefile_with_and_without_its_encoding(self):
        made = self.make('ESRI Shapefile', 'z.shp', '-lco', 'ENCODING=ISO-8859-1')
        self.assertIsNone(self.check(made).get('encoding'))
        os.remove(self.path('made', 'z.cpg'))
        with open(self.path('made', 'z.dbf'), 'r+b') as f:
            f.seek(29)
            f.write(b'\0')
        self.assertEqual(self.check(made)['encoding'], 'ISO-8859-1')
        with zipfile.ZipFile(self.path('z.zip'), 'w') as z:
            for n in os.listdir(self.path('made')):
                z.write(self.path('made', n), 'dossier/' + n)
        self.assertEqual(self.check(self.path('z.zip'))['encoding'], 'ISO-8859-1')
        os.remove(self.path('made', 'z.prj'))
        self.assertIn('--crs', self.refused(1, made))
        self.check(made, args=['--crs', 'EPSG:4326'])

    def test_others(self):
        for driver, name in (('KML', 'z.kml'), ('MapInfo File', 'z.tab'), ('GeoJSONSeq', 'z.geojsonl'), ('SQLite', 'z.sqlite')):
            with self.subTest(driver):
                self.check(self.make(driver, name), geometry='MULTIPOLYGON')

    def test_gdal_reads_what_was_written(self):
        self.load(self.source, '--id', 'code', '--title', "Zones d'été")
        said = subprocess.run(['ogrinfo', '-al', '-q', self.store, 'zones'], capture_output=True, text=True, check=True)
        self.assertEqual(said.stderr, '')
        self.assertIn('nom (String) = Forêt', said.stdout)
        self.assertEqual(said.stdout.count('OGRFeature(zones)'), 3)


if __name__ == '__main__':
    unittest.main()
