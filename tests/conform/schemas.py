"""Common Part 3 (Features Part 5), annex A: schemas, roles, returnables, queryables, sortables, profiles; and what the drafts
of Features Part 6 (property selection), 7 (geometry simplification) and 8 (sorting) require of each collection."""
import functools
import re
import urllib.parse

from collection import check_feature, of_api, of_each, resolve
from walk import Skipped, check, link

COMMON3 = 'http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/'
FEATURES5 = 'http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/'
REL = 'http://www.opengis.net/def/rel/ogc/1.0/'
PROFILE = 'http://www.opengis.net/def/profile/OGC/0/'
MEDIA_TYPE = 'application/schema+json'
KINDS = ('schema', 'queryables', 'sortables')
PROFILES = ('codelist-inline', 'codelist-ref', 'valid-domain')
KEYWORDS = {'title', 'description', 'type', 'format', 'enum', 'oneOf', 'minimum', 'maximum', 'exclusiveMinimum',
            'exclusiveMaximum', 'maxLength', 'readOnly', 'writeOnly', 'contentEncoding', 'items', 'required'}
JSON_TYPES = {'string': str, 'integer': int, 'number': (int, float), 'boolean': bool, 'array': list, 'object': dict}
TEMPORAL = {'date': r'\d{4}-\d\d-\d\d', 'date-time': r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z'}


@of_api('/conf/*/get-conformance')
def get_conformance(api):
    declared = api.get('/conformance').json()['conformsTo']
    for name in ('schemas', 'queryables', 'sortables', 'profile-parameter'):
        for base in (COMMON3, FEATURES5):
            check(base + name in declared, f'{base + name} is not declared')


def schema(c, kind):
    """The resource that the collection's link leads to."""
    known = c.__dict__.setdefault('schemas', {})
    if kind not in known:
        href = link(c.entry['links'], REL + kind)
        check(href == f'{c.api.base}{c.path}/{kind}', f'the link {REL + kind} is {href}')
        answer = c.api.get(href, MEDIA_TYPE)
        check(answer.media_type == MEDIA_TYPE, f'{href}: {answer.media_type}')
        known[kind] = answer.json()
    return known[kind]


def each_schema(function):
    @functools.wraps(function)
    def of_all(c):
        for kind in KINDS:
            function(c, kind, schema(c, kind))
    return of_all


def with_role(s, *roles):
    return {n: p for n, p in s['properties'].items() if p.get('x-ogc-role') in roles}


@of_each('/conf/schemas/basic-schema-inspection')
@each_schema
def basic(c, kind, s):
    check(s['$schema'] == 'https://json-schema.org/draft/2020-12/schema', s['$schema'])
    check(s['$id'].startswith('http') and '?' not in s['$id'], s['$id'])
    check(c.api.get(s['$id'], MEDIA_TYPE).json() == s, f"{s['$id']} is another one")
    check(s['type'] == 'object', 'type')
    for name, p in s['properties'].items():
        spatial = p.get('format', '').startswith('geometry-')
        check(('type' in p) != spatial and '$ref' not in p, f'{name}: {p}')
        strange = {k for k in p if k not in KEYWORDS and not k.startswith('x-ogc-')}
        check(not strange, f'{name}: {strange}')
        types = p.get('type', [])
        for t in types if isinstance(types, list) else [types]:
            check(t in JSON_TYPES, f'{name}: type {t}')


@of_each('/conf/schemas/role')
@each_schema
def role(c, kind, s):
    for name, p in s['properties'].items():
        check(isinstance(p.get('x-ogc-role', ''), str), name)


@of_each('/conf/schemas/role-id')
def role_id(c):
    ids = with_role(schema(c, 'schema'), 'id')
    check(len(ids) == 1, f'{list(ids)} have the role id')
    check(all(p['type'] in ('string', 'integer') for p in ids.values()), str(ids))


@of_each('/conf/schemas/property-seq')
@each_schema
def property_seq(c, kind, s):
    places = [p['x-ogc-propertySeq'] for p in s['properties'].values()]
    check(all(isinstance(v, int) for v in places) and len(set(places)) == len(places), str(places))


@of_each('/conf/schemas/unit')
@each_schema
def unit(c, kind, s):
    for name, p in s['properties'].items():
        if 'x-ogc-unit' in p:
            check(isinstance(p['x-ogc-unit'], str) and p['type'] in ('number', 'integer'), name)


@of_each('/conf/advanced-property-roles/role-primary-geometry')
@each_schema
def primary_geometry(c, kind, s):
    found = with_role(s, 'primary-geometry')
    spatial = [n for n, p in s['properties'].items() if p.get('format', '').startswith('geometry-')]
    check(list(found) == spatial and len(spatial) <= 1, f'{list(found)} and {spatial}')


@of_each('/conf/advanced-property-roles/role-primary-temporal')
@each_schema
def primary_temporal(c, kind, s):
    instant = with_role(s, 'primary-instant')
    ends = with_role(s, 'primary-interval-start', 'primary-interval-end')
    check(len(instant) <= 1 and not (instant and ends), f'{list(instant)} and {list(ends)}')
    check(len({p['x-ogc-role'] for p in ends.values()}) == len(ends), str(list(ends)))
    check(len({p['format'] for p in ends.values()}) <= 1, str(ends))
    for p in [*instant.values(), *ends.values()]:
        check(p['type'] == 'string' and p['format'] in ('date', 'date-time'), str(p))


@of_each('/conf/references/role-reference')
@each_schema
def references(c, kind, s):
    known = {one['id']: one for one in c.api.collections}
    for name, p in with_role(s, 'reference').items():
        check(p['type'] in ('string', 'integer'), f'{name}: {p}')
        check(p['x-ogc-collectionId'] in known, f"{name}: no collection {p['x-ogc-collectionId']}")
        other = c.api.get(link(known[p['x-ogc-collectionId']]['links'], REL + 'schema'), MEDIA_TYPE).json()
        check(next(iter(with_role(other, 'id').values()))['type'] == p['type'], f'{name}: {p}')
        for f in c.sample[:5]:
            if f['properties'].get(name) is not None:
                c.api.get(f"/collections/{urllib.parse.quote(p['x-ogc-collectionId'], safe='')}/items/"
                          + urllib.parse.quote(str(f['properties'][name]), safe=''), 'application/geo+json')


# --- resources

@of_each('/conf/*/link')
def links(c):
    for kind in KINDS:
        check(link(c.entry['links'], REL + kind, MEDIA_TYPE), f'no link {REL + kind}')
        check(link(c.entry['links'], f'[ogc-rel:{kind}]', MEDIA_TYPE), f'no link [ogc-rel:{kind}]')


@of_each('/conf/sortables/op-and-response')
def sortables(c):
    for name, p in schema(c, 'sortables')['properties'].items():
        check(p.get('type') not in (None, 'array', 'object') and not isinstance(p['type'], list), f'{name}: {p}')


def judge_value(name, p, value):
    if value is None:
        return
    types = p['type'] if isinstance(p['type'], list) else [p['type']]
    fits = any(isinstance(value, JSON_TYPES[t]) and (t == 'boolean' or not isinstance(value, bool)) for t in types)
    check(fits, f'{name}: {value!r} is no {types}')
    pattern = TEMPORAL.get(p.get('format'))
    check(not pattern or re.fullmatch(pattern, value), f"{name}: {value!r} is no {p.get('format')}")
    codes = p.get('enum') or [one['const'] for one in p.get('oneOf', [])]
    check(not codes or value in codes, f'{name}: {value!r} is none of {codes}')
    check('maxLength' not in p or len(value) <= p['maxLength'], f'{name}: {value!r} is longer than {p.get("maxLength")}')
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        check(value >= p.get('minimum', value) and value <= p.get('maximum', value), f'{name}: {value} is out of bounds')


SPATIAL = {'geometry-point': 'Point', 'geometry-multipoint': 'MultiPoint', 'geometry-linestring': 'LineString',
           'geometry-multilinestring': 'MultiLineString', 'geometry-polygon': 'Polygon',
           'geometry-multipolygon': 'MultiPolygon', 'geometry-geometrycollection': 'GeometryCollection'}


@of_each('/conf/returnables-and-receivables/response-1')
def features_fit(c):
    if c.entry['itemType'] == 'record':
        raise Skipped('a record has the members that Records Part 1 gives it; its schema names what can be asked')
    s = schema(c, 'schema')
    id_property = next(iter(with_role(s, 'id').values()))
    geometry = next(iter(with_role(s, 'primary-geometry').values()), None)
    for f in c.sample:
        judge_value('id', id_property, f['id'])
        for name, value in f['properties'].items():
            check(name in s['properties'], f"'{name}' is not in the schema")
            judge_value(name, s['properties'][name], value)
        if f['geometry'] is not None and geometry['format'] != 'geometry-any':
            check(f['geometry']['type'] == SPATIAL[geometry['format']], f"{f['geometry']['type']}, not {geometry['format']}")


# --- profiles

@of_each('/conf/profile-parameter/profile-param')
def profile_parameter(c):
    for kind in KINDS:
        get = c.api.document['paths'][f'/collections/{{collectionId}}/{kind}']['get']
        found = [p for p in (resolve(c.api.document, p) for p in get['parameters']) if p['name'] == 'profile']
        check(found and found[0]['schema']['type'] == 'array' and not found[0].get('required'), f'{kind}: {found}')
        check(set(PROFILES) <= set(found[0]['schema']['items']['enum']), str(found))


@of_each('/conf/profile-parameter/profile-param-response')
def profile_response(c):
    for kind in KINDS:
        for value in (*PROFILES, ','.join(PROFILES), PROFILE + PROFILES[0]):
            answer = c.api.get(f'{c.path}/{kind}', MEDIA_TYPE, profile=value)
            wanted = value.split(',')[0].rsplit('/', 1)[-1]
            check(f'<{PROFILE}{wanted}>; rel="profile"' in answer.header('link'), f"{answer.url}: {answer.header('link')}")
        for value in ('unknown', PROFILES[0] + ',unknown'):
            c.api.get(f'{c.path}/{kind}', MEDIA_TYPE, expect=400, profile=value)


@of_each('/conf/profile-codelists/codelist-inline')
def codelists(c):
    for kind in KINDS:
        for profile in PROFILES[:2]:
            s = c.api.get(f'{c.path}/{kind}', MEDIA_TYPE, profile=profile).json()
            for name, p in s['properties'].items():
                check('oneOf' not in p or profile == PROFILES[0], f'{name}: oneOf by {profile}')
                check(all('const' in one and 'title' in one for one in p.get('oneOf', [])), f'{name}: {p.get("oneOf")}')


# --- Features Part 6 to 8: of features, which records are not

def need_features(c):
    if c.entry.get('itemType', 'feature') != 'feature':
        raise Skipped('not of features')


@of_each('/req/properties-features/request')
def properties(c):
    need_features(c)
    if not c.sample:
        raise Skipped('empty')
    names = [n for n in c.sample[0]['properties'] if ',' not in n]
    for wanted in (names[:1], names[-2:]):
        chosen = ','.join(wanted)
        for target in (c.items, c.item(c.sample[0])):
            answer = c.api.get(target, 'application/geo+json', properties=chosen).json()
            for f in answer.get('features', [answer]):
                check(list(f['properties']) == wanted, f"{list(f['properties'])}, not {wanted}")
                check(f['geometry'] is None, 'a geometry that was not asked for')
        c.api.get(c.items, expect=400, properties=chosen + ',no such property')


@of_each('/req/zoom-level-features/request')
def zoom_level(c):
    need_features(c)
    if not c.sample:
        raise Skipped('empty')
    for level in ('0', '7.5', '20'):
        for target in (c.items, c.item(c.sample[0])):
            answer = c.api.get(target, 'application/geo+json', zoom_level=level).json()
            for f in answer.get('features', [answer]):
                check_feature(f)
    heavy = c.api.get(c.items, 'application/geo+json', limit=100).body
    light = c.api.get(c.items, 'application/geo+json', limit=100, zoom_level=0).body
    check(len(light) <= len(heavy) + 200, 'a page gets heavier')


def ordered(values, descending):
    """Null last; of what compares."""
    there = [v for v in values if v is not None]
    check(values[:len(there)] == there, f'a null before a value: {values[:20]}')
    keys = [v.encode() if isinstance(v, str) else v for v in there]
    pairs = zip(keys, keys[1:])
    check(all(a >= b if descending else a <= b for a, b in pairs), f'out of order: {there[:20]}')


@of_each('/req/features-sorting/response')
def sorting(c):
    need_features(c)
    s = schema(c, 'sortables')['properties']
    for name, p in s.items():
        if ',' in name or p.get('format') in ('date-time', 'date-time-local') or p['type'] == 'number':
            continue  # infinities are null in JSON, and moments compare otherwise than their texts
        for sign in ('', '+', '-'):
            answer = c.api.get(f'{c.items}?limit=100&sortby={urllib.parse.quote(sign + name)}', 'application/geo+json')
            ordered([f['properties'][name] for f in answer.json()['features']], sign == '-')
    c.api.get(c.items, expect=400, sortby='no such property')
