"""The real records, one by one: each is served in every form it has, valid, and the same by both stores; or it is in
quarantine with its reason."""
import hashlib
import http.client
import json
import os
import unittest
import urllib.parse
import xml.etree.ElementTree

import support

SHARED = os.environ.get('VIGIE_SHARED', os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(support.HERE))), 'shared'))
RECORDS = os.path.join(SHARED, 'data', 'records')
ITEMS = '/collections/catalogue/items'
FORMS = ('json', 'html', 'iso19139', 'iso19115-3', 'dc', 'oai_dc', 'dcat-xml', 'dcat-turtle', 'dcat-json', 'schema.org', 'stac')
ADDRESS = 'http://vigie.example'


def fault_of(form, content_type, body):
    """Why a body is not what its form says; None."""
    try:
        if not body:
            return 'empty'
        if b'https://vigie.invalid' in body:
            return 'the place of the address is not filled in'
        if 'xml' in content_type:
            xml.etree.ElementTree.fromstring(body)
        elif 'json' in content_type:
            json.loads(body)
        else:
            body.decode()
    except (ValueError, xml.etree.ElementTree.ParseError) as e:
        return f'{form}: {e}'
    return None


@unittest.skipUnless(os.path.isdir(RECORDS), 'no shared data (VIGIE_SHARED)')
class RealRecords(support.Case):
    def load(self, store):
        done = self.run_program('records', 'import', store, RECORDS, '--json', timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def get(self, connection, path):
        connection.request('GET', path)
        response = connection.getresponse()
        return response.status, response.getheader('Content-Type') or '', response.read()

    def ids(self, connection):
        path, ids = f'{ITEMS}?limit=500&f=json', []
        while path:
            status, _, body = self.get(connection, path)
            self.assertEqual(status, 200, path)
            page = json.loads(body)
            ids += [f['id'] for f in page['features']]
            path = next((l['href'].removeprefix(ADDRESS) for l in page['links'] if l['rel'] == 'next'), None)
        return ids

    def ask_all(self, store):
        """({path: digest}, {id: ISO 19139}, digests of originals)"""
        server = self.serve(store, '--base-url', ADDRESS)
        connection = http.client.HTTPConnection(server.address, timeout=support.PATIENCE_S)
        digests, iso, originals, wrong = {}, {}, set(), []
        for record in self.ids(connection):
            base = f'{ITEMS}/{urllib.parse.quote(record, safe="")}'
            for path in [f'{base}?f={form}' for form in FORMS] + [f'{base}/original']:
                status, content_type, body = self.get(connection, path)
                original = path.endswith('/original')
                fault = f'status {status}' if status != 200 else None if original else fault_of(path.rpartition('=')[2], content_type, body)
                if fault:
                    wrong.append((path, fault))
                digests[path] = hashlib.sha256(body).hexdigest()
                if original:
                    originals.add(digests[path])
                elif path.endswith('f=iso19139'):
                    iso[record] = body
        connection.close()
        self.assertEqual(wrong[:10], [], f'{len(wrong)} in all')
        return digests, iso, originals

    def check_valid(self, iso):
        """What is served as ISO 19139 keeps to its XML Schema, where that is built in."""
        folder = self.path('iso')
        os.mkdir(folder)
        for i, body in enumerate(iso.values()):
            with open(os.path.join(folder, f'{i:04}.xml'), 'wb') as f:
                f.write(body)
        done = self.run_program('records', 'check', folder, '--json', timeout=300)
        report = json.loads(done.stdout)
        self.assertEqual(report['records'], len(iso), done.stderr)
        self.assertGreater(report['score'], 50)
        broken = [(r['source'], r['id'], r['reason']) for r in report['list'] if 'is not valid by the schema' in r.get('reason', '')]
        self.assertEqual(broken[:10], [], f'{len(broken)} in all')

    def check_originals(self, originals, added):
        """Most files hold one record: their originals are the files, byte for byte."""
        files = set()
        for folder, _, names in os.walk(RECORDS):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as f:
                    files.add(hashlib.sha256(f.read()).hexdigest())
        self.assertGreater(len(originals & files), added * 0.7)

    def test_each_is_served_in_every_form_by_both_stores(self):
        store = self.path('records.gpkg')
        report = self.load(store)
        self.assertGreaterEqual(report['files'], 786)
        self.assertEqual(report['records'], sum(report[k] for k in ('added', 'changed', 'same', 'kept', 'quarantined')))
        told = [one for one in report['list'] if one['fate'] == 'quarantine']
        self.assertTrue(told and all(one.get('reason') for one in told))
        digests, iso, originals = self.ask_all(store)
        self.assertEqual(len(digests), report['added'] * (len(FORMS) + 1))
        self.check_valid(iso)
        self.check_originals(originals, report['added'])
        if not support.POSTGRES:
            self.skipTest('no PostgreSQL (VIGIE_TEST_PG): one store only')
        store = self.database(f'vigie_real_records_{os.getpid()}')
        self.assertEqual(self.load(store)['added'], report['added'])
        others = self.ask_all(store)[0]
        self.assertEqual([p for p in digests if digests[p] != others.get(p)][:10], [])


if __name__ == '__main__':
    unittest.main()
