"""Bodies made to hurt, and those that other catalogues test themselves with: an OWS exception or an answer, and the server as
well as before."""
import glob
import os
import re
import socket
import unittest
import urllib.parse

import support

TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
SHA256 = 'f082e5ef8180f867c6ba8580198ce6bf25158016150220b419ace2bed23eba20'
CSW = 'http://www.opengis.net/cat/csw/2.0.2'
CONFIG = f'tokens: {{all: {{sha256: {SHA256}, collections: [catalogue]}}}}\ncollections: {{catalogue: {{writable: true}}}}\n'
BODIES = sorted(glob.glob(os.path.join(os.environ.get('VIGIE_SHARED', ''), 'data', 'csw', 'requests', '*.xml')))
MOST_MEMORY_KB = 250_000   # more than before, in a sanitizer's build


def get_records(inside='', doctype=''):
    return (f'{doctype}<csw:GetRecords xmlns:csw="{CSW}" xmlns:ogc="http://www.opengis.net/ogc" service="CSW" version="2.0.2" '
            f'resultType="hits"><csw:Query typeNames="csw:Record"><csw:ElementSetName>full</csw:ElementSetName>{inside}'
            f'</csw:Query></csw:GetRecords>')


def insert(record):
    return (f'<csw:Transaction xmlns:csw="{CSW}" service="CSW" version="2.0.2"><csw:Insert>{record}</csw:Insert></csw:Transaction>')


def bomb():
    entities = ''.join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(12))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'


def constrained(filter_):
    return get_records(f'<csw:Constraint version="1.1.0"><ogc:Filter>{filter_}</ogc:Filter></csw:Constraint>')


# body: (status, exception code, locator or None)
REFUSED = {
    '': (400, 'NoApplicableCode', 'body'),
    'no XML': (400, 'NoApplicableCode', 'body'),
    '<a': (400, 'NoApplicableCode', 'body'),
    '<a/>': (400, 'InvalidParameterValue', 'request'),
    bomb() + '<x>&a12;</x>': (400, 'NoApplicableCode', 'body'),
    get_records(doctype=bomb()): (400, 'NoApplicableCode', 'body'),
    get_records(doctype='<!DOCTYPE x SYSTEM "file:///etc/passwd">'): (400, 'NoApplicableCode', 'body'),
    get_records(doctype='<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'): (400, 'NoApplicableCode', 'body'),
    get_records().replace(CSW, CSW + '/other'): (400, 'InvalidParameterValue', 'request'),
    get_records().replace('GetRecords', 'GetEverything'): (400, 'InvalidParameterValue', 'request'),
    get_records().replace('service="CSW"', 'service="WFS"'): (400, 'InvalidParameterValue', 'service'),
    get_records().replace('service="CSW"', ''): (400, 'MissingParameterValue', 'service'),
    get_records().replace('typeNames="csw:Record"', 'typeNames="nothing"'): (400, 'InvalidParameterValue', 'typeNames'),
    get_records().replace('hits', 'everything'): (400, 'InvalidParameterValue', 'resultType'),
    get_records().replace('full', 'most'): (400, 'InvalidParameterValue', 'ElementSetName'),
    get_records('<ogc:SortBy><ogc:SortProperty><ogc:PropertyName>no</ogc:PropertyName></ogc:SortProperty></ogc:SortBy>'):
        (400, 'InvalidParameterValue', 'SortBy'),
    constrained(''): (400, 'InvalidParameterValue', None),
    constrained('<ogc:Or/>'): (400, 'InvalidParameterValue', None),
    constrained('<ogc:Not>' * 5000 + '</ogc:Not>' * 5000): (400, None, None),
    constrained('<ogc:PropertyIsEqualTo><ogc:PropertyName>no:such</ogc:PropertyName><ogc:Literal>1</ogc:Literal></ogc:PropertyIsEqualTo>'):
        (400, 'InvalidParameterValue', None),
    constrained('<ogc:BBOX><ogc:PropertyName>ows:BoundingBox</ogc:PropertyName><nothing/></ogc:BBOX>'): (400, 'InvalidParameterValue', None),
    constrained('<ogc:PropertyIsLike><ogc:Literal>%</ogc:Literal></ogc:PropertyIsLike>'): (400, 'InvalidParameterValue', None),
    insert(''): (400, 'MissingParameterValue', 'Insert'),
    insert('<a/>'): (400, 'InvalidParameterValue', 'Insert'),
    insert('<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd">' + '<gmd:a>' * 5000 + '</gmd:a>' * 5000 + '</gmd:MD_Metadata>'):
        (400, None, None),
    insert('<csw:Record/>' * 1001): (400, 'InvalidParameterValue', 'Insert'),
    f'<csw:Transaction xmlns:csw="{CSW}" service="CSW" version="2.0.2">' + '<csw:Delete/>' * 1001 + '</csw:Transaction>':
        (413, 'NoApplicableCode', 'Transaction'),
}


class Hostile(support.Case):
    def setUp(self):
        super().setUp()
        self.store = self.gpkg(support.points('places', 20))
        done = self.run_program('records', 'import', '--quiet', self.store, self.write('r.json', '''{"id": "one", "type": "Feature",
            "geometry": null, "properties": {"type": "dataset", "title": "One"}}'''))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.server = self.serve(self.store, '--config', self.write('c.yaml', CONFIG))
        self.until(lambda: self.post(get_records())[0] == 200, 'the catalogue')

    def post(self, body, token=TOKEN):
        headers = {'Content-Type': 'application/xml', **({'Authorization': f'Bearer {token}'} if token else {})}
        status, _, text = self.ask(self.server, '/csw', 'POST', headers, body=body if isinstance(body, bytes) else body.encode())
        return status, text.decode()

    def memory_kb(self):
        with open(f'/proc/{self.server.process.pid}/status', encoding='ascii') as f:
            return int(re.search(r'VmHWM:\s+(\d+)', f.read())[1])

    def test_what_is_wrong_is_told_with_its_code_and_place(self):
        before = self.memory_kb()
        for body, (status, code, locator) in REFUSED.items():
            with self.subTest(body[:150]):
                got = self.post(body)
                self.assertEqual(got[0], status, got[1][:400])
                self.assertIn('<ows:ExceptionReport', got[1])
                self.assertTrue(code is None or f'exceptionCode="{code}"' in got[1], got[1])
                self.assertTrue(locator is None or f'locator="{locator}"' in got[1], got[1])
                self.assertNotIn('root:', got[1])
        self.assertLess(self.memory_kb(), before + MOST_MEMORY_KB)
        self.assertEqual(self.post(get_records())[0], 200)

    def test_a_body_of_100_mb_is_refused_before_it_is_read(self):
        before = self.memory_kb()
        with socket.create_connection(self.server.address.split(':'), timeout=30) as s:
            s.sendall(b'POST /csw HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: 104857600\r\n\r\n')
            answer = b''
            while b'</ows:ExceptionReport>' not in answer:
                part = s.recv(65536)
                if not part:
                    break
                answer += part
        self.assertIn(b' 413 ', answer.splitlines()[0])
        self.assertIn(b'exceptionCode="NoApplicableCode" locator="body"', answer)
        chunked = (b'POST /csw HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n' +
                   (b'100000\r\n' + b'<' * 0x100000 + b'\r\n') * 100)
        with socket.create_connection(self.server.address.split(':'), timeout=30) as s:
            try:
                s.sendall(chunked)
                status = s.recv(65536).splitlines()[0]
            except OSError:   # it closed in the middle: that is an answer too
                status = b' 413 '
        self.assertIn(b' 413 ', status)
        self.assertLess(self.memory_kb(), before + MOST_MEMORY_KB)
        self.assertEqual(self.post(get_records())[0], 200)

    @unittest.skipUnless(BODIES, 'VIGIE_SHARED has no requests of other catalogues')
    def test_requests_of_other_catalogues_are_answered_or_refused(self):
        for token in (None, TOKEN):
            for path in BODIES:
                with open(path, 'rb') as f, self.subTest(os.path.basename(path)):
                    status, body = self.post(f.read(), token)
                    self.assertIn(status, (200, 400, 401, 403, 404, 409), body[:400])
                    self.assertEqual(status != 200, 'ExceptionReport' in body, body[:400])
        self.assertEqual(self.post(get_records())[0], 200)

    def test_addresses_of_every_wrong_shape(self):
        for query in ('request=%FF', 'service=CSW&request=GetRecords&version=2.0.2&typeNames=csw:Record&startPosition=99999999999999999999',
                      'service=CSW&request=GetRecords&version=2.0.2&typeNames=csw:Record&constraint=' + urllib.parse.quote('(' * 5000),
                      'service=CSW&request=GetRecords&version=2.0.2&typeNames=csw:Record&constraint=' + urllib.parse.quote(bomb() + '<Filter/>'),
                      'service=CSW&request=GetRecordById&version=2.0.2', 'service=CSW&request=GetDomain&version=2.0.2',
                      'service=CSW&version=9.9.9&request=GetCapabilities', 'service=CSW&request=GetCapabilities&acceptVersions=1.0',
                      'service=CSW&request=Transaction&version=2.0.2', 'service=CSW&request=Harvest&version=2.0.2&source=http://example.org/'):
            with self.subTest(query[:80]):
                status, _, body = self.ask(self.server, '/csw?' + query)
                self.assertIn(status, (400, 401, 403), body[:300])
                self.assertIn(b'<ows:ExceptionReport', body)
