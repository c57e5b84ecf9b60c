#!/usr/bin/env python3
"""The catalogue as DCAT, harvested as portals do it, with rdflib.

    tests/conform/dcat.py BASE_URL        (with the python of the venv that run makes)

udata asks HEAD for the media type, then follows `next` of the hydra:PartialCollectionView; ckanext-dcat follows `next` or
`nextPage` of the hydra:PagedCollection and stops at a page that is the same as the one before.
"""
import hashlib
import sys
import urllib.request

import rdflib
from rdflib.namespace import DCTERMS, RDF

from walk import Report, check

DCAT = rdflib.Namespace('http://www.w3.org/ns/dcat#')
HYDRA = rdflib.Namespace('http://www.w3.org/ns/hydra/core#')
SYNTAX = {'application/rdf+xml': 'xml', 'text/turtle': 'turtle', 'application/ld+json': 'json-ld'}
KINDS = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService)
SMALL = 'limit=7'


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


def main():
    base = [a for a in sys.argv[1:] if a.startswith('http')][0]
    report = Report('--loud' in sys.argv)
    for f in ('rdf', 'ttl', 'jsonld'):
        report.run(f'DCAT as udata harvests it [{f}]', udata, base, f)
        report.run(f'DCAT as ckanext-dcat harvests it [{f}]', ckan, base, f)
    report.run('DCAT backwards from the last page', backwards, base)
    report.run('DCAT says the same in each syntax', alike, base)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
