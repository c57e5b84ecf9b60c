"""CSW Harvest: a server of records beside ours, well behaved and not."""
import http.server
import os
import threading
import unittest
import urllib.parse

import support
import records   # tests/http/fixture

TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
SHA256 = 'f082e5ef8180f867c6ba8580198ce6bf25158016150220b419ace2bed23eba20'
GMD = 'http://www.isotc211.org/2005/gmd'
CSW = 'http://www.opengis.net/cat/csw/2.0.2'
N = 120


def brief(n):
    return records.record(f'h{n:03d}', f'Moissonnée {n}', 'Une fiche', ['eau'])


def body_of(record):
    return record[record.index('?>') + 2:]


class Source(http.server.BaseHTTPRequestHandler):
    """What the paths of this server answer."""
    asked = []

    def log_message(self, *_):
        pass

    def give(self, body, status=200, type_='application/xml', location=None):
        data = body.encode()
        self.send_response(status)
        self.send_header('Content-Type', type_)
        self.send_header('Content-Length', str(len(data)))
        if location:
            self.send_header('Location', location)
        self.end_headers()
        self.wfile.write(data)

    def page(self, start):
        upto = min(start + 50, N + 1)
        inside = ''.join(body_of(brief(i)) for i in range(start, upto))
        following = upto if upto <= N else 0
        return (f'<csw:GetRecordsResponse xmlns:csw="{CSW}"><csw:SearchResults numberOfRecordsMatched="{N}" '
                f'numberOfRecordsReturned="{upto - start}" nextRecord="{following}">{inside}</csw:SearchResults></csw:GetRecordsResponse>')

    def do_GET(self):
        path, _, query = self.path.partition('?')
        arguments = {k.lower(): v[0] for k, v in urllib.parse.parse_qs(query).items()}
        self.asked.append(self.path)
        if path == '/one.xml':
            self.give(brief(1))
        elif path == '/changed.xml':
            self.give(brief(1).replace('Moissonnée 1', 'Changée'))
        elif path == '/mixed.xml':
            bad = '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd"/>'
            self.give(f'<all>{body_of(brief(2))}{bad}{body_of(brief(3))}</all>')
        elif path == '/csw' and arguments.get('request') == 'GetRecords':
            self.give(self.page(int(arguments['startposition'])))
        elif path == '/csw':
            self.give(f'<csw:Capabilities xmlns:csw="{CSW}" version="2.0.2"/>')
        elif path == '/away':
            self.give('', 302, location='http://169.254.169.254/latest/meta-data/')
        elif path == '/here':
            self.give('', 302, location='/one.xml')
        elif path == '/bomb.xml':
            self.give('<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + ''.join(
                f'<!ENTITY {chr(98 + i)} "{"&" + chr(97 + i) + ";" + "&" + chr(97 + i) + ";"}">' for i in range(20)) + ']><a>&u;</a>')
        elif path == '/outside.xml':
            self.give(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{body_of(brief(9)).replace("Une fiche", "&x;")}')
        elif path == '/broken.xml':
            self.give(brief(4)[:300])
        elif path == '/page.html':
            self.give('<!doctype html><p>hello', type_='text/html')
        else:
            self.give('no', 404)


class Harvest:
    def setUp(self):
        super().setUp()
        self.source = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Source)
        Source.asked.clear()
        threading.Thread(target=self.source.serve_forever, daemon=True).start()
        self.addCleanup(self.source.server_close)
        self.addCleanup(self.source.shutdown)
        self.host = f'127.0.0.1:{self.source.server_address[1]}'
        self.make_store()
        done = self.run_program('records', 'import', '--quiet', self.store, self.write('own.xml', records.record('own', 'Own', 'Ours')))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.server = self.serve(self.store, '--config', self.write('c.yaml', f'''
tokens: {{all: {{sha256: {SHA256}, collections: [catalogue]}}}}
collections: {{catalogue: {{writable: true}}}}
harvest: {{hosts: ['{self.host}']}}
'''))
        self.until(lambda: self.ask(self.server, '/collections/catalogue/items/places?f=json')[0] == 200, 'the own records')

    def harvest(self, path, token=TOKEN, **more):
        source = path if '://' in path else f'http://{self.host}{path}'
        arguments = {'service': 'CSW', 'version': '2.0.2', 'request': 'Harvest', 'Source': source, 'ResourceType': GMD, **more}
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        status, _, body = self.ask(self.server, '/csw?' + urllib.parse.urlencode(arguments), headers=headers)
        return status, body.decode()

    def counts(self, body):
        return tuple(int(body.partition(f'<csw:total{w}>')[2].partition('<')[0]) for w in ('Inserted', 'Updated', 'Deleted'))

    def refused(self, answer, status, locator, *words):
        self.assertEqual(answer[0], status, answer[1])
        self.assertIn('<ows:ExceptionReport', answer[1])
        self.assertIn(f'locator="{locator}"', answer[1])
        for word in words:
            self.assertIn(word, answer[1])

    def title(self, id_):
        status, _, body = self.ask(self.server, f'/collections/catalogue/items/{id_}?f=json')
        return support.json.loads(body)['properties']['title'] if status == 200 else None

    def test_a_record_comes_in_changes_and_stays(self):
        status, body = self.harvest('/one.xml')
        self.assertEqual((status, self.counts(body)), (200, (1, 0, 0)), body)
        self.assertIn('<csw:HarvestResponse', body)
        self.assertIn('<csw:InsertResult><csw:BriefRecord', body)
        self.assertEqual(self.title('h001'), 'Moissonnée 1')
        self.assertEqual(self.counts(self.harvest('/one.xml')[1]), (0, 0, 0))
        self.assertEqual(self.counts(self.harvest('/changed.xml')[1]), (0, 1, 0))
        self.assertEqual(self.title('h001'), 'Changée')
        self.assertEqual(self.counts(self.harvest('/here')[1]), (0, 1, 0))

    def test_a_catalogue_is_harvested_page_by_page(self):
        status, body = self.harvest('/csw', ResourceType=CSW)
        self.assertEqual((status, self.counts(body)), (200, (N, 0, 0)), body[:500])
        self.assertEqual([self.title(f'h{n:03d}') for n in (1, 60, N)], [f'Moissonnée {n}' for n in (1, 60, N)])

    def test_a_bad_record_does_not_stop_the_others(self):
        status, body = self.harvest('/mixed.xml')
        self.assertEqual((status, self.counts(body)), (200, (2, 0, 0)), body)

    def test_posted_as_xml(self):
        body = (f'<csw:Harvest xmlns:csw="{CSW}" service="CSW" version="2.0.2"><csw:Source>http://{self.host}/one.xml</csw:Source>'
                f'<csw:ResourceType>{GMD}</csw:ResourceType><csw:ResourceFormat>application/xml</csw:ResourceFormat></csw:Harvest>')
        for headers, status in (({}, 401), ({'Authorization': f'Bearer {TOKEN}'}, 200)):
            got = self.ask(self.server, '/csw', 'POST', {'Content-Type': 'application/xml', **headers}, body=body)
            self.assertEqual(got[0], status, got[2])
        self.assertEqual(len(Source.asked), 1)
        later = body.replace('</csw:Harvest>', '<csw:ResponseHandler>ftp://example.org/</csw:ResponseHandler></csw:Harvest>')
        got = self.ask(self.server, '/csw', 'POST', {'Content-Type': 'application/xml', 'Authorization': f'Bearer {TOKEN}'}, body=later)
        self.refused((got[0], got[2].decode()), 400, 'ResponseHandler')
        self.assertEqual(len(Source.asked), 1)

    def test_only_what_is_named_is_asked(self):
        self.refused(self.harvest('/one.xml', token=None), 401, 'Authorization')
        self.refused(self.harvest('http://127.0.0.1:1/one.xml'), 403, 'Source', 'no host that the configuration names')
        self.refused(self.harvest(f'http://localhost:{self.host[10:]}/one.xml'), 403, 'Source')
        self.refused(self.harvest('file:///etc/passwd'), 400, 'Source')
        self.assertEqual(Source.asked, [])
        self.refused(self.harvest('/away'), 403, 'Source', '169.254.169.254')

    def test_what_cannot_be_harvested_is_told(self):
        self.refused(self.harvest('/nothing.xml'), 400, 'Source', 'status 404')
        self.refused(self.harvest('/broken.xml'), 400, 'Source')
        self.refused(self.harvest('/page.html'), 400, 'Source')
        self.refused(self.harvest('/bomb.xml'), 400, 'Source')
        status, body = self.harvest('/outside.xml')
        self.assertNotIn('root:', body)
        self.assertNotIn(b'root:', self.ask(self.server, '/collections/catalogue/items/h009?f=json')[2])
        self.refused(self.harvest('/one.xml', ResourceType='http://www.fgdc.gov/metadata/csdgm'), 400, 'ResourceType')
        self.refused(self.harvest('/one.xml', HarvestInterval='P7D'), 400, 'HarvestInterval')
        self.refused(self.harvest('/one.xml', ResourceType=''), 400, 'ResourceType')
        self.refused(self.harvest('', Source=''), 400, 'Source')

    def test_it_is_listed(self):
        for version in ('2.0.2', '3.0.0'):
            body = self.ask(self.server, f'/csw?service=CSW&version={version}&request=GetCapabilities')[2].decode()
            self.assertIn('<ows:Operation name="Harvest">', body)


class GeoPackage(Harvest, support.Case):
    def make_store(self):
        self.store = self.gpkg(support.points('places', 20))


@unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
class PostGIS(Harvest, support.Case):
    def make_store(self):
        self.store = self.database(f'vigie_csw_harvest_{os.getpid()}', support.points('places', 20))
