"""What the abstract tests of catalogues share: asking in each encoding, validating, and the catalogue as csw:Record tells it."""
import importlib.util
import pathlib
import re
import urllib.parse

from lxml import etree

from walk import Skipped, check

PYCSW = pathlib.Path(importlib.util.find_spec('pycsw').submodule_search_locations[0]) / 'core' / 'schemas' / 'ogc'
SPACES = {'dc': 'http://purl.org/dc/elements/1.1/', 'dct': 'http://purl.org/dc/terms/', 'atom': 'http://www.w3.org/2005/Atom',
          'os': 'http://a9.com/-/spec/opensearch/1.1/', 'georss': 'http://www.georss.org/georss', 'gml31': 'http://www.opengis.net/gml',
          'xlink': 'http://www.w3.org/1999/xlink', 'xsd': 'http://www.w3.org/2001/XMLSchema'}
VERSIONS = {
    '2.0.2': {'csw': 'http://www.opengis.net/cat/csw/2.0.2', 'ows': 'http://www.opengis.net/ows', 'fes': 'http://www.opengis.net/ogc'},
    '3.0.0': {'csw': 'http://www.opengis.net/cat/csw/3.0', 'ows': 'http://www.opengis.net/ows/2.0', 'fes': 'http://www.opengis.net/fes/2.0'},
}
SCHEMAS = {'2.0.2': ('csw/2.0.2/CSW-discovery.xsd', 'ows/1.0.0/owsExceptionReport.xsd'),
           '3.0.0': ('cat/csw/3.0/cswAll.xsd', 'ows/2.0/owsExceptionReport.xsd')}
# What is read of the catalogue to judge answers by.
SAMPLE = 1000
TESTS = []
_rules = {}


def abstract_test(name):
    return lambda function: TESTS.append((name, function)) or function


def rules(path):
    if path not in _rules:
        _rules[path] = etree.XMLSchema(etree.parse(str(PYCSW / path), etree.XMLParser(no_network=True)))
    return _rules[path]


def valid(node, path):
    schema = rules(path)
    if not schema.validate(node):
        check(False, '; '.join(f'line {e.line}: {e.message}' for e in list(schema.error_log)[:2]))


class Record:
    """One csw:Record of the catalogue."""

    def __init__(self, node, spaces):
        self.values = {}
        self.boxes = []
        for child in node:
            name = etree.QName(child)
            if name.localname in ('BoundingBox', 'WGS84BoundingBox') and name.namespace == spaces['ows']:
                self.boxes.append(box_of(child))
            else:
                self.values.setdefault(name.localname, []).append((child.text or '').strip())
        self.id = self.values['identifier'][0]

    def first(self, name):
        return self.values.get(name, [None])[0]

    @property
    def date(self):
        """The day that dc:date asks for: a term that refines it is a date, too."""
        value = self.first('created') or self.first('issued') or self.first('date')
        return value[:10] if value and len(value) >= 10 else None


def box_of(node):
    """west, south, east, north: a box of ows with no name of a system, or with CRS84, has longitude first."""
    corners = [[float(x) for x in node[k].text.split()] for k in (0, 1)]
    crs = node.get('crs') or 'CRS84'
    if 'CRS84' in crs or etree.QName(node).localname == 'WGS84BoundingBox':
        return (*corners[0], *corners[1])
    return corners[0][1], corners[0][0], corners[1][1], corners[1][0]


def either(*parts):
    """Or, of True, False and None."""
    return True if True in parts else None if None in parts else False


def both(*parts):
    return False if False in parts else None if None in parts else True


def meet(a, b):
    """Whether two boxes meet; west of the first may lie east of its east side."""
    parts = [(a[0], a[2])] if a[0] <= a[2] else [(a[0], 180), (-180, a[2])]
    other = [(b[0], b[2])] if b[0] <= b[2] else [(b[0], 180), (-180, b[2])]
    across = any(w <= e2 and w2 <= e for w, e in parts for w2, e2 in other)
    return across and a[1] <= b[3] and b[1] <= a[3]


class Catalogue:
    """The catalogue of a running server, asked in one version of CSW."""

    def __init__(self, api, version):
        self.api, self.version, self.spaces = api, version, {**SPACES, **VERSIONS[version]}
        self.old = version == '2.0.2'
        self._records = None

    # --- asking

    def send(self, path, body=None, accept='application/xml', expect=200, content_type='application/xml'):
        headers = {'Accept': accept, **({'Content-Type': content_type} if body else {})}
        answer = self.api.send('POST' if body else 'GET', path, headers, self.api.base + path, body.encode() if body else None)
        check(expect is None or answer.status == expect, f'{path}: status {answer.status}, not {expect}: {answer.body[:400]!r}')
        return answer

    def kvp(self, accept='application/xml', expect=200, **parameters):
        query = urllib.parse.urlencode(parameters, quote_via=urllib.parse.quote)
        return self.send('/csw' + ('?' + query if query else ''), None, accept, expect)

    def ask(self, request, expect=200, accept='application/xml', **parameters):
        """By KVP, with the version."""
        return self.kvp(accept, expect, service='CSW', version=self.version, request=request, **parameters)

    def post(self, element, inside='', expect=200, **attributes):
        declared = ' '.join(f'xmlns:{p}="{self.spaces[p]}"' for p in ('csw', 'ows', 'fes', 'dc', 'dct'))
        said = ' '.join(f'{k}="{v}"' for k, v in attributes.items())
        gml = 'http://www.opengis.net/gml' if self.old else 'http://www.opengis.net/gml/3.2'
        return self.send('/csw', f'<csw:{element} {declared} xmlns:gml="{gml}" service="CSW" version="{self.version}" {said}>{inside}'
                                 f'</csw:{element}>', expect=expect)

    def records_by(self, constraint='', view='<csw:ElementSetName>full</csw:ElementSetName>', after='', types='csw:Record', expect=200,
                   **attributes):
        """GetRecords by POST."""
        filtered = f'<csw:Constraint version="{"1.1.0" if self.old else "2.0.0"}"><fes:Filter>{constraint}</fes:Filter></csw:Constraint>'
        inside = f'<csw:Query typeNames="{types}">{view}{filtered if constraint else ""}{after}</csw:Query>'
        if self.old:
            attributes = {'resultType': 'results', **attributes}
        return self.post('GetRecords', inside, expect, **attributes)

    # --- judging

    def xml(self, answer, root, validate=True):
        check('xml' in answer.media_type, f'the type is {answer.media_type}')
        node = etree.fromstring(answer.body)
        check(node.tag == f"{{{self.spaces['csw']}}}{root}", f'document element is {node.tag}: {answer.body[:300]!r}')
        if validate:
            valid(node, SCHEMAS[self.version][0])
        return node

    def results(self, answer):
        """csw:SearchResults of a valid answer, its counts being right."""
        node = self.xml(answer, 'GetRecordsResponse').find('csw:SearchResults', self.spaces)
        check(int(node.get('numberOfRecordsReturned')) == len(node), 'numberOfRecordsReturned is not the number of records')
        return node

    def refused(self, answer, code, locator=None, status=400):
        node = etree.fromstring(answer.body)
        check(node.tag == f"{{{self.spaces['ows']}}}ExceptionReport", f'document element is {node.tag}: {answer.body[:300]!r}')
        check(answer.status == status, f'status {answer.status}, not {status}')
        valid(node, SCHEMAS[self.version][1])
        check(node.get('version') == ('1.2.0' if self.old else '3.0.0'), f"version is {node.get('version')}")
        fault = node.find('ows:Exception', self.spaces)
        check(fault.get('exceptionCode') == code, f"code is {fault.get('exceptionCode')}, not {code}: {answer.body[-300:]!r}")
        if locator is not None:
            check((fault.get('locator') or '').lower() == locator.lower(), f"locator is {fault.get('locator')}, not {locator}")

    def find(self, node, path):
        return node.findall(path, self.spaces)

    def ids(self, results):
        return [e.text for e in self.find(results, './*/dc:identifier[1]')]

    # --- what there is

    @property
    def records(self):
        """Every record, full, in the order of the catalogue."""
        if self._records is None:
            found, start = [], 1
            while start and len(found) < SAMPLE:
                page = self.results(self.ask('GetRecords', typeNames='csw:Record', elementSetName='full', maxRecords=200,
                                             startPosition=start, **({'resultType': 'results'} if self.old else {})))
                found += [Record(node, self.spaces) for node in page]
                start = int(page.get('nextRecord'))
            self._records = found
            check(found, 'the catalogue is empty: nothing can be tested')
        return self._records

    def some(self, holds):
        found = [r for r in self.records if holds(r)]
        if not found:
            raise Skipped('no record of the catalogue is like that')
        return found

    @property
    def complete(self):
        return len(self.records) < SAMPLE

    def selected(self, answer, holds, limit=10, order=None):
        """The page has the records that hold, all of them counted, and no other.  None: what is asked of is not in the record."""
        results = self.results(answer)
        judged = {r.id: holds(r) for r in self.records}
        sure = sum(v is True for v in judged.values())
        most = sure + sum(v is None for v in judged.values())
        ids, matched = self.ids(results), int(results.get('numberOfRecordsMatched'))
        wrong = [i for i in ids if judged.get(i) is False]
        check(not wrong, f"'{wrong[:1]}' should not be there")
        if self.complete:
            check(sure <= matched <= most, f'{matched} matched, not {sure} to {most}; missing {[i for i in judged if judged[i] and i not in ids][:2]}')
            check(len(ids) == min(limit, matched), f'{len(ids)} records given')
        if order:
            keys = [k for k in (order(next(r for r in self.records if r.id == i)) for i in ids) if k is not None]
            check(keys == sorted(keys) or keys == sorted(keys, reverse=True), f'not sorted: {keys}')
        return results


def word_of(text):
    """The last word of a text, as one searches for it."""
    words = re.findall(r'\w+', text or '')
    return words[-1] if words else None
