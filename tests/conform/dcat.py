#!/usr/bin/env python3
"""The catalogue as DCAT, harvested as portals do it, with rdflib.

    tests/conform/dcat.py BASE_URL        (with the python of the venv that run makes)

What is said is judged by the cardinalities, the ranges and the classes that DCAT-AP 3 asks for, as far as a server without the network can
keep them (docs/formats.md tells what it cannot), and each record is the same graph in its three syntaxes.

udata asks HEAD for the media type, then follows `next` of the hydra:PartialCollectionView; ckanext-dcat follows `next` or
`nextPage` of the hydra:PagedCollection and stops at a page that is the same as the one before.
"""
import hashlib
import re
import sys
import urllib.parse
import urllib.request

import rdflib
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

from walk import Api, Report, check

DCAT = rdflib.Namespace('http://www.w3.org/ns/dcat#')
HYDRA = rdflib.Namespace('http://www.w3.org/ns/hydra/core#')
SYNTAX = {'application/rdf+xml': 'xml', 'text/turtle': 'turtle', 'application/ld+json': 'json-ld'}
KINDS = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService)
SMALL = 'limit=7'
LOCN = rdflib.Namespace('http://www.w3.org/ns/locn#')
VCARD = rdflib.Namespace('http://www.w3.org/2006/vcard/ns#')
# at most one of each, by class
ONE = {DCAT.Dataset: (DCTERMS.accessRights, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified, DCTERMS.created, DCTERMS.accrualPeriodicity,
                      DCAT.spatialResolutionInMeters, DCAT.version),
       DCAT.DataService: (DCTERMS.accessRights, DCTERMS.publisher, DCTERMS.license),
       DCAT.Distribution: (DCTERMS.license, DCTERMS.description, DCAT.mediaType, DCAT.byteSize, DCTERMS.format),
       DCTERMS.Location: (DCAT.bbox, LOCN.geometry, DCAT.centroid),
       DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
       DCAT.CatalogRecord: (FOAF.primaryTopic, DCTERMS.modified, DCTERMS.issued)}
# at least one
SOME = {DCAT.Dataset: (DCTERMS.title, DCTERMS.description), DCAT.DatasetSeries: (DCTERMS.title, DCTERMS.description),
        DCAT.DataService: (DCTERMS.title,), DCAT.Distribution: (DCAT.accessURL,), DCAT.CatalogRecord: (FOAF.primaryTopic, DCTERMS.modified),
        DCAT.Catalog: (DCTERMS.title, DCTERMS.description), FOAF.Agent: (FOAF.name,)}
# what is said of what stands there, unless a register of Europe says it
CLASSES = {DCAT.theme: SKOS.Concept, DCTERMS.license: DCTERMS.LicenseDocument, DCTERMS.accessRights: DCTERMS.RightsStatement,
           DCTERMS.rights: DCTERMS.RightsStatement, DCTERMS.conformsTo: DCTERMS.Standard, DCTERMS.spatial: DCTERMS.Location,
           DCTERMS.temporal: DCTERMS.PeriodOfTime, DCTERMS.publisher: FOAF.Agent, DCTERMS.creator: FOAF.Agent, FOAF.page: FOAF.Document,
           DCTERMS.provenance: DCTERMS.ProvenanceStatement, DCAT.distribution: DCAT.Distribution, FOAF.homepage: None,
           DCTERMS.format: DCTERMS.MediaTypeOrExtent}
REGISTERS = ('http://publications.europa.eu/resource/authority/', 'http://inspire.ec.europa.eu/metadata-codelist/',
             'http://inspire.ec.europa.eu/theme/')
WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z_a-z~\[\]]+")
# the value is of a type
TYPED = {DCAT.bbox: 'wktLiteral', LOCN.geometry: 'wktLiteral', DCAT.byteSize: 'nonNegativeInteger', DCAT.spatialResolutionInMeters: 'decimal'}
DATES = (DCTERMS.issued, DCTERMS.modified, DCTERMS.created, DCAT.startDate, DCAT.endDate)


def ask(method, url):
    answer = urllib.request.urlopen(urllib.request.Request(url, method=method, headers={'Accept': '*/*'}))
    return answer.headers, answer.read()


def page_of(url, syntax):
    headers, body = ask('GET', url)
    check(headers['Transfer-Encoding'] is None, f'{url}: sent in chunks')
    check(headers['Content-Length'] == str(len(body)), f"{url}: Content-Length {headers['Content-Length']}, {len(body)} bytes came")
    return rdflib.Graph().parse(data=body.decode(), format=syntax), body


def udata_next(graph):
    for kind, way in ((HYDRA.PartialCollectionView, HYDRA.next), (HYDRA.PagedCollection, HYDRA.nextPage)):
        if (None, RDF.type, kind) in graph:
            return graph.value(graph.value(predicate=RDF.type, object=kind), way)
    return None


def ckan_next(graph):
    for node in graph.subjects(RDF.type, HYDRA.PagedCollection):
        return graph.value(node, HYDRA.next) or graph.value(node, HYDRA.nextPage)
    return None


def back(graph):
    return graph.value(graph.value(predicate=RDF.type, object=HYDRA.PagedCollection), HYDRA.previous)


def harvest(url, syntax, way):
    """Each resource that the pages describe, as often as they do; the pages' graphs."""
    found, graphs, last = [], [], None
    while url:
        graph, body = page_of(str(url), syntax)
        mark = hashlib.md5(body).hexdigest()
        check(mark != last, f'{url}: the same as the page before')
        last = mark
        found += [node for kind in KINDS for node in graph.subjects(RDF.type, kind)]
        graphs.append(graph)
        url = way(graph)
    return found, graphs


def all_once(base, f):
    start = f'{base}/dcat?f={f}&{SMALL}'
    media_type = ask('HEAD', start)[0]['Content-Type'].partition(';')[0]
    found, graphs = harvest(start, SYNTAX[media_type], udata_next)
    total = {int(graph.value(rdflib.URIRef(f'{base}/dcat'), HYDRA.totalItems)) for graph in graphs}
    check(len(found) == len(set(found)), f'{len(found) - len(set(found))} twice')
    check(total == {len(found)}, f'hydra:totalItems {total}, {len(found)} came')
    listed = {o for graph in graphs for way in (DCAT.dataset, DCAT.service) for o in graph.objects(rdflib.URIRef(f'{base}/dcat'), way)}
    check(listed == set(found), f'the catalogue lists {len(listed)}, {len(found)} came')
    return set(found), graphs


def udata(base, f):
    found, graphs = all_once(base, f)
    for graph in graphs:
        for node in graph.subjects(RDF.type, DCAT.Dataset):
            check(graph.value(node, DCTERMS.title), f'{node} has no title')
            check(graph.value(node, DCTERMS.identifier), f'{node} has no identifier')


def ckan(base, f):
    found, _ = harvest(f'{base}/dcat?f={f}&{SMALL}', {'rdf': 'xml', 'ttl': 'turtle', 'jsonld': 'json-ld'}[f], ckan_next)
    check(set(found) == all_once(base, f)[0], 'the two ways do not give the same')


def backwards(base):
    graph, _ = page_of(f'{base}/dcat?f=ttl&{SMALL}', 'turtle')
    last = graph.value(graph.value(predicate=RDF.type, object=HYDRA.PagedCollection), HYDRA.last)
    found, _ = harvest(last, 'turtle', back)
    check(len(found) == len(set(found)), f'{len(found) - len(set(found))} twice')
    check(set(found) == all_once(base, 'ttl')[0], 'backwards is not the same as forwards')


def alike(base):
    """The three syntaxes tell of the same resources, of the same classes and identifiers."""
    graphs = [page_of(f'{base}/dcat.{end}?limit=1000', syntax)[0] for end, syntax in
              (('rdf', 'xml'), ('ttl', 'turtle'), ('jsonld', 'json-ld'))]
    said = [{(s, p, o) for way in (RDF.type, DCTERMS.identifier) for s, p, o in graph.triples((None, way, None))
             if s.startswith(base) and f'{base}/dcat' not in s} for graph in graphs]
    check(said[0], 'nothing is said')
    for other in said[1:]:
        check(said[0] == other, f'not the same: {sorted(said[0] ^ other)[:2]}')


def judge_address(node, where):
    check(WHOLE.fullmatch(node), f'{where}: {node!r} is no whole address')
    if node.startswith('mailto:'):
        check(node.count('@') == 1, f'{where}: {node}')
    if node.startswith('tel:'):
        check(re.fullmatch(r'tel:\+?[0-9][0-9-]*', node), f'{where}: {node}')


def judge_value(s, p, o):
    check(str(o).strip(), f'{s}: {p} is empty')
    check(not o.ill_typed, f'{s}: {o.n3()}')
    if p in TYPED:
        check(str(o.datatype).endswith(TYPED[p]), f'{s}: {o.n3()}')
    if p in DATES:
        check(re.search('#(date|dateTime|gYear|gYearMonth)$', str(o.datatype)), f'{s}: {o.n3()}')


def judge(graph):
    for s, p, o in graph:
        for node in (s, o):
            if isinstance(node, rdflib.URIRef):
                judge_address(node, p)
        if isinstance(o, rdflib.Literal):
            judge_value(s, p, o)
        wanted = CLASSES.get(p)
        if wanted and not str(o).startswith(REGISTERS):
            check((o, RDF.type, wanted) in graph, f'{s}: {o} of {p} is no {wanted}')
    for kind, properties in ONE.items():
        for node in graph.subjects(RDF.type, kind):
            for p in properties:
                said = {o.language if isinstance(o, rdflib.Literal) else None: o for o in graph.objects(node, p)}
                check(len(set(graph.objects(node, p))) <= len(said), f'{node}: {p} twice')
    for kind, properties in SOME.items():
        for node in graph.subjects(RDF.type, kind):
            for p in properties:
                check((node, p, None) in graph, f'{node}, a {kind}: no {p}')
    for record in graph.subjects(RDF.type, DCAT.CatalogRecord):
        check((graph.value(record, FOAF.primaryTopic), FOAF.isPrimaryTopicOf, record) in graph, f'{record}: whose record is it?')


def original_is_rdf(address):
    return any(word in ask('HEAD', address + '/original')[0]['Content-Type'] for word in ('rdf', 'turtle', 'ld+json'))


def each_record(base):
    """Of some fifty; what came as RDF is given as it came in that syntax, all else is made here."""
    ids = [f['id'] for page in Api(base).pages('/collections/catalogue/items', 100000, limit=200) for f in page.json()['features']]
    for i in ids[::max(1, len(ids) // 50)]:
        address = f'{base}/collections/catalogue/items/{urllib.parse.quote(i, safe="")}'
        if original_is_rdf(address):
            continue
        graphs = [rdflib.Graph().parse(data=ask('GET', f'{address}?f=dcat-{f}')[1].decode(), format=syntax)
                  for f, syntax in (('turtle', 'turtle'), ('json', 'json-ld'))]
        judge(graphs[0])
        check(to_isomorphic(graphs[0]) == to_isomorphic(graphs[1]), f'{i}: Turtle and JSON-LD differ')
        check(same_in_xml(graphs[0], ask('GET', f'{address}?f=dcat-xml')[1].decode()), f'{i}: Turtle and RDF/XML differ')


def same_in_xml(graph, text):
    """rdflib takes the '?' from the end of addresses in RDF/XML."""
    def bare(g):
        return to_isomorphic(sum((rdflib.Graph().add(tuple(rdflib.URIRef(n.rstrip('?')) if isinstance(n, rdflib.URIRef) else n for n in t))
                                  for t in g), rdflib.Graph()))
    return bare(graph) == bare(rdflib.Graph().parse(data=text, format='xml'))


def main():
    base = [a for a in sys.argv[1:] if a.startswith('http')][0]
    report = Report('--loud' in sys.argv)
    for f in ('rdf', 'ttl', 'jsonld'):
        report.run(f'DCAT as udata harvests it [{f}]', udata, base, f)
        report.run(f'DCAT as ckanext-dcat harvests it [{f}]', ckan, base, f)
    report.run('DCAT backwards from the last page', backwards, base)
    report.run('DCAT says the same in each syntax', alike, base)
    report.run('DCAT-AP of each record, the same graph in each syntax', each_record, base)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
