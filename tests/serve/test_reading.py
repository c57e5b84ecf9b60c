"""A harvest by CSW, which knows positions only, while another process adds, changes and removes records: every page is of
one moment, that of the first, on whatever node it is asked."""
import os
import re
import unittest
import urllib.parse

import support
import test_harvest

N = 120
CSW = '/csw?service=CSW&version=2.0.2&request=GetRecords&typeNames=csw:Record&resultType=results&elementSetName=full&'
PAGE = re.compile(r'numberOfRecordsMatched="(\d+)" numberOfRecordsReturned="(\d+)" nextRecord="(\d+)"')
RECORD = re.compile(r'<csw:Record\b.*?</csw:Record>', re.S)
IDENTIFIER = re.compile(r'<dc:identifier\b[^>]*>(?:[^<]*[:/])?([^<]+)</dc:identifier>')
TITLE = re.compile(r'<dc:title\b[^>]*>([^<]*)</dc:title>')


class Reading:
    """What harvesters do; a kind makes the store, says how many nodes there are, and can drop a table."""
    put = test_harvest.Harvest.put

    def start(self, n):
        args = ('--config', self.write('quick.yaml', test_harvest.QUICK))
        self.servers = [self.serve(self.store, *args) for _ in range(n)]
        for server in self.servers:
            self.until(lambda: self.matched(server) == N + 2, 'the records, and one of each collection')

    def matched(self, server):
        return int(PAGE.search(self.get(server, maxRecords=1))[1])

    def get(self, server, agent='harvester', **arguments):
        status, _, body = self.ask(server, CSW + urllib.parse.urlencode(arguments), headers={'User-Agent': agent})
        self.assertEqual(status, 200, body[:500])
        return body.decode()

    def page(self, server, agent='harvester', **arguments):
        """(matched, next, [(identifier, title)])"""
        body = self.get(server, agent, **arguments)
        matched, returned, following = map(int, PAGE.search(body).groups())
        records = [(IDENTIFIER.search(r)[1], TITLE.search(r)[1]) for r in RECORD.findall(body)]
        self.assertEqual(len(records), returned)
        return matched, following, records

    def disturb(self, round_):
        """Some change, some are new, and in the first round one goes."""
        self.put(list(range(round_, N, 7)) + list(range(N + 10 * round_, N + 10 * round_ + 10)), f'round{round_}')
        if round_ == 1:
            self.drop('doomed')
            for server in self.servers:
                self.until(lambda: self.ids(server) == {'places'}, 'the table gone')
            self.until(lambda: self.gone(self.servers[0]), 'its record gone')

    def gone(self, server):
        return 'numberOfRecordsMatched="0"' in self.get(server, agent='other', constraint="identifier = 'doomed'",
                                                        constraintLanguage='CQL_TEXT')

    def harvest(self, size, **arguments):
        """Page by page from one node after the other, the catalogue changing after each of the first two."""
        told, start, pages, matched = [], 1, 0, set()
        while start:
            server = self.servers[pages % len(self.servers)]
            n, start, records = self.page(server, startPosition=start, maxRecords=size, **arguments)
            matched.add(n)
            told += records
            pages += 1
            if pages <= 2:
                self.disturb(pages)
        self.assertGreater(pages, 2)
        return matched, told

    def check(self, size, **arguments):
        self.put(range(N), 'first')
        self.start(self.nodes)
        matched, told = self.harvest(size, **arguments)
        self.assertEqual(matched, {N + 2})
        self.assertEqual(sorted(told), sorted([(f'r{i:04d}', f'first {i}') for i in range(N)] + [('places', 'places'),
                                                                                                ('doomed', 'doomed')]))
        # A new harvest, and one of another client, are of the catalogue as it is now.
        now = N + 1 + 20
        for agent in ('harvester', 'other'):
            self.assertEqual(self.page(self.servers[0], agent, maxRecords=size)[0], now)

    def test_pages_of_10_are_of_one_moment(self):
        self.check(10)

    def test_pages_of_25_sorted_by_title_and_filtered_are_of_one_moment(self):
        self.check(25, constraint="type <> 'map'", constraintLanguage='CQL_TEXT', sortBy='dc:title:D')

    def test_two_harvests_at_once_keep_apart(self):
        self.put(range(N), 'first')
        self.start(self.nodes)
        first = self.page(self.servers[0], 'one', maxRecords=10)
        self.put(range(N, N + 10), 'second')
        second = self.page(self.servers[0], 'two', maxRecords=10)
        self.assertEqual((first[0], second[0]), (N + 2, N + 12))
        for start in range(11, N, 10):
            for agent, n in (('one', N + 2), ('two', N + 12)):
                for server in self.servers:
                    self.assertEqual(self.page(server, agent, startPosition=start, maxRecords=10)[0], n)

    def test_a_page_whose_first_nobody_asked_is_of_now_and_so_are_those_after_it(self):
        self.put(range(N), 'first')
        self.start(self.nodes)
        self.assertEqual(self.page(self.servers[0], startPosition=11, maxRecords=10)[0], N + 2)
        self.put(range(N, N + 10), 'second')
        self.assertEqual(self.page(self.servers[-1], startPosition=21, maxRecords=10)[0], N + 2)
        self.assertEqual(self.page(self.servers[-1], startPosition=1, maxRecords=10)[0], N + 12)
        self.assertEqual(self.page(self.servers[0], startPosition=21, maxRecords=10)[0], N + 12)


class GeoPackage(Reading, support.Case):
    nodes = 1
    drop = test_harvest.GeoPackage.drop

    def setUp(self):
        super().setUp()
        self.store = self.gpkg(support.points('places', 20), support.points('doomed', 5))


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
class PostGIS(Reading, support.Case):
    nodes = 2
    drop = test_harvest.PostGIS.drop

    def setUp(self):
        super().setUp()
        self.store = self.database(f'vigie_reading_{os.getpid()}', support.points('places', 20), support.points('doomed', 5))
