#!/usr/bin/env python3
"""The STAC API read by pystac-client, and each collection judged by the schemas that pystac brings.

    tests/conform/stac.py BASE_URL [--loud]      (with the python of the venv that run makes)
"""
import json
import sys
import urllib.parse
import urllib.request

import pystac_client
from pystac_client import ConformanceClasses

from walk import Report, check

CLASSES = (ConformanceClasses.CORE, ConformanceClasses.COLLECTIONS, ConformanceClasses.COLLECTION_SEARCH,
           ConformanceClasses.COLLECTION_SEARCH_FREE_TEXT)


def records_of_data(base):
    """Identifiers of the records that describe data, by way of Records."""
    where = urllib.parse.quote("type in ('dataset','series')")
    url, found = f'{base}/collections/catalogue/items?f=json&limit=100&filter={where}', []
    while url:
        page = json.load(urllib.request.urlopen(url))
        found += [r['id'] for r in page['features']]
        url = next((link['href'] for link in page['links'] if link['rel'] == 'next'), None)
    return found


def declares(client):
    for c in CLASSES:
        check(client.conforms_to(c), f'{c} is not declared')


def lists(client, base):
    found = [c.id for c in client.get_collections()]
    check(len(found) == len(set(found)), 'a collection is given twice')
    check(found == records_of_data(base), f'{len(found)} collections are not the records of data')


def valid(client):
    for c in client.get_collections():
        c.validate()
        check(c.get_self_href().startswith(client.get_self_href()), f'{c.id}: its address is {c.get_self_href()}')


def single(client):
    for c in client.get_collections():
        one = client.get_collection(urllib.parse.quote(c.id, safe=''))
        check(one.id == c.id and one.title == c.title and one.extent.to_dict() == c.extent.to_dict(), f'{c.id}: not the same alone')


def searches(client):
    """The bounds and the words of a collection find it."""
    for c in list(client.get_collections())[:10]:
        box = c.extent.spatial.bboxes[0]
        check(c.id in [x.id for x in client.collection_search(bbox=box).collections()], f'{c.id}: its own box misses it')
    for c in list(client.get_collections())[:10]:
        words = [w for w in (c.title or '').replace('-', ' ').split() if len(w) > 5 and w.isalpha()][:1]
        for w in words:
            check(c.id in [x.id for x in client.collection_search(q=w).collections()], f"{c.id}: '{w}' of its title misses it")


def main():
    base = next(a for a in sys.argv[1:] if not a.startswith('-')).rstrip('/')
    report = Report(loud='--loud' in sys.argv)
    client = pystac_client.Client.open(base + '/stac')
    report.run('stac/conformance', declares, client)
    report.run('stac/collections', lists, client, base)
    report.run('stac/schema', valid, client)
    report.run('stac/collection', single, client)
    report.run('stac/collection-search', searches, client)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
