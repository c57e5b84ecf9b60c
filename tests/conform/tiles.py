#!/usr/bin/env python3
"""Tiles of every collection, decoded by GDAL (inside pyogrio) and compared with the items.

    tests/conform/tiles.py BASE_URL        (with the python of the venv that run makes)
"""
import math
import os
import struct
import sys
import tempfile

import pyogrio

import places
from collection import Collection
from features import open_api
from walk import Report, Skipped, check, link

HALF = 20037508.342789244
UNITS = 4096
TOLERANCE = 4          # whole numbers of the tile by which a simplified shape may differ
OGC = 'http://www.opengis.net/def/rel/ogc/1.0/'


def mercator_box(f):
    """minx, miny, maxx, maxy in metres; None where the map does not reach."""
    box = places.box_of(f['geometry'])
    if not box or box[1] < -85 or box[3] > 85:
        return None
    return *places.mercator(*box[:2]), *places.mercator(*box[2:])


def tile_around(box):
    """(zoom, row, column, its box): the smallest tile at least four times as wide, around the middle."""
    side = max(box[2] - box[0], box[3] - box[1], 600)
    zoom = 0
    while zoom < 15 and 2 * HALF / 2 ** (zoom + 1) >= 4 * side:
        zoom += 1
    width = 2 * HALF / 2 ** zoom
    column = min(int(((box[0] + box[2]) / 2 + HALF) // width), 2 ** zoom - 1)
    row = min(int((HALF - (box[1] + box[3]) / 2) // width), 2 ** zoom - 1)
    return zoom, row, column, (-HALF + column * width, HALF - (row + 1) * width, -HALF + (column + 1) * width, HALF - row * width)


def decoded(c, zoom, row, column):
    """{id: sequences in metres} of the features in the tile, as GDAL reads it; and how many there are."""
    answer = c.api.get(f'{c.path}/tiles/WebMercatorQuad/{zoom}/{row}/{column}', accept=None)
    check(answer.media_type == 'application/vnd.mapbox-vector-tile', answer.media_type)
    if not answer.body:
        return {}, 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'tile.mvt')
        with open(path, 'wb') as f:
            f.write(answer.body)
        place = {'X': str(column), 'Y': str(row), 'Z': str(zoom)}
        meta, _, geometry, columns = pyogrio.raw.read(path, layer=c.id, **place)
        ids = dict(zip(meta['fields'], columns)).get('mvt_id')
        shapes = [sequences(g) for g in geometry]
        # A feature without a number for an id has none in the tile: GDAL tells NaN.
        return ({int(i): g for i, g in zip(ids, shapes) if not math.isnan(i)} if ids is not None else {}), len(shapes)


def sequences(wkb):
    """The rings, lines and points of a little-endian 2D WKB, as lists of positions."""
    found = []

    def points(at, n):
        found.append([struct.unpack_from('<dd', wkb, at + 16 * i) for i in range(n)])
        return at + 16 * n

    def walk(at):
        kind, = struct.unpack_from('<I', wkb, at + 1)
        at += 5
        if kind == 1:
            return points(at, 1)
        n, = struct.unpack_from('<I', wkb, at)
        at += 4
        if kind == 2:
            return points(at, n)
        for _ in range(n):
            if kind >= 4:
                at = walk(at)
            else:
                count, = struct.unpack_from('<I', wkb, at)
                at = points(at + 4, count)
        return at

    walk(0)
    return found


def box_around(positions):
    xs, ys = zip(*positions)
    return min(xs), min(ys), max(xs), max(ys)


def ring_area(ring):
    """Positive counter-clockwise; from the first position, so that large coordinates cost no digits."""
    x, y = ring[0]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in zip(ring, ring[1:])) / 2


def length(line):
    return sum(math.dist(a, b) for a, b in zip(line, line[1:]))


def projected(geometry):
    """Its rings, lines or points in metres."""
    nested = geometry['coordinates']
    depth = {'Point': 0, 'LineString': 1, 'MultiPoint': 1, 'Polygon': 2, 'MultiLineString': 2, 'MultiPolygon': 3}[geometry['type']]
    if depth == 0:
        nested = [nested]
    for _ in range(depth - 2):
        nested = [part for parts in nested for part in parts]
    lines = nested if depth >= 2 else [nested]
    return [[places.mercator(*p[:2]) for p in line] for line in lines]


def check_alike(f, got, unit):
    """The tile's shape lies in the item's box and, of a polygon, has its area: thin tails may be gone."""
    own = projected(f['geometry'])
    own_box, box = box_around([p for line in own for p in line]), box_around([p for line in got for p in line])
    slack = TOLERANCE * unit
    check(inside(box, (own_box[0] - slack, own_box[1] - slack, own_box[2] + slack, own_box[3] + slack)),
          f"item {f['id']} lies in {own_box}, in the tile in {box}")
    if f['geometry']['type'].endswith('Polygon'):
        shells = [abs(sum(map(ring_area, lines))) for lines in (own, got)]
        check(abs(shells[0] - shells[1]) <= slack * sum(map(length, own)),
              f"item {f['id']} has an area of {shells[0]:.0f}, in the tile of {shells[1]:.0f}")


def is_surely_drawn(geometry, box, unit):
    """What is large enough, and of one part: small parts and thin slivers may be left out of a tile."""
    if geometry['type'] in ('GeometryCollection', 'MultiPolygon', 'MultiLineString', 'MultiPoint') and \
            len(geometry.get('coordinates', [])) != 1:
        return False
    if geometry['type'].endswith('Polygon'):
        return abs(ring_area(projected(geometry)[0])) >= 100 * unit * unit
    return geometry['type'].endswith('Point') or max(box[2] - box[0], box[3] - box[1]) >= 16 * unit


def inside(a, b):
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def boxes_meet(a, b, margin):
    return a[0] <= b[2] + margin and a[2] >= b[0] - margin and a[1] <= b[3] + margin and a[3] >= b[1] - margin


def tiles_hold_the_items(c):
    located = [(f, mercator_box(f)) for f in c.located()]
    located = [(f, b) for f, b in located if b]
    if not located:
        raise Skipped('nothing on this map')
    first = located[len(located) // 2][1]
    zoom, row, column, tile = tile_around(first)
    unit = (tile[2] - tile[0]) / UNITS
    found, n = decoded(c, zoom, row, column)
    check(n > 0, f'tile {zoom}/{row}/{column} is empty')
    near = [(f, b) for f, b in located if boxes_meet(b, tile, 66 * unit)]
    if c.complete:
        kinds = max((len(f['geometry'].get('geometries', [1])) for f, _ in near), default=1)
        check(n <= kinds * len(near), f'{n} features in tile {zoom}/{row}/{column}, {len(near)} items meet it')
    if not all(isinstance(f['id'], int) for f, _ in near) or not found:
        raise Skipped('ids are no numbers')
    for f, box in near:
        if not inside(box, tile) or not is_surely_drawn(f['geometry'], box, unit):
            continue
        check(f['id'] in found, f"item {f['id']} is not in tile {zoom}/{row}/{column}")
        check_alike(f, found[f['id']], unit)


def tilesets_lead_to_tiles(c):
    tilesets = link(c.api.get(c.path).json()['links'], OGC + 'tilesets-vector')
    if not tilesets:
        check(not c.entry.get('storageCrs'), 'a collection with geometry and without tiles')
        raise Skipped('no geometry')
    for one in c.api.get(tilesets).json()['tilesets']:
        full = c.api.get(link(one['links'], 'self')).json()
        template = link(full['links'], 'item')
        for limits in full['tileMatrixSetLimits'][:12:4]:
            url = template.replace('{tileMatrix}', limits['tileMatrix']).replace('{tileRow}', str(limits['minTileRow']))
            c.api.get(url.replace('{tileCol}', str(limits['maxTileCol'])), accept=None)
        grid = c.api.get(link(full['links'], OGC + 'tiling-scheme')).json()
        check(one['crs'] == grid['crs'], f"{one['crs']} and {grid['crs']}")


def main():
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    for entry in api.collections:
        c = Collection(api, entry)
        if entry['itemType'] == 'record':   # found, not drawn
            continue
        report.run(f'tilesets lead to tiles [{c.id}]', tilesets_lead_to_tiles, c)
        if entry.get('storageCrs'):
            report.run(f'tiles hold the items [{c.id}]', tiles_hold_the_items, c)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
