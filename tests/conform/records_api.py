"""OGC API Records Part 1 (20-004r1, annex A), of the catalogue and of /collections as a local resources catalogue.

Each case is named as the annex names it; what the annex leaves to Features' own tests is in core.py and formats.py.
"""
import re
import urllib.parse

from collection import OPENAPI, resolve
from csw_ask import meet, word_of
from csw_ask import abstract_test
from formats import check_html
from walk import Skipped, check, link

BASE = 'http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/'
CATALOG = 'application/ogc-catalog+json'
CATALOG_REL = 'http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog'
PROFILE = 'http://www.opengis.net/def/profile/OGC/0/'
PATH = '/collections/catalogue'
ITEMS = PATH + '/items'
DATE = re.compile(r'\d{4}-\d\d-\d\d$')
MOMENT = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$')


def case(name):
    """A test of the annex; it takes the API."""
    def register(function):
        abstract_test('/conf/' + name)(lambda c: function(c.api))
        return function
    return register


def records(api):
    if not hasattr(api, 'records'):
        api.records = [f for page in api.pages(ITEMS, 1000, limit=200) for f in page.json()['features']]
        check(api.records, 'the catalogue is empty')
    return api.records


def some(api, holds):
    found = [r for r in records(api) if holds(r)]
    if not found:
        raise Skipped('no record is like that')
    return found


def address(record):
    return ITEMS + '/' + urllib.parse.quote(record['id'], safe='')


def found(api, target=ITEMS, **parameters):
    return api.get(target, limit=1000, **parameters).json()['features']


def ids(features):
    return [f['id'] for f in features]


def document(api):
    if not getattr(api, 'document', None):
        api.document = api.get(link(api.get('/').json()['links'], 'service-desc'), OPENAPI + ';version=3.0').json()
    return api.document


def parameter(api, name, path=ITEMS):
    whole = document(api)
    of = whole['paths'].get(path) or whole['paths'].get(path.replace('catalogue', '{collectionId}'))
    check(of, f"no path '{path}' in the API document")
    for p in of['get'].get('parameters', []) + of.get('parameters', []):
        p = resolve(whole, p)
        if p['name'] == name:
            return p
    check(False, f"'{path}' has no parameter '{name}'")


def list_parameter(api, name, path=ITEMS):
    p = parameter(api, name, path)
    check(p['in'] == 'query' and not p.get('required'), f'{name} is not an optional parameter of the query')
    check(p['schema'].get('type') == 'array' and resolve(document(api), p['schema']['items']).get('type') == 'string',
          f"{name}: {p['schema']}, not a list of texts")
    check(p.get('explode') is False, f'{name} is not one parameter with commas')


# --- conformance

def declared(api, *names):
    there = api.get('/conformance').json()['conformsTo']
    for name in names:
        check(BASE + name in there, f'{name} is not declared')
    check('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core' in there, 'Features core is not declared')


@case('searchable-catalog/conformance')
def searchable(api):
    declared(api, 'searchable-catalog', 'json', 'html', 'oas30')


@case('searchable-catalog/filtering-conformance')
def searchable_filtering(api):
    declared(api, 'searchable-catalog-filtering')


@case('searchable-catalog/sorting-conformance')
def searchable_sorting(api):
    declared(api, 'searchable-catalog-sorting')


@case('local-resources-catalog/conformance')
def local(api):
    declared(api, 'local-resources-catalog', 'local-resources-catalog-query-parameters', 'local-resources-catalog-filtering',
             'local-resources-catalog-sorting')


@case('json/conformance')
def json_declared(api):
    declared(api, 'json')


@case('html/conformance')
def html_declared(api):
    declared(api, 'html')


# --- finding the catalogue

@case('autodiscovery/links')
def autodiscovery(api):
    links = [one for one in api.get('/').json()['links'] if one['rel'] == CATALOG_REL]
    check(links, 'the landing page leads to no catalogue')
    for one in links:
        check(one.get('href') and '/' in one.get('type', ''), f'{one} has no address or type')
        check(api.get(one['href'], one['type']).media_type == one['type'], f"{one['href']} is not {one['type']}")


@case('local-resources-catalog/discovery')
def discovery(api):
    for one in api.get('/').json()['links']:
        if one['rel'] == CATALOG_REL:
            path = urllib.parse.urlsplit(one['href']).path
            check(path in document(api)['paths'] or path.replace('catalogue', '{collectionId}') in document(api)['paths'],
                  f"'{path}' is not in the API document")


# --- the catalogue as a collection

def catalogue(api, media_type='application/json'):
    return api.get(PATH, media_type)


@case('record-collection/mandatory-properties-collection')
def mandatory_of_collection(api):
    for media_type in ('application/json', CATALOG):
        doc = catalogue(api, media_type).json()
        check(doc.get('id') == 'catalogue' and doc.get('type') == 'Collection', f'{media_type}: id or type is wrong')


@case('searchable-catalog/mandatory-catalog-properties')
def mandatory_of_each(api):
    of = [c for c in api.get('/collections').json()['collections'] if c.get('itemType') == 'record']
    check(of, 'no collection of records is listed')
    for c in of:
        check(c.get('type') == 'Collection', f"{c['id']}: type is {c.get('type')}")


@case('record-collection/default-mediatype')
def default_type(api):
    check(api.get(PATH, CATALOG + ', application/json;q=0.5').media_type == CATALOG, 'the catalogue is not offered as such')


@case('record-collection/itemType')
def item_type(api):
    check(catalogue(api).json()['itemType'] == 'record', 'itemType')
    check(all(r['type'] == 'Feature' for r in records(api)), 'not every item is a record')


@case('record-collection/license')
def license_of_catalogue(api):
    doc = catalogue(api).json()
    check(doc.get('license') != 'other' or link(doc['links'], 'license'), 'licence other without a link')


@case('record-collection/contact')
def contacts_of_catalogue(api):
    check_contacts(catalogue(api).json().get('contacts', []))


@case('record-collection/links')
def links_of_catalogue(api):
    answer = catalogue(api)
    doc = answer.json()
    own = [one for one in doc['links'] if one['rel'] == 'self']
    check(len(own) == 1 and api.get(own[0]['href'], own[0]['type']).body == answer.body, 'self is another document')
    for one in doc['links']:
        if one['rel'] == 'alternate':
            check(api.get(one['href'], None).media_type == one['type'], f"{one['href']} is not {one['type']}")


@case('record-collection/links-records')
def links_to_records(api):
    of = [one for one in catalogue(api).json()['links'] if one['rel'] == 'items']
    check(of, 'no link to the records')
    for one in of:
        check(api.get(one['href'], one['type']).media_type == one['type'].split(';')[0], one['href'])


@case('json/catalog-response')
def catalog_response(api):
    check(api.get(PATH, CATALOG).media_type == CATALOG, 'not the type of a catalogue')


@case('json/catalog-content')
def catalog_content(api):
    doc = catalogue(api, CATALOG).json()
    check(isinstance(doc.get('links'), list), 'no links')
    check([one for one in doc['links'] if one['rel'] == 'profile' and one['href'] == PROFILE + 'ogc-catalog'], 'no link to its profile')
    for one in doc['links']:
        check(one.get('href') and one.get('rel'), f'{one}')


# --- records

@case('record-core/mandatory-properties-record')
def mandatory_of_record(api):
    for r in records(api):
        check(isinstance(r.get('id'), str) and r['id'], f'{r} has no id')
        check(r['type'] == 'Feature' and 'geometry' in r and isinstance(r.get('properties'), dict), f"{r['id']} is no feature")


@case('searchable-catalog/mandatory-record-properties')
def titled_and_typed(api):
    for r in records(api):
        check(r['properties'].get('type') and r['properties'].get('title'), f"{r['id']} has no type or title")
        check('time' in r, f"{r['id']} has no time, not even null")


def in_full(api, most=40):
    """Records by themselves, some of all kinds."""
    step = max(1, len(records(api)) // most)
    return [api.get(address(r), 'application/geo+json') for r in records(api)[::step]]


@case('records-api/record-op')
def record_op(api):
    for answer in in_full(api):
        check(answer.json()['id'], answer.url)


@case('records-api/record-response')
def record_response(api):
    for answer in in_full(api):
        links = answer.json()['links']
        check(answer.media_type == 'application/geo+json', answer.media_type)
        check(all(one.get('rel') and one.get('href') for one in links), f'{answer.url}: a link without rel or href')
        for rel in ('self', 'alternate', 'collection', 'profile'):
            check(link(links, rel), f'{answer.url}: no link {rel}')


@case('record-core/links')
def one_catalogue(api):
    for answer in in_full(api):
        of = [one for one in answer.json()['links'] if one['rel'] == 'collection']
        check(len(of) == 1, f'{answer.url}: {len(of)} links to a collection')
    check(api.get(of[0]['href'], of[0]['type']).json()['itemType'] == 'record', 'it is in no catalogue')


@case('record-core/default-mediatype')
def default_of_record(api):
    answer = api.get(address(records(api)[0]), None)
    check(answer.media_type == 'application/geo+json', answer.media_type)
    check([one for one in answer.json()['links'] if one['rel'] == 'profile' and one['href'] == PROFILE + 'ogc-record'], 'no profile')


@case('json/record-response')
def geojson_of_record(api):
    for answer in in_full(api, 10):
        check(answer.media_type == 'application/geo+json' and answer.json()['type'] == 'Feature', answer.url)


@case('json/record-content')
def content_of_records(api):
    page = api.get(ITEMS, 'application/geo+json')
    check(page.media_type == 'application/geo+json' and page.json()['type'] == 'FeatureCollection', 'no page of records')
    check([one for one in page.json()['links'] if one['rel'] == 'profile'], 'the page has no link to a profile')
    for answer in in_full(api):
        check_record(answer.json())


def text(value):
    return isinstance(value, str)


def check_record(r):
    """The shapes of recordGeoJSON.yaml."""
    p = r['properties']
    for name in ('type', 'title', 'description', 'license', 'rights'):
        check(name not in p or text(p[name]), f"{r['id']}: {name} is no text")
    for name in ('keywords',):
        check(all(text(k) for k in p.get(name, [])), f"{r['id']}: {name}")
    for theme in p.get('themes', []):
        check(theme.get('concepts') and all(k.get('id') for k in theme['concepts']) and text(theme.get('scheme')), f"{r['id']}: {theme}")
    for name in ('language',):
        check(name not in p or p[name].get('code'), f"{r['id']}: {name}")
    for name in ('languages', 'resourceLanguages'):
        check(all(k.get('code') for k in p.get(name, [])), f"{r['id']}: {name}")
    check(all(k.get('value') for k in p.get('externalIds', [])), f"{r['id']}: externalIds")
    check(all(k.get('name') or k.get('mediaType') for k in p.get('formats', [])), f"{r['id']}: formats")
    for name in ('created', 'updated'):
        check(name not in p or MOMENT.match(p[name]) or DATE.match(p[name]), f"{r['id']}: {name} is {p.get(name)}")
    check_contacts(p.get('contacts', []), r['id'])


def check_contacts(contacts, of=''):
    for contact in contacts:
        check(contact.get('name') or contact.get('organization'), f'{of}: a contact without a name')
        for one in [contact['logo']] if 'logo' in contact else []:
            check(one.get('rel') == 'icon' and one.get('type', '').startswith('image/'), f'{of}: logo {one}')
        for one in contact.get('links', []):
            check(one.get('rel') == 'about' and one.get('href'), f'{of}: {one}')


@case('record-core/contact')
def contacts_of_records(api):
    for answer in in_full(api):
        check_contacts(answer.json()['properties'].get('contacts', []), answer.url)


@case('record-core/license')
def license_of_records(api):
    for answer in in_full(api, 100):
        r = answer.json()
        check(r['properties'].get('license') != 'other' or link(r['links'], 'license'), f'{answer.url}: licence other without a link')


@case('record-core/templated-link')
def templated_links(api):
    for answer in in_full(api, 100):
        for one in answer.json().get('linkTemplates', []):
            check(one.get('uriTemplate') and one.get('rel'), f'{answer.url}: {one}')


def times(api):
    return [(r['id'], r['time']) for r in some(api, lambda r: r.get('time'))]


@case('record-core/time-instant')
def instants(api):
    for one, t in times(api):
        check('date' not in t or DATE.match(t['date']), f'{one}: {t}')
        check('timestamp' not in t or MOMENT.match(t['timestamp']), f'{one}: {t}')


@case('record-core/time-interval')
def intervals(api):
    for one, t in times(api):
        if 'interval' not in t:
            continue
        begin, end = t['interval']
        for value in (begin, end):
            check(value == '..' or DATE.match(value) or MOMENT.match(value), f'{one}: {t}')
        if '..' not in (begin, end):
            check(bool(DATE.match(begin)) == bool(DATE.match(end)), f'{one}: {begin} and {end} are of two kinds')


@case('record-core/time-instant-interval')
def instant_in_interval(api):
    for one, t in times(api):
        if 'date' in t and 'timestamp' in t:
            check(t['timestamp'].startswith(t['date']), f'{one}: {t}')
        at = t.get('timestamp') or t.get('date')
        if at and 'interval' in t:
            begin, end = t['interval']
            check((begin == '..' or begin[:10] <= at[:10]) and (end == '..' or at[:10] <= end[:10]), f'{one}: {t}')


@case('record-core/time-zone')
def zones(api):
    for one, t in times(api):
        for value in [t.get('timestamp', '')] + t.get('interval', []):
            check('T' not in value or value.endswith('Z'), f'{one}: {value}')


# --- parameters

@case('records-api/mandatory-params')
def mandatory_parameters(api):
    for name in ('bbox', 'datetime', 'limit', 'q', 'type', 'ids', 'externalIds'):
        parameter(api, name)


for _name in ('q', 'ids', 'externalIds'):
    case(f'record-core-query-parameters/{_name}-definition')(lambda api, n=_name: list_parameter(api, n))


@case('record-core-query-parameters/type-definition')
def type_definition(api):
    list_parameter(api, 'type')
    check(parameter(api, 'type')['schema']['items'].get('maxLength') == 64, 'a type has at most 64 characters')


@case('record-core-query-parameters/limit')
def limited(api):
    for n in (1, 2):
        check(len(api.get(ITEMS, limit=n).json()['features']) == min(n, len(records(api))), f'limit={n}')


def box_of(r):
    xy = [p for p in points(r['geometry'])] if r.get('geometry') else []
    return (min(x for x, *_ in xy), min(y for _, y, *_ in xy), max(x for x, *_ in xy), max(y for _, y, *_ in xy)) if xy else None


def points(geometry):
    def walk(at):
        return [at] if at and not isinstance(at[0], list) else [p for k in at for p in walk(k)]
    return walk(geometry['coordinates']) if 'coordinates' in geometry else [p for g in geometry['geometries'] for p in points(g)]


@case('record-core-query-parameters/bbox')
def in_box(api):
    r = min(some(api, lambda r: box_of(r) and r['geometry']['type'] == 'Polygon'), key=lambda r: box_of(r)[2] - box_of(r)[0])
    box = box_of(r)
    got = found(api, bbox=','.join(map(str, box)))
    check(r['id'] in ids(got), f"'{r['id']}' is not in its own box")
    for one in got:
        check(not box_of(one) or meet(box_of(one), box), f"'{one['id']}' lies elsewhere")


@case('record-core-query-parameters/datetime')
def at_time(api):
    r = some(api, lambda r: r.get('time') and 'interval' in r['time'] and r['time']['interval'][0] != '..')[0]
    day = r['time']['interval'][0][:10]
    got = found(api, datetime=day)
    check(r['id'] in ids(got), f"'{r['id']}' is not found by the day it begins on")
    # A record may have more times than the one it tells first: that others are left out is looked at with one that has none but this.
    timed = {one['id'] for one in records(api) if one.get('time')}
    check(set(ids(got)) & timed != timed or len(timed) < 10, 'every record with a time is found')


@case('record-core-query-parameters/ids-response')
def by_ids(api):
    wanted = [i for i in ids(records(api)) if ',' not in i][:3]
    check(sorted(ids(found(api, ids=','.join(wanted)))) == sorted(wanted), 'not these alone')


@case('record-core-query-parameters/externalIds-response')
def by_external_ids(api):
    r = some(api, lambda r: r['properties'].get('externalIds') and ',' not in r['properties']['externalIds'][0]['value'])[0]
    value = r['properties']['externalIds'][0]['value']
    got = found(api, externalIds=value)
    check(r['id'] in ids(got), f"'{value}' finds nothing")
    for one in got:
        check(value in [e['value'] for e in one['properties'].get('externalIds', [])], f"'{one['id']}' has no '{value}'")


@case('record-core-query-parameters/type-response')
def by_type(api):
    kinds = sorted({r['properties']['type'] for r in records(api)})
    for wanted in (kinds[:1], kinds[:2]):
        got = found(api, type=','.join(wanted))
        check(sorted(ids(got)) == sorted(r['id'] for r in records(api) if r['properties']['type'] in wanted), f'type={wanted}')


@case('record-core-query-parameters/q-response')
def by_words(api):
    titles = some(api, lambda r: word_of(r['properties']['title']) and r['properties']['title'] != r['id'])
    a, b = titles[0], titles[-1]
    words = [word_of(r['properties']['title']) for r in (a, b)]
    one, either = ids(found(api, q=words[0])), ids(found(api, q=','.join(words)))
    check(a['id'] in one, f"'{words[0]}' does not find '{a['id']}'")
    check(set(one) | set(ids(found(api, q=words[1]))) == set(either), 'words between commas are not any of them')
    two = [r for r in titles if len(re.findall(r'\w+', r['properties']['title'])) > 1]
    if two:
        pair = re.findall(r'\w+', two[0]['properties']['title'])[:2]
        check(two[0]['id'] in ids(found(api, q=' '.join(pair))), f'{pair} do not find their title')
        check(set(ids(found(api, q=' '.join(pair)))) <= set(ids(found(api, q=pair[0]))), 'words between spaces are not all of them')


@case('records-api/records-op')
def combined(api):
    r = some(api, lambda r: box_of(r) and word_of(r['properties']['title']))[0]
    p = {'type': r['properties']['type'], 'q': word_of(r['properties']['title']), 'bbox': ','.join(map(str, box_of(r)))}
    got = set(ids(found(api, **p)))
    check(got == set.intersection(*(set(ids(found(api, **{k: v}))) for k, v in p.items())), 'not what each of them finds')
    check(r['id'] in got or len(records(api)) >= 1000, 'the record itself is not found')


# --- filters and orders

@case('searchable-catalog/mandatory-queryables')
def queryables(api):
    there = api.get(PATH + '/queryables', 'application/schema+json').json()['properties']
    for name in ('id', 'type', 'title', 'description', 'keywords', 'language', 'externalIds', 'created', 'updated'):
        check(name in there, f'{name} is not queryable')


@case('record-filter/filter-param')
def filtered(api):
    kind = records(api)[0]['properties']['type']
    got = found(api, filter=f"type = '{kind}'", filter_lang='cql2-text')
    check(sorted(ids(got)) == sorted(r['id'] for r in records(api) if r['properties']['type'] == kind), f'type {kind}')


@case('record-filter/filter-lang-param')
def filter_languages(api):
    check({'cql2-text', 'cql2-json'} <= set(parameter(api, 'filter-lang')['schema']['enum']), 'filter-lang')
    kind = records(api)[0]['properties']['type']
    got = found(api, filter='{"op": "=", "args": [{"property": "type"}, "%s"]}' % kind, filter_lang='cql2-json')
    check(ids(got) == ids(found(api, filter=f"type = '{kind}'")), 'JSON and text find another')


@case('record-filter/filter-crs-param')
def filter_system(api):
    parameter(api, 'filter-crs')
    r = some(api, lambda r: box_of(r))[0]
    box = box_of(r)
    found(api, filter=f"S_INTERSECTS(geometry, BBOX({','.join(map(str, box))}))",
          filter_crs='http://www.opengis.net/def/crs/OGC/1.3/CRS84')


@case('record-filter/response')
def filter_response(api):
    r = some(api, lambda r: r['properties'].get('keywords'))[0]
    word = r['properties']['keywords'][0]
    got = found(api, filter="A_CONTAINS(keywords, ('{}'))".format(word.replace("'", "''")))
    check(r['id'] in ids(got), f"'{word}' is not found")
    check(all(word in one['properties'].get('keywords', []) for one in got), 'one has it not')


@case('sorting/get-sortables-op')
def sortables_link(api):
    doc = catalogue(api).json()
    href = link(doc['links'], 'http://www.opengis.net/def/rel/ogc/1.0/sortables', 'application/schema+json')
    check(href, 'no link to the sortables')
    there = api.get(href, 'application/schema+json').json()['properties']
    for name in doc['defaultSortOrder']:
        check(name.lstrip('+-') in there, f'{name} is not sortable')


@case('sorting/get-sortables-success')
def sortables(api):
    doc = api.get(PATH + '/sortables', 'application/schema+json').json()
    check(doc['$schema'].startswith(('http://json-schema.org/', 'https://json-schema.org/')) and doc['type'] == 'object', 'no schema')
    check(doc['$id'].split('?')[0].endswith(PATH + '/sortables'), doc['$id'])


@case('sorting/sortby-definition')
def sortby(api):
    parameter(api, 'sortby')


@case('sorting/sortby-response')
def sorted_rightly(api):
    for name in ('title', 'updated', 'type'):
        value = lambda r: r['properties'].get(name)  # noqa: E731
        up, down, plain = (found(api, sortby=s + name) for s in ('+', '-', ''))
        check(ids(up) == ids(plain), f'{name}: + changes the order')
        for order, got in (('+', up), ('-', down)):
            values = [value(r) for r in got if value(r) is not None]
            check(values == sorted(values, reverse=order == '-'), f'{order}{name}: not sorted')
        check(len(up) == len(records(api)) or len(up) == 1000, f'{name}: {len(up)} records')


@case('sorting/defaultSortOrder-definition')
def default_order(api):
    order = catalogue(api).json()['defaultSortOrder']
    check(ids(found(api, sortby=','.join(order))) == ids(found(api)), 'records do not come in the order that is told')


# --- pages for people

@case('html/definition')
def as_pages(api):
    for path in (ITEMS, PATH, address(records(api)[0]), '/collections'):
        check(api.get(path, 'text/html').media_type == 'text/html', path)


@case('html/content')
def pages(api):
    check_html(api, api.get(ITEMS, 'text/html'))
    for r in records(api)[::max(1, len(records(api)) // 20)]:
        answer = api.get(address(r), 'text/html')
        check_html(api, answer)
        import html
        page = html.unescape(answer.body.decode())
        check(' '.join(r['properties']['title'].split()) in ' '.join(page.split()), f'{answer.url} lacks the title')


# --- /collections as a catalogue

@case('local-resources-catalog/mandatory-catalog-properties')
def local_mandatory(api):
    doc = api.get('/collections').json()
    check(doc.get('id') and doc.get('type') == 'Collection', 'no id and type')
    check(doc.get('recordsArrayName') == 'collections' and isinstance(doc['collections'], list), 'where its records are is not told')


@case('local-resources-catalog/mandatory-record-properties')
def local_records(api):
    for one in api.get('/collections').json()['collections']:
        check(one.get('id') and one.get('title') and one.get('links'), f'{one}')


@case('local-resources-catalog/filtering/queryables-link')
def local_queryables(api):
    href = link(api.get('/collections').json()['links'], 'http://www.opengis.net/def/rel/ogc/1.0/queryables')
    check(href and api.get(href, 'application/schema+json').json()['properties'], 'no queryables')


def resources(api, **parameters):
    return [c['id'] for c in api.get('/collections', **parameters).json()['collections']]


def local_ones(api):
    """Collections that have a record."""
    of = set(ids(records(api)))
    found_ones = [c for c in api.get('/collections').json()['collections'] if c['id'] in of]
    if not found_ones:
        raise Skipped('no collection but the catalogue')
    return found_ones


@case('local-resources-catalog/query-parameters/query-parameters')
def local_parameters(api):
    for name in ('bbox', 'datetime', 'q', 'limit'):
        parameter(api, name, '/collections')


@case('local-resources-catalog/query-parameters/query-parameters-response')
def local_response(api):
    one = local_ones(api)[0]
    check(one['id'] in resources(api, q=word_of(one['title'])), f"'{one['id']}' is not found by its title")
    check(not resources(api, q='qzkwxjhvbn'), 'something is found')
    check(len(resources(api, limit=1)) == 1, 'limit')


@case('local-resources-catalog/building-blocks/filtering')
def local_filter(api):
    one = local_ones(api)[0]
    title = one['title'].replace("'", "''")
    check(one['id'] in resources(api, filter=f"title = '{title}'"), 'not found by a filter on its title')


@case('local-resources-catalog/building-blocks/sorting')
def local_sorting(api):
    local_ones(api)
    titles = [[c['title'] for c in api.get('/collections', sortby=s + 'title').json()['collections']] for s in ('', '-')]
    check(titles[0] == sorted(titles[0]) and titles[1] == sorted(titles[1], reverse=True), 'not sorted by title')
