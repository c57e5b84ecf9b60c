"""Every order, in both directions and several page sizes, gives each row once and in its place, also while rows come and go."""
import functools
import itertools
import json
import math
import random
import sqlite3
import struct
import unittest
import urllib.parse

import support

COLUMNS = [('fid', 'int'), ('whole', 'int'), ('real', 'double'), ('single', 'float'), ('flag', 'bool'), ('word', 'text'),
           ('day', 'date'), ('moment', 'datetime'), ('a,b', 'text'), ('geom', 'geometry')]
FIELDS = [name for name, _ in COLUMNS[1:-1]]
WORDS = ['', ' ', 'A', 'Z', 'a', 'aa', 'z', 'É', 'é', 'œ', '日本', '🌊', "it's", 'a,b', '%', '+x', '-x', 'x' * 2000]
# The text of a moment does not sort like the moment: '.' and '+' come before 'Z'.
MOMENTS = ['2024-03-01T12:00:00Z', '2024-03-01T12:00:00.5Z', '2024-03-01T12:00:00.25Z', '2024-03-01T12:00:01Z',
           '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1969-12-31T23:59:59.999999Z']
DAYS = ['0001-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '9999-12-31']
REALS = [-1.7976931348623157e308, -0.0, 0.0, 5e-324, 0.1, 1.5, 1e21, math.inf, -math.inf]


def single(value):
    """As 32 bits hold it."""
    try:
        return struct.unpack('f', struct.pack('f', value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def pick(values, i, step):
    """One of the values, or null now and then."""
    return None if i % 6 == step % 6 else values[(i * step) % len(values)]


def row(i):
    real = pick(REALS, i, 3)
    return [i, pick([-2 ** 63, -1, 0, 1, 2 ** 53 + 1, 2 ** 63 - 1], i, 1), real, None if real is None else single(real * 0.5),
            pick([True, False], i, 5), pick(WORDS, i, 7), pick(DAYS, i, 2), pick(MOMENTS, i, 11), pick(['x', 'y'], i, 13),
            f'POINT({i % 60} {i % 7})']


def sort_value(name, value):
    if name == 'moment':
        head, _, fraction = value.rstrip('Z').partition('.')
        return head, float('0.' + (fraction or '0'))
    return value.encode() if isinstance(value, str) else value


def order_of(keys):
    """Compare rows (maps by column) by (name, descending), null last, then by fid."""
    def compare(a, b):
        for name, descending in keys:
            x, y = a[name], b[name]
            if x is None or y is None:
                if (x is None) != (y is None):
                    return 1 if x is None else -1
                continue
            x, y = sort_value(name, x), sort_value(name, y)
            if x != y:
                return (1 if x > y else -1) * (-1 if descending else 1)
        return a['fid'] - b['fid']
    return functools.cmp_to_key(compare)


def sortby(keys):
    return urllib.parse.quote(','.join(('-' if d else '') + n for n, d in keys))


def link(page, rel):
    return next((urllib.parse.urlsplit(l['href']) for l in page['links'] if l['rel'] == rel), None)


class Walk:
    """Answers to one walk along the links."""

    def __init__(self, case, server):
        self.case, self.server = case, server

    def page(self, target):
        status, _, body = self.case.ask(self.server, target)
        self.case.assertEqual(status, 200, (target, body[:400]))
        return json.loads(body)

    def along(self, page, rel):
        """(ids page by page, the last page)"""
        pages = [[f['id'] for f in page['features']]]
        while url := link(page, rel):
            page = self.page(f'{url.path}?{url.query}')
            pages.append([f['id'] for f in page['features']])
        return pages, page


class Sorting:
    """Run on both kinds of store."""

    N = 60

    def rows(self):
        return [dict(zip([n for n, _ in COLUMNS], row(i))) for i in range(1, self.N + 1)]

    def table(self):
        return support.tables.Table('rows', COLUMNS, [row(i) for i in range(1, self.N + 1)],
                                    geometry=('geom', 'POINT', 4326, 0, 0), index=False)

    def check(self, server, keys, limit, expected):
        walk, n = Walk(self, server), len(expected)
        first = walk.page(f'/collections/rows/items?limit={limit}&sortby={sortby(keys)}')
        pages, last = walk.along(first, 'next')
        self.assertEqual(list(itertools.chain(*pages)), expected, (keys, limit))
        back, _ = walk.along(last, 'prev')
        self.assertEqual(list(itertools.chain(*reversed(back))), expected, (keys, limit, 'back'))
        self.assertEqual(len(pages), -(-n // limit))
        self.check_offsets(walk, keys, limit, expected)

    def check_offsets(self, walk, keys, limit, expected):
        """Asked in any order and again, wherever the pages before them ended."""
        n, order = len(expected), random.Random(limit)
        offsets = list(range(0, n, limit)) + [order.randrange(n + 2) for _ in range(6)]
        for offset in order.sample(offsets, len(offsets)) + sorted(offsets):
            page = walk.page(f'/collections/rows/items?limit={limit}&offset={offset}&sortby={sortby(keys)}')
            self.assertEqual([f['id'] for f in page['features']], expected[offset:offset + limit], (keys, limit, offset))
            self.assertEqual(page.get('numberMatched', n), n, (keys, limit, offset))
            self.assertEqual(link(page, 'next') is None, offset + limit >= n, (keys, limit, offset))

    def test_every_order_gives_each_row_once(self):
        server, rows = self.start()
        orders = [[(f, d)] for f in FIELDS + ['fid'] for d in (False, True)]
        orders += [[(a, x), (b, not x)] for a, b in zip(FIELDS, FIELDS[1:] + FIELDS[:1]) for x in (False, True)]
        orders += [[('flag', True), ('whole', False), ('word', True), ('fid', True)]]
        for keys in orders:
            expected = [r['fid'] for r in sorted(rows, key=order_of(keys))]
            for limit in (7, 30) if len(keys) == 1 else (13,):
                self.check(server, keys, limit, expected)
        self.check(server, orders[0], 1, [r['fid'] for r in sorted(rows, key=order_of(orders[0]))])

    def test_rows_that_stay_are_given_once_while_others_come_and_go(self):
        server, rows = self.start()
        for keys in ([('word', False)], [('moment', True)], [('flag', True), ('real', False)]):
            walk, gone, given = Walk(self, server), set(), []
            page = walk.page(f'/collections/rows/items?limit=5&sortby={sortby(keys)}')
            added = 1000
            while page:
                ids = [f['id'] for f in page['features']]
                given += ids
                # The row that the next link names goes, and so does one further on; others come on both sides.
                doomed = [i for i in ids[-1:] if i <= self.N]
                ahead = [r['fid'] for r in rows if r['fid'] not in given and r['fid'] not in gone][:1]
                if len(gone) < 12:
                    self.change([f'DELETE FROM rows WHERE fid IN ({", ".join(map(str, doomed + ahead)) or 0})'] + [
                        f'INSERT INTO rows (fid, word, moment) SELECT {added + k}, word, moment FROM rows WHERE fid = '
                        f'(SELECT min(fid) + {7 * k} FROM rows)' for k in range(2)])
                    gone.update(doomed, ahead)
                    added += 2
                url = link(page, 'next')
                page = url and walk.page(f'{url.path}?{url.query}')
            self.assertEqual(len(given), len(set(given)), keys)
            self.assertLessEqual({r['fid'] for r in rows} - gone, set(given), keys)
            self.refill()

    def test_pages_by_offset_follow_what_others_change(self):
        server, _ = self.start()
        walk, path = Walk(self, server), '/collections/rows/items?limit=5&offset='

        def at(offset):
            return [f['id'] for f in walk.page(f'{path}{offset}')['features']]
        self.assertEqual([at(10), at(20), at(10)], [list(range(11, 16)), list(range(21, 26)), list(range(11, 16))])
        self.change(['DELETE FROM rows WHERE fid < 4'])
        # PostgreSQL's statistics tell of it some seconds later.
        self.until(lambda: (at(10), at(20)) == (list(range(14, 19)), list(range(24, 29))), 'pages without the rows that have gone')


class OnGeoPackage(Sorting, support.Case):
    def start(self):
        self.store = self.gpkg(self.table())
        return self.serve(self.store), self.rows()

    def change(self, statements):
        db = sqlite3.connect(self.store)
        db.executescript('BEGIN; ' + '; '.join(statements) + '; COMMIT;')
        db.close()

    def refill(self):
        db = sqlite3.connect(self.store)
        db.execute('DELETE FROM rows')
        db.executemany(f'INSERT INTO rows VALUES ({", ".join("?" * len(COLUMNS))})',
                       [support.content.gpkg_row(self.table(), r, []) for r in self.table().rows])
        db.commit()
        db.close()


class LongGeoPackage(Sorting, support.Case):
    """So many rows that an index on the moments is walked: few seconds, or many; with one text that is not like the others."""

    N = 7000

    def rows(self):
        return [{'fid': i, 'moment': self.moment(i), 'word': WORDS[i % len(WORDS)]} for i in range(1, self.N + 1)]

    def moment(self, i):
        if i % 50 == 0:
            return None
        if i % 3 == 0:
            return '2024-03-01T12:00:00' + ('Z', '.5Z', '.25Z')[i // 3 % 3]
        return f'2024-03-{i * 7919 % 28 + 1:02}T{i * 31 % 24:02}:{i % 60:02}:{i * 7 % 60:02}Z'

    def start(self, *more):
        columns = [('fid', 'int'), ('moment', 'datetime'), ('word', 'text'), ('geom', 'geometry')]
        rows = [(r['fid'], r['moment'], r['word'], None) for r in self.rows()] + list(more)
        store = self.gpkg(support.tables.Table('rows', columns, rows, geometry=('geom', 'POINT', 4326, 0, 0), index=False))
        db = sqlite3.connect(store)
        db.execute('CREATE INDEX rows_moment ON rows (moment)')
        db.commit()
        db.close()
        return store

    def test_every_order_gives_each_row_once(self):
        server = self.serve(self.start())
        for keys in ([('moment', False)], [('moment', True)], [('moment', True), ('word', True), ('fid', True)]):
            self.check(server, keys, 1500, [r['fid'] for r in sorted(self.rows(), key=order_of(keys))])
        # Few rows pass: windows grow until they hold enough.
        wanted = [r['fid'] for r in sorted(self.rows(), key=order_of([('moment', True)])) if r['fid'] % 1000 == 7]
        ids = ','.join(map(str, sorted(wanted)))
        page = Walk(self, server).page(f'/collections/rows/items?limit=5&sortby=-moment&filter=fid%20IN%20({ids})')
        self.assertEqual([f['id'] for f in page['features']], wanted[:5])

    def test_a_text_of_another_form_is_in_its_place(self):
        store = self.start((8000, '2024-03-01T23:59:59+23:00', '', None), (8001, '2024-03-29 00:00:00Z', '', None))
        server = self.serve(store)
        newest = Walk(self, server).page('/collections/rows/items?limit=1&sortby=-moment')
        self.assertEqual(newest['features'][0]['id'], 8001)
        oldest = Walk(self, server).page('/collections/rows/items?limit=7000&sortby=moment')
        ids = [f['id'] for f in oldest['features']]
        self.assertEqual(ids.count(8000), 1)
        earlier = [r['fid'] for r in self.rows() if r['moment'] and sort_value('moment', r['moment']) < ('2024-03-01T00:59:59', 0)]
        self.assertEqual(ids.index(8000), len(earlier))
        # The file changes: what was found of its texts no longer holds, or holds again.
        db = sqlite3.connect(store)
        db.execute('DELETE FROM rows WHERE fid >= 8000')
        db.commit()
        newest = Walk(self, server).page('/collections/rows/items?limit=1&sortby=-moment')
        best = sorted(self.rows(), key=order_of([('moment', True)]))[0]['fid']
        self.assertEqual(newest['features'][0]['id'], best)
        db.execute("UPDATE rows SET moment = '2024-03-30 00:00:00Z' WHERE fid = 1")
        db.commit()
        db.close()
        newest = Walk(self, server).page('/collections/rows/items?limit=1&sortby=-moment')
        self.assertEqual(newest['features'][0]['id'], 1)

    test_rows_that_stay_are_given_once_while_others_come_and_go = None
    test_pages_by_offset_follow_what_others_change = None


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG is not set')
class OnPostgis(Sorting, support.Case):
    NAME = 'vigie_sorting'

    def start(self):
        self.store = support.POSTGRES.rsplit('/', 1)[0] + '/' + self.NAME
        support.psql(support.POSTGRES, f'SET client_min_messages = error; DROP DATABASE IF EXISTS {self.NAME} WITH (FORCE)')
        support.psql(support.POSTGRES, f'CREATE DATABASE {self.NAME}')
        self.addCleanup(support.psql, support.POSTGRES, f'DROP DATABASE IF EXISTS {self.NAME} WITH (FORCE)')
        self.change(support.content.postgis_table(self.table()))
        return self.serve(self.store), self.rows()

    def change(self, statements):
        support.psql(self.store, ';\n'.join(statements) + ';')

    def refill(self):
        self.change(['DROP TABLE rows', *support.content.postgis_table(self.table())])


if __name__ == '__main__':
    unittest.main()
