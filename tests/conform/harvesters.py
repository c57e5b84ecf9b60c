#!/usr/bin/env python3
"""The catalogue of a running server harvested whole, as the platforms that harvest it do, request by request, and by real clients
where there are some: each must find every record that it asks for, once.

    tests/conform/harvesters.py [--loud] BASE_URL        (with the python of the venv that run makes)
"""
import argparse
import datetime
import re
import subprocess
import sys
import urllib.parse

import rdflib
import sickle
from lxml import etree
from owslib.csw import CatalogueServiceWeb
from owslib.fes import PropertyIsLike, SortBy, SortProperty
from owslib.fes2 import PropertyIsEqualTo as Fes2EqualTo, PropertyIsLike as Fes2Like
from owslib.ogcapi.records import Records

from csw_ask import Catalogue
from walk import Api, Report, Skipped, check

CSW, GMD, GCO, OGC, OWS = ('http://www.opengis.net/cat/csw/2.0.2', 'http://www.isotc211.org/2005/gmd', 'http://www.isotc211.org/2005/gco',
                           'http://www.opengis.net/ogc', 'http://www.opengis.net/ows')
SPACES = {'csw': CSW, 'gmd': GMD, 'gco': GCO, 'ows': OWS, 'xlink': 'http://www.w3.org/1999/xlink'}
TYPES = ('dataset', 'nonGeographicDataset', 'series', 'service')
DCAT = rdflib.Namespace('http://www.w3.org/ns/dcat#')
DCT = rdflib.Namespace('http://purl.org/dc/terms/')


class Server:
    def __init__(self, base):
        self.api = Api(base)
        self.base = base.rstrip('/')
        self.catalogue = Catalogue(self.api, '2.0.2')
        self.features = [f for page in self.api.pages('/collections/catalogue/items', 100000, limit=200) for f in page.json()['features']]
        self.ids = [f['id'] for f in self.features]
        self.of_types = {f['id'] for f in self.features if f['properties']['type'] in TYPES}

    def post(self, body):
        return etree.fromstring(self.catalogue.send('/csw', body, content_type='application/xml').body)


def once(ids, wanted, who):
    check(len(ids) == len(set(ids)), f'{who}: twice {[i for i in ids if ids.count(i) > 1][:2]}')
    missing, more = set(wanted) - set(ids), set(ids) - set(wanted)
    check(not missing and not more, f'{who}: {len(missing)} missing {sorted(missing)[:2]}, {len(more)} more {sorted(more)[:2]}')


# --- udata: CSW in pages of 25, each child of SearchResults a record, the three counters whole numbers, 0 at the end

def udata_body(schema, types, start):
    any_of = ''.join(f'<ogc:PropertyIsEqualTo><ogc:PropertyName>apiso:type</ogc:PropertyName><ogc:Literal>{t}</ogc:Literal>'
                     '</ogc:PropertyIsEqualTo>' for t in types)
    return (f'<csw:GetRecords xmlns:csw="{CSW}" xmlns:gmd="{GMD}" xmlns:ogc="{OGC}" xmlns:apiso="http://www.opengis.net/cat/csw/apiso/1.0" '
            f'service="CSW" version="2.0.2" resultType="results" startPosition="{start}" maxRecords="25" outputSchema="{schema}">'
            '<csw:Query typeNames="gmd:MD_Metadata"><csw:ElementSetName>full</csw:ElementSetName><csw:Constraint version="1.1.0">'
            f'<ogc:Filter><ogc:Or>{any_of}</ogc:Or></ogc:Filter></csw:Constraint></csw:Query>'
            '<ogc:SortBy><ogc:SortProperty><ogc:PropertyName>apiso:identifier</ogc:PropertyName><ogc:SortOrder>ASC</ogc:SortOrder>'
            '</ogc:SortProperty></ogc:SortBy></csw:GetRecords>')


def udata_pages(server, schema):
    start, seen = 1, 0
    while start:
        results = server.post(udata_body(schema, TYPES, start)).find('csw:SearchResults', SPACES)
        check(results is not None, 'no SearchResults')
        matched, returned, following = (int(results.get(n)) for n in ('numberOfRecordsMatched', 'numberOfRecordsReturned', 'nextRecord'))
        check(returned == len(results), f'{returned} returned, {len(results)} there')
        yield from results
        seen += returned
        check(following == 0 or following > start, f'nextRecord {following} after {start}')
        start = following
    check(seen == matched, f'{seen} of {matched} came')


def udata_csw_iso(server):
    ids = []
    for record in udata_pages(server, GMD):
        check(record.tag == f'{{{GMD}}}MD_Metadata', record.tag)
        ids.append(record.findtext('gmd:fileIdentifier/gco:CharacterString', '', SPACES).strip())
        check(record.find('.//gmd:title', SPACES) is not None, f'{ids[-1]} has no title')
    once(ids, server.of_types, 'udata CSW-ISO')


def udata_csw_dcat(server):
    for schema in (str(DCAT), 'http://data.europa.eu/930/'):
        seen = []
        for record in udata_pages(server, schema):
            graph = rdflib.Graph().parse(data=etree.tostring(record).decode(), format='xml')
            found = [s for kind in (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService, DCAT.Catalog) for s in graph.subjects(rdflib.RDF.type, kind)
                     if graph.value(s, DCT.identifier) and graph.value(s, DCT.title)]
            check(found, f'no data set with identifier and title: {etree.tostring(record)[:300]}')
            now = datetime.date.today().isoformat()
            for s in found:
                check(str(graph.value(s, DCT.modified) or '')[:10] <= now, f'{s} is of the future')
            seen.append(str(graph.value(found[0], DCT.identifier)).strip())
        check(len(seen) == len(server.of_types), f'{len(seen)} records, not {len(server.of_types)}')


# --- ckanext-spatial: OWSLib in pages of ten for the identifiers, then each record by itself

def ckanext_spatial(server):
    csw = CatalogueServiceWeb(server.base + '/csw', timeout=60)
    order = SortBy([SortProperty('dc:identifier')])
    ids, start = [], 0
    while True:
        csw.getrecords2(typenames='csw:Record', esn='brief', outputschema=GMD, startposition=start, maxrecords=10, sortby=order)
        check(not csw.exceptionreport, 'an exception')
        page = [i for i in csw.records]
        ids += page
        matches = csw.results['matches']
        start += 10
        if start > matches:
            break
        # The page that begins at 10 begins with the tenth, which the first had as its last.
    check(set(ids) >= set(server.ids), f'missing {sorted(set(server.ids) - set(ids))[:3]}')
    for one in server.ids[::max(1, len(server.ids) // 40)]:
        csw.getrecordbyid([one], outputschema=GMD)
        root = etree.fromstring(csw.response)
        found = root.findall('gmd:MD_Metadata', SPACES)
        check(len(found) == 1, f"'{one}': {len(found)} records by its identifier")
        stamp = ''.join(found[0].find('gmd:dateStamp', SPACES).itertext()).strip() if found[0].find('gmd:dateStamp', SPACES) is not None else ''
        check(re.match(r'\d{4}', stamp), f"'{one}': dateStamp '{stamp}'")


# --- GeoNetwork: capabilities for the addresses, a probe, summaries in pages of 20, each record by itself

def geonetwork_body(start, most, constraint):
    return (f'<csw:GetRecords xmlns:csw="{CSW}" xmlns:gmd="{GMD}" service="CSW" version="2.0.2" resultType="results" startPosition="{start}" '
            f'maxRecords="{most}" outputSchema="{GMD}"><csw:Query typeNames="gmd:MD_Metadata"><csw:ElementSetName>summary</csw:ElementSetName>'
            f'{constraint}</csw:Query></csw:GetRecords>')


def geonetwork(server):
    node = server.catalogue.xml(server.catalogue.kvp(request='GetCapabilities', service='CSW', version='2.0.2'), 'Capabilities')
    for operation in ('GetRecords', 'GetRecordById'):
        at = node.find(f".//ows:Operation[@name='{operation}']", SPACES)
        for method in ('Get', 'Post'):
            check(at.find(f'ows:DCP/ows:HTTP/ows:{method}', SPACES).get('{%s}href' % SPACES['xlink']), f'{operation} by {method}')
        names = {p.get('name').lower(): [v.text for v in p] for p in at if p.tag.endswith('Parameter')}
        check(GMD in names['outputschema'], f'{operation} does not list gmd')
    names = {p.get('name').lower(): [v.text for v in p] for p in node.find(".//ows:Operation[@name='GetRecords']", SPACES) if p.tag.endswith('Parameter')}
    check('gmd:MD_Metadata' in names['typenames'] and 'FILTER' in names['constraintlanguage'], names)
    for constraint, wanted in (('', set(server.ids)), (everywhere(), None)):
        check(server.post(geonetwork_body(1, 1, constraint)).find('csw:SearchResults', SPACES) is not None, 'the probe fails')
        once_through(server, constraint, wanted)


def everywhere():
    """A box as it is written there: no name of a system, longitude first."""
    return (f'<csw:Constraint version="1.1.0"><Filter xmlns="{OGC}" xmlns:gml="http://www.opengis.net/gml"><BBOX>'
            '<PropertyName>ows:BoundingBox</PropertyName><gml:Envelope><gml:lowerCorner>-180 -90</gml:lowerCorner>'
            '<gml:upperCorner>180 90</gml:upperCorner></gml:Envelope></BBOX></Filter></csw:Constraint>')


def once_through(server, constraint, wanted):
    start, ids = 1, []
    while True:
        results = server.post(geonetwork_body(start, 20, constraint)).find('csw:SearchResults', SPACES)
        matched, returned, following = (int(results.get(n)) for n in ('numberOfRecordsMatched', 'numberOfRecordsReturned', 'nextRecord'))
        for record in results:
            ids.append(record.findtext('gmd:fileIdentifier/gco:CharacterString', '', SPACES).strip())
        start += returned
        if returned == 0 or following == 0 or following > matched or following < start:
            break
    check(len(ids) == matched, f'{len(ids)} of {matched} came')
    once(ids, wanted if wanted is not None else set(ids), 'GeoNetwork')
    if wanted is None:
        located = {f['id'] for f in server.features if f['geometry']}
        check(set(ids) == located, f'in the box of the world: {sorted(set(ids) ^ located)[:3]}')


# --- MetaSearch and OWSLib

def metasearch_csw(server):
    csw = CatalogueServiceWeb(server.base + '/csw', timeout=60)
    words = [w for f in server.features for w in re.findall(r'[A-Za-z]{5,}', f['properties']['title']) if f['properties']['title'] != f['id']]
    if not words:
        raise Skipped('no record has a title of words')
    word = words[0]
    found, start = [], 1
    while start:
        csw.getrecords2(constraints=[PropertyIsLike('csw:AnyText', f'%{word}%')], maxrecords=10, startposition=start, esn='full')
        found += list(csw.records)
        start = csw.results['nextrecord']
    check(len(found) == csw.results['matches'] and len(set(found)) == len(found) and found, f"'{word}': {len(found)} of {csw.results}")
    for one in list(csw.records.values()):
        check(one.identifier and one.identifiers[0]['identifier'] == one.identifier, f'{one.identifier}')


def owslib_csw3(server):
    csw = CatalogueServiceWeb(server.base + '/csw', version='3.0.0', timeout=60)
    found, start = [], 1
    while start:
        # It cannot ask without a condition.
        csw.getrecords(constraints=[Fes2Like('dc:identifier', '%')], maxrecords=100, startposition=start, esn='full')
        found += list(csw.records)
        check(csw.results['returned'] or start == 1, csw.results)
        start = csw.results['nextrecord']
    once(found, server.ids, 'OWSLib CSW 3.0')
    csw.getrecords(constraints=[Fes2EqualTo('dc:identifier', server.ids[0])])
    check(list(csw.records) == [server.ids[0]], list(csw.records))
    csw.getrecordbyid([server.ids[0]])  # it looks within the answer, which is the record itself (12-176r7, 7.4.5)
    check(etree.fromstring(csw.response).findtext('{*}identifier') == server.ids[0], csw.response[:300])


def owslib_records(server):
    w = Records(server.base)
    check('catalogue' in w.records(), w.records())
    found, offset = [], 0
    while True:
        page = w.collection_items('catalogue', limit=100, offset=offset)
        found += [f['id'] for f in page['features']]
        offset += page['numberReturned']
        if not page['numberReturned'] or offset >= page['numberMatched']:
            break
    once(found, server.ids, 'OWSLib Records')
    for one in server.ids[::max(1, len(server.ids) // 20)]:
        check(w.collection_item('catalogue', urllib.parse.quote(one, safe=''))['id'] == one, one)


# --- GDAL

def gdal(server):
    for options in ([], ['-oo', f'OUTPUT_SCHEMA={GMD}']):
        done = subprocess.run(['ogrinfo', '-ro', '-al', '-q', f'CSW:{server.base}/csw', *options, '-oo', 'MAX_RECORDS=100'],
                              capture_output=True, text=True, timeout=300)
        check(done.returncode == 0 and 'ERROR' not in done.stderr, f'ogrinfo {options}: {done.stderr[-400:]}')
        way = r'^OGRFeature\(records\):' if options else r'^  identifier \(String\) = (.*)$'
        found = re.findall(way, done.stdout, re.M)
        check(len(found) == len(server.ids), f'ogrinfo {options}: {len(found)} records of {len(server.ids)}')
        if not options:
            once([i.strip() for i in found], server.ids, 'GDAL')


# --- OAI-PMH

def oai(server):
    client = sickle.Sickle(server.base + '/oai', timeout=60)
    check(client.Identify().protocolVersion == '2.0', 'Identify')
    formats = {f.metadataPrefix for f in client.ListMetadataFormats()}
    check({'oai_dc', 'iso19139'} <= formats, formats)
    heads = [h for h in client.ListIdentifiers(metadataPrefix='oai_dc') if not h.deleted]
    check(len(heads) == len(server.ids) == len({h.identifier for h in heads}), f'{len(heads)} identifiers of {len(server.ids)} records')
    for form in ('oai_dc', 'iso19139'):
        records = [r for r in client.ListRecords(metadataPrefix=form) if not r.deleted]
        check({r.header.identifier for r in records} == {h.identifier for h in heads}, f'{form}: {len(records)} records')
        if form == 'oai_dc':
            check(all(r.metadata.get('title') for r in records), 'a record has no title')
    one = client.GetRecord(identifier=heads[0].identifier, metadataPrefix='iso19139')
    check(one.header.identifier == heads[0].identifier, 'GetRecord')
    for of in client.ListSets():
        check(of.setSpec and of.setName, of)


CLIENTS = (udata_csw_iso, udata_csw_dcat, ckanext_spatial, geonetwork, metasearch_csw, owslib_csw3, owslib_records, gdal, oai)


def main():
    args = argparse.ArgumentParser(description='the catalogue as harvesters see it')
    args.add_argument('--loud', action='store_true')
    args.add_argument('base')
    args = args.parse_args()
    report, server = Report(args.loud), Server(args.base)
    for client in CLIENTS:
        report.run(client.__name__, client, server)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
