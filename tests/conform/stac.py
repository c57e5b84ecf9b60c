#!/usr/bin/env python3
"""The STAC API read by pystac-client, and each collection judged by the schemas that pystac brings.

    tests/conform/stac.py BASE_URL [--loud]      (with the python of the venv that run makes)
"""
import json
import sys
import urllib.parse
import urllib.request

import pystac.validation
import pystac_client
from pystac_client import ConformanceClasses

from walk import Report, check

CLASSES = (ConformanceClasses.CORE, ConformanceClasses.COLLECTIONS, ConformanceClasses.COLLECTION_SEARCH,
           ConformanceClasses.COLLECTION_SEARCH_FREE_TEXT, ConformanceClasses.FEATURES, ConformanceClasses.ITEM_SEARCH,
           ConformanceClasses.FILTER, ConformanceClasses.SORT,
           ConformanceClasses.FIELDS, ConformanceClasses.QUERY)


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


def with_items(client):
    return [c for c in client.get_collections() if c.get_links('items')]


def said(item):
    """All but the links, which pystac adds to."""
    return {k: v for k, v in item.to_dict(transform_hrefs=False).items() if k != 'links'}


def items(client):
    """Each collection's items, page by page; valid, and the same alone."""
    for c in with_items(client):
        found = list(c.get_items())
        check(len({i.id for i in found}) == len(found), f'{c.id}: an item is given twice')
        for i in found:
            document = i.to_dict(transform_hrefs=False)
            document['stac_extensions'] = []  # their schemas are elsewhere
            pystac.validation.validate_dict(document)
            one = c.get_item(urllib.parse.quote(i.id, safe=''))
            check(one is not None and said(one) == said(i), f'{c.id}/{i.id}: not the same alone')


def item_search(client):
    """By either method, whole and by what an item says of itself."""
    every = sorted((c.id, i.id) for c in with_items(client) for i in c.get_items())
    for method in ('GET', 'POST'):
        found = [(i.collection_id, i.id) for i in client.search(method=method, limit=2).items()]
        check(sorted(found) == every, f'{method}: {len(found)} of {len(every)} items')
        for c in with_items(client):
            mine = [i for i in c.get_items()]
            found = [i.id for i in client.search(method=method, collections=[c.id], limit=3).items()]
            check(found == [i.id for i in mine], f'{method}: items of {c.id}')
            for i in mine[:5]:
                when = i.datetime or f'{i.properties["start_datetime"]}/{i.properties["end_datetime"]}'
                for what in ({'bbox': i.bbox}, {'intersects': i.geometry}, {'datetime': when}, {'ids': [i.id]}):
                    found = client.search(method=method, collections=[c.id], limit=100, **what).items()
                    check(i.id in [x.id for x in found], f'{method}: {what} misses {c.id}/{i.id}')


def searched(client, method, **what):
    return [(i.collection_id, i.id) for i in client.search(method=method, limit=2, **what).items()]


def every_item(client):
    return [i for c in with_items(client) for i in c.get_items()]


def filters(client):
    """Each property of an item finds it, in the language of either method."""
    every = every_item(client)
    for method in ('GET', 'POST'):
        for i in every[:20]:
            args = [{'op': '=', 'args': [{'property': 'collection'}, i.collection_id]}]
            args += [{'op': '=', 'args': [{'property': k}, v]} for k, v in i.properties.items() if isinstance(v, (str, int, float))
                     and k in client.get_collection(i.collection_id).get_queryables()['properties']]
            found = searched(client, method, filter={'op': 'and', 'args': args}, filter_lang='cql2-json')
            check((i.collection_id, i.id) in found, f'{method}: its own properties miss {i.collection_id}/{i.id}')
        for c in with_items(client):
            found = searched(client, method, filter=f"collection <> '{c.id}'", filter_lang='cql2-text')
            check(sorted(found) == sorted((i.collection_id, i.id) for i in every if i.collection_id != c.id), f'{method}: not {c.id}')
    check({'id', 'collection', 'geometry', 'datetime'} <= set(client.get_queryables()['properties']), 'queryables of all')


ORDERS = {
    'datetime': lambda i: i.properties['datetime'] or i.properties['start_datetime'],
    'properties.title': lambda i: i.properties.get('title'),
    'properties.eo:cloud_cover': lambda i: i.properties.get('eo:cloud_cover'),
    'collection': lambda i: i.collection_id,
}


def sorts(client):
    """By several names, up and down, over the edges of pages; what has no value comes last."""
    every = [(i.collection_id, i.id) for i in every_item(client)]
    for method in ('GET', 'POST'):
        for name, value in ORDERS.items():
            if not any(value(i) is not None for i in every_item(client)):
                continue
            for sign in ('-', '+'):
                found = list(client.search(method=method, limit=3, sortby=[sign + name, '-id']).items())
                check(sorted((i.collection_id, i.id) for i in found) == sorted(every), f'{method}: {sign}{name} gives {len(found)} items')
                told = [value(i) for i in found if value(i) is not None]
                check(told == sorted(told, reverse=sign == '-'), f'{method}: {sign}{name}: {told}')
                check(all(value(i) is None for i in found[len(told):]), f'{method}: {sign}{name}: null is not last')


def fields(client):
    """What is included comes, with what makes a valid Item; what is excluded does not."""
    for method in ('GET', 'POST'):
        for i in every_item(client)[:10]:
            own = [k for k in i.properties if 'datetime' not in k][:2]
            asked = {'include': [f'properties.{k}' for k in own], 'exclude': ['geometry', 'links']}
            found = list(client.search(method=method, collections=[i.collection_id], ids=[i.id], fields=asked).items_as_dicts())
            check(len(found) == 1, f'{method}: {len(found)} items of that id')
            check(not {'geometry', 'links'} & set(found[0]), f'{method}: excluded, and there')
            check({'type', 'id', 'bbox', 'assets', 'collection', 'stac_version'} <= set(found[0]), f'{method}: {sorted(found[0])}')
            check(found[0]['properties'] == {k: v for k, v in i.properties.items() if k in own or 'datetime' in k}, f'{method}: properties')
        for document in client.search(method=method, fields={'include': ['id']}).items_as_dicts():
            pystac.validation.validate_dict(document)


def queries(client):
    """As older clients ask: by what each property of an item is equal to, and begins and ends with."""
    for method in ('GET', 'POST'):
        for i in every_item(client)[:20]:
            asked = {k: {'eq': v} for k, v in i.properties.items() if isinstance(v, (int, float))}
            asked |= {k: {'startsWith': v[:2], 'endsWith': v[-2:], 'contains': v[1:-1], 'in': [v, 'x']}
                      for k, v in i.properties.items() if isinstance(v, str) and 'datetime' not in k}
            check((i.collection_id, i.id) in searched(client, method, query=asked), f'{method}: {asked} misses {i.collection_id}/{i.id}')
        check(searched(client, method, query=['collection=none']) == [], f'{method}: a query in words')


def main():
    base = next(a for a in sys.argv[1:] if not a.startswith('-')).rstrip('/')
    report = Report(loud='--loud' in sys.argv)
    client = pystac_client.Client.open(base + '/stac')
    report.run('stac/conformance', declares, client)
    report.run('stac/collections', lists, client, base)
    report.run('stac/schema', valid, client)
    report.run('stac/collection', single, client)
    report.run('stac/collection-search', searches, client)
    report.run('stac/features', items, client)
    report.run('stac/item-search', item_search, client)
    report.run('stac/filter', filters, client)
    report.run('stac/sort', sorts, client)
    report.run('stac/fields', fields, client)
    report.run('stac/query', queries, client)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
