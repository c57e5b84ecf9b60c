"""Filters and bodies made to hurt: a clear 4xx at once, no row touched, and the server as well as before."""
import json
import os
import sqlite3
import time
import unittest
import urllib.parse

import support

QUICK_S = 2   # a sanitizer's build on a busy machine; the answers come in milliseconds
SQL = ("'; DROP TABLE places; --", "' OR '1'='1", '"; DELETE FROM places; --', "x'||(select 1)||'", "\\'; VACUUM; --",
       'places" WHERE 1=1 --', "$1", "?1", "%s", "')) UNION SELECT 1 --", "\x00", "name); ATTACH 'x' AS y; --")


def text(s):
    return "'" + s.replace("'", "''") + "'"


def circle(n):
    points = ','.join(f'{i % 179 / 10} {i % 83 / 10}' for i in range(n))
    return f'POLYGON(({points},0 0))'


def fes(inside):
    return f'<Filter xmlns="http://www.opengis.net/fes/2.0" xmlns:gml="http://www.opengis.net/gml/3.2">{inside}</Filter>'


def fes_equal(name, literal):
    return fes(f'<PropertyIsEqualTo><ValueReference>{name}</ValueReference><Literal>{literal}</Literal></PropertyIsEqualTo>')


REFUSED = {
    'cql2-text': [
        '(' * 10000, '(' * 10000 + 'fid=1' + ')' * 10000, 'NOT ' * 5000 + 'fid=1', 'fid=' + '-' * 5000 + '1', 'fid=1' + '+1' * 20000,
        'fid=1 AND ' * 20000, 'fid IN (' + '1,' * 20000 + '1)', 'abs(' * 5000, "name='" + 'x' * 60, "name='\xff\xfe'".encode('latin-1'),
        b"name='\xc3'", b"\x80\x80\x80=1", b"name=\x00'a'", 'S_INTERSECTS(geom,' + circle(4000) + ')', 'fid=1e999',
        'S_INTERSECTS(geom,POLYGON((0 0,2 2,2 0,0 2,0 0)))', 'S_INTERSECTS(geom,POLYGON((0 0,1 1)))', 'S_INTERSECTS(geom,POINT(1e400 0))',
        'S_INTERSECTS(geom,BBOX(1,2,3))', 'S_DWITHIN(geom,POINT(0 0),1e99)', 'S_DWITHIN(geom,POINT(0 0),-1)', 'GEOMETRYCOLLECTION(' * 200,
        "at > 'now'", 'sqlite_version()=1', 'load_extension(name)=1', 'pg_sleep(10)=1', 'places.fid=1', '"fid""; DROP TABLE places; --"=1',
    ],
    'cql2-json': [
        '[' * 10000, '{"op":"not","args":[' * 5000, '{"op":"=","args":[{"property":"fid"},1],"op":"x"}', '{"op":"="}', '{"op":"=","args":{}}',
        '{"op":"and","args":[' + '{"op":"=","args":[{"property":"fid"},1]},' * 4000 + 'true]}', '"\\ud800"', 'null', '1', '{"op":7,"args":[]}',
        '{"op":"=","args":[{"property":"fid; DROP TABLE places"},1]}', b'{"op":"=","args":[{"property":"\xff"},1]}', '{"op":"=","args":[1e999,1]}',
    ],
    'fes20-xml': [
        '<!DOCTYPE a [<!ENTITY b "' + 'x' * 1000 + '"><!ENTITY c "' + '&b;' * 1000 + '">]>' + fes('&c;'),
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">' + fes('<And/>'), '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + fes_equal('name', '&x;'),
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>' + fes('<And/>'), fes('<Not>' * 9000), fes('<Not>' * 150 + '</Not>' * 150),
        fes('<And>' + '<PropertyIsNull/>' * 3000 + '</And>'), '<Filter', '', fes(''), fes_equal('name', '&lt;').replace('&lt;', '<'),
        fes_equal('fid"; DROP TABLE places; --', '1'), fes('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    ],
}
SAID = [s for s in SQL if '\x00' not in s]
IN_QUOTES = [s for s in SAID if "\\'" not in s]   # that is a quote in CQL2, too
# What is right, and harmless however it looks: every text that SQL could be smuggled in is a value.
ANSWERED = [('cql2-text', f'name={text(s)}') for s in IN_QUOTES]
ANSWERED += [('cql2-text', f'name LIKE {text(s)}') for s in IN_QUOTES]
ANSWERED += [('cql2-text', f'upper(concat(name,{text(s)}))={text(s)}') for s in IN_QUOTES]
ANSWERED += [('cql2-json', json.dumps({'op': '=', 'args': [{'property': 'name'}, s]})) for s in SAID]
ANSWERED += [('fes20-xml', fes_equal('name', s.replace('&', '&amp;').replace('<', '&lt;'))) for s in SAID]
ANSWERED += [('cql2-text', 'fid=99999999999999999999')]
ANSWERED += [('cql2-text', f'resourceid({text(s)})') for s in IN_QUOTES]
# Patterns that make a careless matcher try every way; 20 rows of short texts, then one of a long one.
ANSWERED += [('cql2-text', f"name LIKE '{p}'") for p in ('%' * 5000, '%_' * 2000, '%a' * 2000, '_%' * 2000 + 'x', '%x' * 100 + 'y')]


def body(geometry='null', properties='{}'):
    return f'{{"type":"Feature","geometry":{geometry},"properties":{properties}}}'


def ring(points):
    return '{"type":"Polygon","coordinates":[[' + ','.join(f'[{x},{y}]' for x, y in points) + ']]}'


# What no collection takes, as bodies of POST; places are points with a name.
BODIES = [
    '[' * 10000, body('{"type":"Point","coordinates":' + '[' * 10000), body(properties='{"name":' + '{"a":' * 10000),
    body(properties='{"name":"\xff"}').encode('latin-1'), body(properties='{"name":"\\u0000"}'), body(properties='{"name":"\\ud800"}'),
    body('{"type":"Point","coordinates":[1e999,0]}'), body('{"type":"Point","coordinates":[NaN,0]}'),
    body(properties='{"fid":' + '9' * 1000000 + '}'), body(properties='{"na\\" ); DROP TABLE places; --":1}'),
    body(ring([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])), body(ring([(0, 0), (1, 1)])), body(ring([])),
    body('{"type":"GeometryCollection","geometries":[' * 30 + ']}' * 30), b'\x80\x80', '', '{"type":"Feature"', 'null',
    '{"type":"FeatureCollection","features":[' + ','.join([body()] * 3 + [body(properties='{"x":1}')]) + ']}',
]
MILLION = body(ring([(i % 360 - 180, i % 83) for i in range(1000000)] + [(-180, 0)]))
WRITER = {'Authorization': f'Bearer {support.TOKEN}', 'Content-Type': 'application/geo+json'}


class Hostile(support.Case):
    def post(self, server, text, most_s=QUICK_S):
        begun = time.monotonic()
        status, _, answer = self.ask(server, '/collections/places/items', 'POST', WRITER,
                                     body=text if isinstance(text, bytes) else text.encode())
        self.assertLess(time.monotonic() - begun, most_s, text[:80])
        return status, answer

    def walk_bodies(self, server):
        for text in BODIES:
            status, answer = self.post(server, text)
            self.assertIn(status, (400, 413, 422), (text[:80], answer[:200]))
            self.assertTrue(json.loads(answer)['detail'])
        status, answer = self.post(server, MILLION)  # nine megabytes, whose values are counted before they are read
        self.assertEqual(status, 413, answer[:200])
        self.assertIn(b'limits.body_values', answer)
        status, _, answer = self.ask(server, '/collections/places/items?resultType=hits')
        self.assertEqual((status, json.loads(answer)['numberMatched']), (200, 20))
        # What only looks like harm is a value.
        for said in SAID:
            status, answer = self.post(server, body(properties=json.dumps({'name': said, 'fid': 1000 + SAID.index(said)})))
            self.assertEqual(status, 201, (said, answer))
        path = '/collections/places/items?limit=100&filter=' + urllib.parse.quote('fid>20')
        found = json.loads(self.ask(server, path)[2])
        self.assertEqual([f['properties']['name'] for f in found['features']], SAID)

    def ask_filter(self, server, lang, condition):
        raw = condition if isinstance(condition, bytes) else condition.encode()
        path = f'/collections/places/items?limit=1&filter-lang={lang}&filter=' + urllib.parse.quote(raw)
        begun = time.monotonic()
        status, _, body = self.ask(server, path)
        self.assertLess(time.monotonic() - begun, QUICK_S, condition[:80])
        return status, body

    def walk(self, server):
        for lang, conditions in REFUSED.items():
            for condition in conditions:
                status, body = self.ask_filter(server, lang, condition)
                self.assertIn(status, (400, 413, 414, 431), (lang, condition[:80], body[:200]))
                if status == 400:
                    self.assertTrue(json.loads(body)['detail'])
        for lang, condition in ANSWERED:
            status, body = self.ask_filter(server, lang, condition)
            self.assertEqual(status, 200, (lang, condition[:80], body[:300]))
        self.assertEqual(self.ask_filter(server, 'cql2-text', "name='" + 'x' * 1000000 + "'")[0] // 100, 4)
        status, _, body = self.ask(server, '/collections/places/items?resultType=hits')
        self.assertEqual((status, json.loads(body)['numberMatched']), (200, 20))

    def test_geopackage(self):
        path = self.gpkg()
        with open(path, 'rb') as f:
            before = f.read()
        self.walk(self.serve(path))
        db = sqlite3.connect(path)
        self.assertEqual(db.execute('PRAGMA integrity_check').fetchone(), ('ok',))
        self.assertEqual(db.execute('SELECT count(*) FROM places').fetchone(), (20,))
        db.close()
        with open(path, 'rb') as f:
            self.assertEqual(f.read(), before)
        self.walk_bodies(self.serve(path, '--config', self.write('vigie.yaml', support.WRITABLE)))

    def test_values_of_a_body_are_counted_but_not_in_texts(self):
        config = self.write('vigie.yaml', support.WRITABLE + 'limits:\n  body_values: 1000\n')
        server = self.serve(self.gpkg(), '--config', config)
        self.assertEqual(self.post(server, body(properties=json.dumps({'name': ',[{"' * 2000})))[0], 201)
        few, many = ('{"type":"FeatureCollection","features":[' + ','.join([body()] * n) + ']}' for n in (199, 200))
        self.assertEqual(self.post(server, few)[0], 201)
        self.assertEqual(self.post(server, many)[0], 413)

    @unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG is not set')
    def test_postgis(self):
        store = support.fixture.Store.__new__(support.fixture.Store)
        store.kind, store.server = 'postgis', support.POSTGRES
        store.database = f'vigie_hostile_{os.getpid()}'
        store.sql(f'create database {store.database}')
        self.addCleanup(store.drop)
        address = urllib.parse.urlsplit(support.POSTGRES)._replace(path='/' + store.database).geturl()
        support.psql(address, 'create extension if not exists postgis;\n' +
                     '\n'.join(support.content.postgis_table(support.points('places', 20))))
        self.walk(self.serve(address))
        self.walk_bodies(self.serve(address, '--config', self.write('vigie.yaml', support.WRITABLE)))

    def test_a_costly_filter_ends_at_its_time(self):
        """A pattern and a text so long that trying takes minutes: the statement's time is over before."""
        table = support.tables.Table('places', [('fid', 'int'), ('name', 'text'), ('geom', 'geometry')],
                                     [(i, 'a' * 2000000, 'POINT(1 1)') for i in range(1, 3)], geometry=('geom', 'POINT', 4326, 0, 0))
        server = self.serve(self.gpkg(table), '--config', self.write('quick.yaml', 'limits:\n  statement_ms: 300\n'))
        condition = urllib.parse.quote("name LIKE '%" + 'a' * 20000 + "_b%'")
        for what in ('resultType=hits', 'limit=1'):  # both count
            begun = time.monotonic()
            status, _, body = self.ask(server, f'/collections/places/items?{what}&filter={condition}')
            self.assertLess(time.monotonic() - begun, 10)
            self.assertEqual(status, 413, body)
            self.assertIn('statement_ms', json.loads(body)['detail'])
        self.assertEqual(self.ask(server, '/collections/places/items?filter=fid=1&properties=fid')[0], 200)


if __name__ == '__main__':
    unittest.main()
