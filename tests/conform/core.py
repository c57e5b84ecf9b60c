"""Features Part 1, conformance class core."""
import datetime
import math

import places
from collection import (PART1, PART2, all_ids, around, box_text, check_feature, check_links, of_api, of_each)
from walk import Skipped, check, link, listed

@of_api('/conf/core/root-op')
def root_op(api):
    api.get('/')


@of_api('/conf/core/root-success')
def root_success(api):
    links = api.get('/').json()['links']
    check(link(links, 'service-desc') or link(links, 'service-doc'), 'no service-desc and no service-doc')
    for rel in ('conformance', 'data'):
        check(link(links, rel), f"no link '{rel}'")
    check_links(links, 'application/json', '/')


@of_api('/conf/core/api-definition-op')
def definition_op(api):
    for one in api.get('/').json()['links']:
        if one['rel'] in ('service-desc', 'service-doc'):
            answer = api.get(one['href'], one['type'])
            check(answer.media_type == one['type'].split(';')[0], f"{one['href']}: type {answer.media_type}, not {one['type']}")


@of_api('/conf/core/api-definition-success')
def definition_success(api):
    document = api.document
    check(str(document.get('openapi', '')).startswith('3.0.'), f"openapi is {document.get('openapi')!r}")
    check(document.get('info', {}).get('title') and document['info'].get('version'), 'info without title or version')
    check(document.get('paths'), 'no paths')


@of_api('/conf/core/conformance-op')
def conformance_op(api):
    api.get('/conformance')
    api.get(link(api.get('/').json()['links'], 'conformance'))


@of_api('/conf/core/conformance-success')
def conformance_success(api):
    classes = api.get('/conformance').json()['conformsTo']
    check(all(isinstance(c, str) for c in classes) and len(set(classes)) == len(classes), 'conformsTo is no list of texts')
    for name in ('core', 'geojson', 'html', 'oas30'):
        check(PART1 + name in classes, f'{PART1 + name} is not declared')
    check(PART2 + 'crs' in classes, f'{PART2}crs is not declared')


@of_api('/conf/core/http')
def http_semantics(api):
    check(api.get('/no-such-path', expect=404).media_type == 'application/problem+json', '404 without problem+json')
    for path in ('/', '/conformance', '/collections'):
        got, head = api.get(path), api.get(path, method='HEAD')
        check(not head.body, f'HEAD {path} has a body')
        check(head.header('content-length') == got.header('content-length'), f'HEAD {path} has another Content-Length')
    check('GET' in (api.get('/collections', method='OPTIONS', expect=None).header('allow') or ''), 'OPTIONS without Allow')
    answer = api.get('/collections', method='DELETE', expect=405)
    check('GET' in (answer.header('allow') or ''), '405 without Allow')


# --- core: collections

@of_api('/conf/core/fc-md-op')
def collections_op(api):
    api.get('/collections')


@of_api('/conf/core/fc-md-links')
def collections_links(api):
    check_links(api.get('/collections').json()['links'], 'application/json', '/collections')


@of_api('/conf/core/fc-md-items')
def collections_items(api):
    ids = [c['id'] for c in api.collections]
    check(ids and len(set(ids)) == len(ids), 'no collections, or two with one id')


@of_api('/conf/core/fc-md-success')
def collections_success(api):
    crs = api.get('/collections').json().get('crs')
    check(not crs or crs[0] in (places.CRS84, places.CRS84H), f'the first of crs is {crs and crs[0]}')


@of_each('/conf/core/fc-md-items-links')
def items_links(c):
    links = c.entry['links']
    for media_type in ('application/geo+json', 'text/html'):
        check(link(links, 'items', media_type), f"no link 'items' of type {media_type}")
    check(all(one.get('rel') and one.get('type') for one in links), 'a link without rel or type')


@of_each('/conf/core/fc-md-extent')
def extent(c):
    for box in c.spatial_extent():
        check(len(box) in (4, 6) and all(math.isfinite(v) for v in box), f'extent {box}')
    whole = c.spatial_extent()[:1]
    if not whole:
        raise Skipped('no extent')
    box = whole[0]
    west, south, east, north = box[0], box[1], box[len(box) // 2], box[len(box) // 2 + 1]
    check(-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90, f'extent {box}')
    for f in c.sample:
        for x, y, *_ in places.positions(f['geometry']):
            in_lon = west - 1e-6 <= x <= east + 1e-6 if west <= east else x >= west - 1e-6 or x <= east + 1e-6
            check(in_lon and south - 1e-6 <= y <= north + 1e-6, f"feature {f['id']} at {x} {y} lies outside of {box}")


@of_each('/conf/core/fc-md-extent-multi')
def extent_multi(c):
    if len(c.spatial_extent()) < 2:
        raise Skipped('one box')
    boxes = c.spatial_extent()[1:]
    for f in c.sample:
        own = places.box_of(f['geometry'])
        check(own is None or any(places.boxes_meet(own, b) for b in boxes), f"feature {f['id']} lies in no further box")


@of_each('/conf/core/sfc-md-op')
def collection_op(c):
    c.api.get(c.path)


@of_each('/conf/core/sfc-md-success')
def collection_success(c):
    alone = c.api.get(c.path).json()
    # Listed once more: a large file is measured again a while after the start.
    entry = next(one for one in listed(c.api) if one['id'] == c.id)
    for member in ('id', 'title', 'description', 'extent', 'itemType', 'crs', 'storageCrs'):
        check(alone.get(member) == entry.get(member), f"'{member}' is {alone.get(member)!r} here, {entry.get(member)!r} in /collections")
    own = {(one['rel'], one['href']) for one in alone['links']}
    for one in entry['links']:
        check((one['rel'], one['href']) in own or one['rel'] == 'self', f"the link {one['rel']} {one['href']} is not there")


# --- core: features

def check_page(c, page):
    """/conf/core/fc-response and what it includes, of one page."""
    check(page.media_type == 'application/geo+json', f'{page.url}: type {page.media_type}')
    document = page.json()
    check(document.get('type') == 'FeatureCollection' and isinstance(document.get('features'), list), f'{page.url}: no FeatureCollection')
    check(document.get('numberReturned', len(document['features'])) == len(document['features']), f'{page.url}: numberReturned is wrong')
    check_links(document['links'], 'application/geo+json', page.url)
    c.check_alternates(document['links'])
    check('?' not in (link(document['links'], 'collection') or ''), f"{page.url}: the link 'collection' has a query")
    for f in document['features']:
        check_feature(f)


@of_each('/conf/core/fc-op')
def features_op(c):
    c.api.get(c.items, 'application/geo+json')


@of_each('/conf/core/fc-response')
def features_response(c):
    check_page(c, c.api.get(c.items, 'application/geo+json', limit=50))


@of_each('/conf/core/fc-links')
def features_links(c):
    """Following next to the end of the sample meets each feature once; prev leads back to the same page."""
    pages = list(c.api.pages(c.items, 60, limit=20))
    ids = [f['id'] for page in pages for f in page.json()['features']]
    check(len(set(ids)) == len(ids), 'a feature is on two pages')
    check(ids == [f['id'] for f in c.sample[:len(ids)]], 'pages of 20 give other features than one of 1 000')
    for before, page in zip(pages, pages[1:]):
        check_page(c, page)
        back = link(page.json()['links'], 'prev')
        check(back, f'{page.url}: no prev')
        again = c.api.get(back, 'application/geo+json').json()
        check([f['id'] for f in again['features']] == [f['id'] for f in before.json()['features']], f'{back} gives another page')


@of_each('/conf/core/fc-timeStamp')
def time_stamp(c):
    stamp = c.api.get(c.items, 'application/geo+json', limit=1).json().get('timeStamp')
    if stamp is None:
        raise Skipped('no timeStamp')
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(stamp.replace('Z', '+00:00'))
    check(abs(age.total_seconds()) < 60, f'timeStamp {stamp}')


@of_each('/conf/core/fc-numberMatched')
def number_matched(c):
    hits = c.api.get(c.items, 'application/geo+json', limit=1).json().get('numberMatched')
    check(hits is not None, 'limit=1 without numberMatched')
    if c.complete:
        check(hits == len(c.sample), f'numberMatched {hits}, features {len(c.sample)}')
    some = c.api.get(c.items, 'application/geo+json', limit=10).json()
    check(some.get('numberMatched', hits) == hits, f"numberMatched {some.get('numberMatched')}, before {hits}")


@of_each('/conf/core/fc-numberReturned')
def number_returned(c):
    page = c.api.get(c.items, 'application/geo+json', limit=7).json()
    check(page['numberReturned'] == len(page['features']), 'numberReturned is wrong')


@of_each('/conf/core/fc-limit-definition')
def limit_definition(c):
    p = c.parameter('limit')
    check(p and p['in'] == 'query' and not p.get('required') and p['schema']['type'] == 'integer', f'limit is {p}')
    check(p.get('style', 'form') == 'form' and p.get('explode') is False, f'limit is {p}')


@of_each('/conf/core/fc-limit-response')
def limit_response(c):
    schema = c.parameter('limit')['schema']
    for limit in (1, 3, schema['maximum'], schema['maximum'] + 1):
        n = len(c.api.get(c.items, 'application/geo+json', limit=limit).json()['features'])
        check(n <= min(limit, schema['maximum']), f'limit={limit} gave {n}')
        check(n == min(limit, schema['maximum'], len(c.sample)) or not c.complete, f'limit={limit} gave {n} of {len(c.sample)}')
    default = len(c.api.get(c.items, 'application/geo+json').json()['features'])
    check(default == min(schema['default'], len(c.sample)), f"no limit gave {default}, the default is {schema['default']}")
    for bad in ('0', '-1', 'ten', '1.5', ''):
        c.api.get(c.items, limit=bad, expect=400)


@of_each('/conf/core/fc-bbox-definition')
def bbox_definition(c):
    p = c.parameter('bbox')
    check(p and p['in'] == 'query' and not p.get('required') and p['schema']['type'] == 'array', f'bbox is {p}')
    check(p['schema']['items']['type'] == 'number' and p.get('explode') is False, f'bbox is {p}')
    sizes = [(o['minItems'], o['maxItems']) for o in p['schema'].get('oneOf', [p['schema']])]
    check(sizes in ([(4, 4), (6, 6)], [(4, 6)]), f'bbox is {p}')
    check((p['schema'].get('minItems'), p['schema'].get('maxItems')) == (4, 6), f'bbox is not that of version 1.0.0: {p}')


def check_box_answer(c, box, ids, found):
    """Only what meets the box, and all of the sample that surely does; what has no geometry always matches."""
    for f in found:
        own = places.box_of(f['geometry'])
        check(f['geometry'] is None or not own or places.boxes_meet(own, box) or own[2] - own[0] > 180,
              f"feature {f['id']} at {own} does not meet {box}")
    if len(found) >= 3000:
        return
    for f in c.sample:
        if f['geometry'] is None:
            check(f['id'] in ids, f"feature {f['id']} has no geometry and is not there")
        elif any(places.inside(p, box, -1e-6) for p in places.positions(f['geometry'])):
            check(f['id'] in ids, f"feature {f['id']} lies in {box} and is not there")


@of_each('/conf/core/fc-bbox-response')
def bbox_response(c):
    located = c.located()
    for feature in (located[0], located[len(located) // 2]):
        box = around(c, feature)
        check_box_answer(c, box, *all_ids(c, bbox=box_text(box)))
    empty = all_ids(c, bbox='-41.5,-61.2,-41.4,-61.1')[1]
    check(all(f['geometry'] is None or not places.box_of(f['geometry']) for f in empty) or
          any(places.boxes_meet(places.box_of(f['geometry']), (-41.5, -61.2, -41.4, -61.1)) for f in c.located()),
          'features where there is nothing')
    west, south, east, north = around(c, located[0], 0.4)
    # A box that begins further east than it ends passes 180.
    ids, _ = all_ids(c, bbox=box_text((east, -90, west, 90)))
    for f in c.sample:
        xs = [p[0] for p in places.positions(f['geometry'])]
        if xs and (min(xs) > east + 1e-6 or max(xs) < west - 1e-6):
            check(f['id'] in ids, f"feature {f['id']} lies in the box across 180 and is not there")
    for bad in ('1,2,3', '1,2,3,x', '1,2,3,4,5', '', '1,2,3,4,5,6,7', '0,91,1,92', '0,5,1,4', 'nan,0,1,1'):
        c.api.get(c.items, bbox=bad, expect=400)


@of_each('/conf/core/fc-time-definition')
def time_definition(c):
    p = c.parameter('datetime')
    check(p and p['in'] == 'query' and not p.get('required') and p['schema']['type'] == 'string', f'datetime is {p}')
    check(p.get('style', 'form') == 'form' and p.get('explode') is False, f'datetime is {p}')


@of_each('/conf/core/fc-time-response')
def time_response(c):
    """Narrower intervals give fewer features; each form is taken; the two forms of an open end are the same."""
    whole = all_ids(c)[0]
    wide = all_ids(c, datetime='../..')[0] if c.api.get(c.items, datetime='../..', expect=None).status == 200 else whole
    check(wide == whole, 'an interval open at both ends leaves something out')
    moment = '2000-01-01T00:00:00Z'
    before, after = all_ids(c, datetime='../' + moment)[0], all_ids(c, datetime=moment + '/..')[0]
    check(before == all_ids(c, datetime='/' + moment)[0], "'..' and nothing are two things at the start")
    check(after == all_ids(c, datetime=moment + '/')[0], "'..' and nothing are two things at the end")
    if len(whole) < 3000:
        check(before | after == whole, 'neither before nor after 2000')
        check(before & after == all_ids(c, datetime=moment)[0], 'the instant is not what both half-bounded intervals share')
    bounded = all_ids(c, datetime='1990-01-01T00:00:00Z/' + moment)[0]
    check(bounded <= before or len(whole) >= 3000, 'a bounded interval gives what the half-bounded one does not')
    for bad in ('yesterday', '2000-13-01T00:00:00Z', '2000-01-01T00:00:00Z/1999-01-01T00:00:00Z', '../../..', '2000-02-30'):
        c.api.get(c.items, datetime=bad, expect=400)


@of_each('/conf/core/query-param-invalid')
def parameter_invalid(c):
    for name, value in (('limit', 'x'), ('bbox', 'x'), ('datetime', 'x'), ('crs', 'x'), ('bbox_crs', 'x'), ('f', 'x')):
        answer = c.api.get(c.items, **{name: value}, expect=None)
        check(answer.status in (400, 406) if name == 'f' else answer.status == 400, f'{name}={value} gave {answer.status}')
        check(answer.media_type == 'application/problem+json', f'{name}={value}: no problem+json')


@of_each('/conf/core/query-param-unknown')
def parameter_unknown(c):
    for path in (c.items, c.path, '/collections', '/conformance', '/'):
        c.api.get(path, unknown_parameter_x='1', expect=400)


@of_each('/conf/core/f-op')
def feature_op(c):
    if not c.sample:
        raise Skipped('no features')
    step = max(1, len(c.sample) // 10)
    for f in c.sample[::step]:
        answer = c.api.get(c.item(f), 'application/geo+json')
        alone = answer.json()
        check_feature(alone)
        check(alone['id'] == f['id'] and alone['geometry'] == f['geometry'] and alone['properties'] == f['properties'],
              f"{answer.url} differs from the feature on its page")
    c.api.get(c.items + '/' + 'no-such-item', expect=404)


@of_each('/conf/core/f-success')
def feature_success(c):
    if not c.sample:
        raise Skipped('no features')
    answer = c.api.get(c.item(c.sample[0]), 'application/geo+json')
    check(answer.media_type == 'application/geo+json', f'type {answer.media_type}')


@of_each('/conf/core/f-links')
def feature_links(c):
    if not c.sample:
        raise Skipped('no features')
    links = c.api.get(c.item(c.sample[-1]), 'application/geo+json').json()['links']
    check_links(links, 'application/geo+json', c.item(c.sample[-1]))
    c.check_alternates(links)
    check(link(links, 'collection'), "no link 'collection'")
    own = c.api.get(link(links, 'self'), 'application/geo+json').json()
    check(own['id'] == c.sample[-1]['id'], 'self leads to another feature')
    check(c.api.get(link(links, 'collection')).json()['id'] == c.id, "'collection' leads to another collection")


@of_each('/conf/core/crs84')
def crs84(c):
    for f in c.sample:
        for x, y, *_ in places.positions(f['geometry']):
            check(-180.000001 <= x <= 180.000001 and -90.000001 <= y <= 90.000001, f"feature {f['id']} at {x} {y}")
