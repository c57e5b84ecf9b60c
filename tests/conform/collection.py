"""A collection under test, and the checks that several abstract tests share."""
import urllib.parse

import places
from walk import Skipped, check, link

PART1 = 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/'
PART2 = 'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/'
OPENAPI = 'application/vnd.oai.openapi+json'
# What is read of a collection to judge answers by.
SAMPLE = 1000
WHOLE_API, EACH = [], []


def of_api(name):
    return lambda function: WHOLE_API.append((name, function)) or function


def of_each(name):
    return lambda function: EACH.append((name, function)) or function


class Collection:
    """A collection and a sample of its features, in the default system."""

    def __init__(self, api, entry):
        self.api, self.entry, self.id = api, entry, entry['id']
        self.path = '/collections/' + urllib.parse.quote(self.id, safe='')
        self.items = self.path + '/items'
        self._sample = None

    @property
    def sample(self):
        if self._sample is None:
            self._sample = []
            for page in self.api.pages(self.items, SAMPLE, limit=SAMPLE):
                self._sample += page.json()['features']
        return self._sample

    @property
    def complete(self):
        return len(self.sample) < SAMPLE

    def located(self):
        found = [f for f in self.sample if places.box_of(f['geometry'])]
        if not found:
            raise Skipped('no feature of the sample has a place')
        return found

    def item(self, feature):
        return self.items + '/' + urllib.parse.quote(str(feature['id']), safe='')

    def spatial_extent(self):
        return self.entry.get('extent', {}).get('spatial', {}).get('bbox', [])

    def crs_list(self):
        return [c for c in self.entry.get('crs', []) if c != '#/crs']

    def operation(self):
        """The items operation in the API document."""
        paths = self.api.document['paths']
        operation = paths.get(f'/collections/{self.id}/items') or paths.get(self.items) or \
            paths.get('/collections/{collectionId}/items')
        check(operation, f"no path of '{self.items}' in the API document")
        return operation

    def check_alternates(self, links):
        """An answer links to itself in every other media type that the API document tells of the items."""
        told = resolve(self.api.document, self.operation()['get']['responses']['200'])['content']
        linked = {one['type'] for one in links if one['rel'] in ('self', 'alternate')}
        check(set(told) <= linked, f'no link to what can be had as {sorted(set(told) - linked)}')

    def parameter(self, name):
        """The parameter of the items operation in the API document, references resolved."""
        document, operation = self.api.document, self.operation()
        for p in operation['get'].get('parameters', []) + operation.get('parameters', []):
            p = resolve(document, p)
            if p['name'] == name:
                return p
        return None


def resolve(document, node):
    while '$ref' in node:
        check(node['$ref'].startswith('#/'), f"the reference '{node['$ref']}' leads out of the API document")
        at = document
        for step in node['$ref'][2:].split('/'):
            at = at[step.replace('~1', '/').replace('~0', '~')]
        node = at
    return node


def check_links(links, own_type, what):
    """self, alternates, and rel and type on each."""
    for one in links:
        check(one.get('href') and one.get('rel') and one.get('type'), f'{what}: a link without href, rel or type: {one}')
    check(link(links, 'self', own_type), f'{what}: no self link of type {own_type}')
    check(link(links, 'alternate', 'text/html'), f'{what}: no alternate link of type text/html')


def check_geometry(g):
    if g is None:
        return
    depth = {'Point': 0, 'MultiPoint': 1, 'LineString': 1, 'MultiLineString': 2, 'Polygon': 2, 'MultiPolygon': 3}
    if g['type'] == 'GeometryCollection':
        for part in g['geometries']:
            check_geometry(part)
        return
    check(g['type'] in depth, f"geometry type {g['type']}")
    items = [g['coordinates']]
    for _ in range(depth[g['type']]):
        items = [x for item in items for x in item]
    for position in items:
        check(position == [] or (len(position) in (2, 3, 4) and all(isinstance(v, (int, float)) for v in position)), f'position {position}')
    if g['type'] in ('Polygon', 'MultiPolygon'):
        rings = g['coordinates'] if g['type'] == 'Polygon' else [r for p in g['coordinates'] for r in p]
        check(all(len(r) >= 4 and r[0] == r[-1] for r in rings), 'a ring that is not closed')


def check_feature(f):
    check(f.get('type') == 'Feature' and 'geometry' in f and isinstance(f.get('properties'), dict), f'{str(f)[:200]} is no Feature')
    check(isinstance(f.get('id'), (str, int)), f"id {f.get('id')!r}")
    check_geometry(f['geometry'])


def around(c, feature, share=0.2):
    """A box around a position of the feature, a share of the sample's extent wide."""
    boxes = [places.box_of(f['geometry']) for f in c.located()]
    width = max(b[2] for b in boxes) - min(b[0] for b in boxes)
    height = max(b[3] for b in boxes) - min(b[1] for b in boxes)
    x, y = next(places.positions(feature['geometry']))[:2]
    dx, dy = max(width * share / 2, 1e-5), max(height * share / 2, 1e-5)
    return max(x - dx, -180), max(y - dy, -90), min(x + dx, 180), min(y + dy, 90)


def all_ids(c, **parameters):
    found = []
    for page in c.api.pages(c.items, 3000, limit=SAMPLE, **parameters):
        found += page.json()['features']
    return {f['id'] for f in found}, found


def box_text(box):
    return ','.join(f'{v:.9f}' for v in box)
