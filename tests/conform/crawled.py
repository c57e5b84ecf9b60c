#!/usr/bin/env python3
"""What search engines and readers of feeds take: robots.txt, the sitemap (sitemaps.org 0.9), schema.org in pages and records (what Google asks of a
Dataset), Atom (RFC 4287) and the OpenSearch description (1.1).

    tests/conform/crawled.py [--loud] BASE_URL
"""
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

from walk import Api, Report, check, link, listed

SITEMAP = '{http://www.sitemaps.org/schemas/sitemap/0.9}'
ATOM = '{http://www.w3.org/2005/Atom}'
OS = '{http://a9.com/-/spec/opensearch/1.1/}'
DATE = r'\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?'
PERIOD = re.compile(rf'{DATE}(/({DATE}|\.\.))?|\.\./{DATE}')
RFC3339 = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)')
WEB = re.compile(r'https?://[^\s<>"]+')
BLOCK = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.S)
MOST_ADDRESSES, MOST_BYTES = 50000, 50 << 20
A_FEW = 40


def few(things):
    return things[::max(1, len(things) // A_FEW)]


# --- the sitemap

def robots(api):
    answer = api.get('/robots.txt', accept=None)
    check(answer.media_type == 'text/plain', answer.media_type)
    check(b'Sitemap: ' + api.base.encode() + b'/sitemap.xml' in answer.body, 'no Sitemap')


def sitemap_of(api, url):
    answer = api.get(url, accept=None)
    check(len(answer.body) <= MOST_BYTES, f'{url}: {len(answer.body)} bytes')
    root = ElementTree.fromstring(answer.body)
    entries = [(one.findtext(SITEMAP + 'loc'), one.findtext(SITEMAP + 'lastmod')) for one in root]
    check(len(entries) <= MOST_ADDRESSES, f'{url}: {len(entries)} addresses')
    for address, when in entries:
        check(address.startswith(api.base) and len(address) < 2048, address)
        check(when is None or re.fullmatch(DATE, when), f'{address}: lastmod {when}')
    return root.tag, entries


def sitemap(api):
    kind, entries = sitemap_of(api, '/sitemap.xml')
    if kind == SITEMAP + 'sitemapindex':
        entries = [e for page, _ in entries for e in sitemap_of(api, page)[1]]
    addresses = [address for address, _ in entries]
    check(len(addresses) == len(set(addresses)), 'an address is there twice')
    for address in few(addresses):
        api.get(address, accept='text/html')


# --- schema.org

def judge_party(party, where):
    check(party.get('name') and party['@type'] in ('Person', 'Organization'), f'{where}: {party}')
    check('@' in party.get('email', '@') and WEB.fullmatch(party.get('url', 'http://x')), f'{where}: {party}')


def judge_place(place, where):
    geo = place['geo']
    if geo['@type'] == 'GeoCoordinates':
        check(abs(geo['latitude']) <= 90 and abs(geo['longitude']) <= 180, f'{where}: {geo}')
        return
    south, west, north, east = (float(v) for v in geo['box'].split(' '))
    check(geo['@type'] == 'GeoShape' and -90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180, f'{where}: {geo}')
    check((south, west) != (north, east), f'{where}: a box without size')


def judge_dataset(d, where):
    check(d['@context'] == 'https://schema.org/', f"{where}: {d['@context']}")
    check(all(v not in (None, '', [], {}) for v in d.values()), f'{where}: an empty member')
    check(d['name'] and d['description'] and d['identifier'], f'{where}: name, description or identifier is missing')
    licence = d.get('license', {'@type': 'CreativeWork', 'name': 'x'})
    check(WEB.fullmatch(licence) if isinstance(licence, str) else licence['@type'] == 'CreativeWork' and licence['name'], f'{where}: {licence}')
    for key in ('creator', 'publisher'):
        for party in d[key] if isinstance(d.get(key), list) else [d[key]] if key in d else []:
            judge_party(party, where)
    if 'spatialCoverage' in d:
        judge_place(d['spatialCoverage'], where)
    check(PERIOD.fullmatch(d.get('temporalCoverage', '2020')), f"{where}: {d.get('temporalCoverage')}")
    for one in d.get('distribution', []):
        check(one['@type'] == 'DataDownload' and re.match('[a-z][a-z0-9+.-]*:', one['contentUrl'], re.I), f'{where}: {one}')
    for key in ('dateCreated', 'datePublished', 'dateModified'):
        check(re.fullmatch(DATE, d.get(key, '2020')), f'{where}: {key} {d.get(key)}')


def block_of(api, address):
    blocks = BLOCK.findall(api.get(address, accept='text/html').body.decode())
    check(len(blocks) == 1, f'{address}: {len(blocks)} blocks of schema.org')
    return json.loads(blocks[0])


def records(api):
    ids = [f['id'] for page in api.pages('/collections/catalogue/items', 100000, limit=200) for f in page.json()['features']]
    for i in few(ids):
        address = f'{api.base}/collections/catalogue/items/{urllib.parse.quote(i, safe="")}'
        for d in (api.get(address + '?f=schema.org', accept=None).json(), block_of(api, address)):
            judge_dataset(d, i)
            check(d['url'] == address, f"{i}: its address is {d['url']}")
            check(d['includedInDataCatalog'] == {'@type': 'DataCatalog', 'url': api.base + '/collections/catalogue'}, f'{i}: the catalogue')


def collections(api):
    for c in few([c for c in listed(api) if c.get('itemType') != 'record']):
        judge_dataset(block_of(api, f"/collections/{urllib.parse.quote(c['id'], safe='')}"), c['id'])


# --- feeds

def texts(element, *names):
    for name in names:
        check(len(element.findall(ATOM + name)) == 1 and (element.findtext(ATOM + name) or '').strip(), f'{element.tag}: {name}')


def judge_links(element, where):
    seen = [(one.get('rel', 'alternate'), one.get('type'), one.get('hreflang')) for one in element.findall(ATOM + 'link')]
    alternates = [one for one in seen if one[0] == 'alternate']
    check(len(alternates) == len(set(alternates)), f'{where}: two alternate links of one type')
    check(all(one.get('href') for one in element.findall(ATOM + 'link')), f'{where}: a link without href')


def judge_feed(body):
    feed = ElementTree.fromstring(body)
    check(feed.tag == ATOM + 'feed', feed.tag)
    texts(feed, 'id', 'title', 'updated')
    judge_links(feed, 'feed')
    check(feed.find(f"{ATOM}link[@rel='self']") is not None, 'the feed has no link to itself')
    entries = feed.findall(ATOM + 'entry')
    for one in entries:
        texts(one, 'id', 'title', 'updated')
        where = one.findtext(ATOM + 'id')
        check(RFC3339.fullmatch(one.findtext(ATOM + 'updated')), f'{where}: updated')
        check(re.match('[a-z][a-z0-9+.-]*:', where, re.I), f'{where}: no whole address')
        check(feed.find(ATOM + 'author') is not None or one.find(ATOM + 'author') is not None, f'{where}: no author')
        check(one.find(ATOM + 'content') is not None or one.find(f"{ATOM}link[@rel='alternate']") is not None, f'{where}: neither content nor alternate')
        judge_links(one, where)
    for author in feed.iter(ATOM + 'author'):
        texts(author, 'name')
    ids = [one.findtext(ATOM + 'id') for one in entries]
    check(len(ids) == len(set(ids)), 'an entry is there twice')
    return ids, feed.find(f"{ATOM}link[@rel='next']")


def description(api):
    url = link(api.get('/?f=json').json()['links'], 'search', 'application/opensearchdescription+xml') or '/opensearch'
    root = ElementTree.fromstring(api.get(url, accept=None).body)
    check(root.tag == OS + 'OpenSearchDescription', root.tag)
    for name, most, needed in (('ShortName', 16, True), ('Description', 1024, True), ('LongName', 48, False), ('Tags', 256, False)):
        found = [e.text for e in root.findall(OS + name)]
        check(len(found) == 1 if needed else len(found) <= 1, f'{name}: {found}')
        check(all(0 < len(text) <= most and '<' not in text for text in found), f'{name}: {found}')
    templates = {one.get('type'): one.get('template') for one in root.findall(OS + 'Url')}
    check(templates, 'no Url')
    for template in templates.values():
        check(all(re.fullmatch(r'([A-Za-z]+:)?[A-Za-z]+\??', name) for name in re.findall(r'\{([^}]*)\}', template)), template)
    return templates


def atom(api):
    template = description(api)['application/atom+xml'].replace('{count?}', '50').replace('{startIndex?}', '1')
    url, ids, pages = re.sub(r'\{[^}]*\}', '', re.sub(r'&[A-Za-z]+=(\{[^}&]*\}/?)+', '', template)), [], 0
    while url and pages < 5:
        found, following = judge_feed(api.get(url, accept=None).body)
        ids += found
        url, pages = following.get('href') if following is not None else None, pages + 1
    check(ids and len(ids) == len(set(ids)), f'{len(ids)} entries, {len(set(ids))} of their own')


def main():
    api = Api(next(a for a in sys.argv[1:] if a.startswith('http')))
    report = Report('--loud' in sys.argv)
    for test in (robots, sitemap, records, collections, description, atom):
        report.run(f'crawled/{test.__name__}', test, api)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
