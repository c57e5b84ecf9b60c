"""A harvest by OAI-PMH while the catalogue changes and the server restarts."""
import json
import os
import re
import unittest
import urllib.parse
import xml.etree.ElementTree as ET

import support

OAI = '{http://www.openarchives.org/OAI/2.0/}'
DC = '{http://purl.org/dc/elements/1.1/}'
N = 230
QUICK = 'limits:\n  refresh_ms: 100\n'


def record(i, title):
    return {'id': f'r{i:04d}', 'type': 'Feature', 'geometry': None, 'time': None,
            'conformsTo': ['http://www.opengis.net/spec/ogcapi-records-1/1.0/req/record-core'],
            'properties': {'type': 'dataset', 'title': f'{title} {i}', 'description': 'A record to harvest'}, 'links': []}


class Harvest:
    """What a harvester does; `make_store` is the kind's."""

    def put(self, numbers, title):
        folder = self.path(title)
        os.mkdir(folder)
        for i in numbers:
            with open(os.path.join(folder, f'{i}.json'), 'w', encoding='utf-8') as f:
                json.dump(record(i, title), f)
        done = self.run_program('records', 'import', '--quiet', self.store, folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def page(self, server, **arguments):
        """(the answer's moment, {identifier: title or None where it is deleted}, the token or None)"""
        status, _, body = self.ask(server, '/oai?' + urllib.parse.urlencode({'verb': 'ListRecords', **arguments}))
        self.assertEqual(status, 200)
        root = ET.fromstring(body)
        self.assertIsNone(root.find(OAI + 'error'), body[:600])
        told = [(r.find(f'{OAI}header/{OAI}identifier').text,
                 None if r.find(OAI + 'header').get('status') == 'deleted' else r.find(f'.//{DC}title').text)
                for r in root.iter(OAI + 'record')]
        self.assertEqual(len(told), len(dict(told)))
        token = root.find(f'.//{OAI}resumptionToken')
        return root.find(OAI + 'responseDate').text, dict(told), token.text if token is not None else None

    def whole(self, server, **arguments):
        date, told, token = self.page(server, metadataPrefix='oai_dc', **arguments)
        while token:
            _, more, token = self.page(server, resumptionToken=token)
            self.assertFalse(set(told) & set(more))
            told.update(more)
        return date, told

    def test_nothing_is_missed_nor_told_twice(self):
        self.put(range(N), 'first')
        server = self.serve(self.store, '--config', self.write('quick.yaml', QUICK))
        self.until(lambda: len(self.whole(server)[1]) == N + 2, 'the records, and one of each collection')
        date, told, token = self.page(server, metadataPrefix='oai_dc')
        self.assertTrue(token and len(told) < N)
        # Meanwhile some are changed, some are new, one goes, and the server is another one.
        self.put(list(range(0, N, 10)) + list(range(N, N + 30)), 'second')
        self.drop('doomed')
        self.assertIsNone(server.stop())
        server = self.serve(self.store, '--config', self.path('quick.yaml'))
        self.until(lambda: self.ids(server) == {'places'}, 'the table gone')
        while token:
            _, more, token = self.page(server, resumptionToken=token)
            self.assertFalse(set(told) & set(more))
            told.update(more)
        names = {i.rpartition(':')[2]: title for i, title in told.items()}
        self.assertLessEqual({f'r{i:04d}' for i in range(N)} | {'places'}, set(names))
        # The next harvest asks from the first answer's moment on: what changed, what is new, what went.
        self.until(lambda: self.gone(server, date), 'the deletion')
        names = {i.rpartition(':')[2]: title for i, title in self.whole(server, **{'from': date})[1].items()}
        for i in list(range(0, N, 10)) + list(range(N, N + 30)):
            self.assertEqual(names[f'r{i:04d}'], f'second {i}')
        self.assertIn('doomed', names)
        self.assertIsNone(names['doomed'])
        # A harvest from the beginning is as the catalogue is now.
        names = {i.rpartition(':')[2]: title for i, title in self.whole(server)[1].items() if title}
        self.assertEqual(set(names), {f'r{i:04d}' for i in range(N + 30)} | {'places'})

    def gone(self, server, date):
        return None in self.whole(server, **{'from': date})[1].values()

    def test_a_forged_token_is_refused(self):
        self.put(range(N), 'first')
        server = self.serve(self.store)
        _, _, token = self.page(server, metadataPrefix='oai_dc')
        for forged in (token[:-1], token[::-1], token + 'x', 'x'):
            _, _, body = self.ask(server, '/oai?' + urllib.parse.urlencode({'verb': 'ListRecords', 'resumptionToken': forged}))
            self.assertTrue(b'code="badResumptionToken"' in body, forged)


class GeoPackage(Harvest, support.Case):
    def setUp(self):
        super().setUp()
        self.store = self.gpkg(support.points('places', 20), support.points('doomed', 5))

    def drop(self, table):
        db = support.sqlite3.connect(self.store)
        for statement in (f"DELETE FROM gpkg_geometry_columns WHERE table_name = '{table}'",
                          f"DELETE FROM gpkg_contents WHERE table_name = '{table}'",
                          f"DELETE FROM gpkg_extensions WHERE table_name = '{table}'",
                          f'DROP TABLE rtree_{table}_geom', f'DROP TABLE {table}'):
            db.execute(statement)
        db.commit()
        db.close()


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
class PostGIS(Harvest, support.Case):
    def setUp(self):
        super().setUp()
        self.store = self.database(f'vigie_harvest_{os.getpid()}', support.points('places', 20), support.points('doomed', 5))

    def drop(self, table):
        support.psql(self.store, f'drop table {table}')
