#!/usr/bin/env python3
"""Every form of items holds the features that GeoJSON holds, read back by other people's readers.

    tests/conform/forms.py BASE_URL        (with the python of the venv that run makes)

GDAL of pyogrio reads what GDAL of the server wrote; CSV and the JSON forms are read by Python's own library.
"""
import csv
import io
import json
import math
import os
import struct
import sys
import tempfile

import pyogrio

from collection import Collection
from features import open_api
from walk import Report, Skipped, check

MOST = 100
CLOSE = 1e-6


# --- geometries as lists of positions

def wkb_positions(data):
    """x and y of every position of a WKB geometry, in its order."""
    found, at = [], 0

    def number(form, size):
        nonlocal at
        value = struct.unpack_from(form, data, at)
        at += size
        return value

    def walk():
        order = '<' if number('B', 1)[0] else '>'
        code, = number(order + 'I', 4)
        kind = (code & 0xFFFF) % 1000
        iso = (code & 0xFFFF) // 1000
        dims = 2 + bool(code & 0x80000000 or iso in (1, 3)) + bool(code & 0x40000000 or iso in (2, 3))

        def points(n):
            for _ in range(n):
                found.append(number(order + 'd' * dims, 8 * dims)[:2])
        if kind == 1:
            points(1)
        elif kind in (2, 8):
            points(number(order + 'I', 4)[0])
        elif kind in (3, 17):
            for _ in range(number(order + 'I', 4)[0]):
                points(number(order + 'I', 4)[0])
        else:
            for _ in range(number(order + 'I', 4)[0]):
                walk()
    walk()
    return [p for p in found if not math.isnan(p[0])]


def json_positions(geometry):
    found = []

    def walk(value):
        if isinstance(value, dict):
            walk(value.get('coordinates', value.get('geometries', [])))
        elif value and isinstance(value[0], (int, float)):
            found.append(tuple(value[:2]))
        else:
            for v in value:
                walk(v)
    if geometry:
        walk(geometry)
    return found


def wkt_positions(text):
    return [tuple(map(float, p.split()[:2])) for p in ''.join(c if c in '0123456789.-+e ' else ',' for c in text).split(',')
            if len(p.split()) >= 2]


def box(positions):
    xs, ys = [p[0] for p in positions], [p[1] for p in positions]
    return (min(xs), min(ys), max(xs), max(ys)) if positions else ()


def check_places(name, want, got):
    a, b = box(want), box(got)
    check(len(a) == len(b) and all(abs(x - y) <= CLOSE for x, y in zip(a, b)), f'{name} lies in {b}, not in {a}')


# --- values

def plain(value):
    if hasattr(value, 'item'):
        value = value.item()
    absent = value in (None, 'NaN', 'Infinity', '-Infinity') or isinstance(value, float) and not math.isfinite(value)
    return None if absent else value


def same(want, got):
    want, got = plain(want), plain(got)
    if want is None or got is None or got == '':
        return want in (None, '') and got in (None, '')
    if isinstance(want, bool) or isinstance(got, bool):
        return str(want).lower() in (str(got).lower(), str(bool(got)).lower() if got in (0, 1) else '')
    if isinstance(want, (int, float)):
        try:
            return abs(float(got) - want) <= CLOSE * max(1, abs(want)) or abs(want) > 1e308
        except (TypeError, ValueError):
            return False
    if isinstance(want, str):
        # Moments come back in as many spellings as there are forms; a dbf cuts texts.
        day = want[:10].replace('-', '')
        return str(got).strip() == want.strip() or str(got)[:10].replace('-', '').replace('/', '') == day and len(want) >= 10 or \
            len(str(got)) > 200 and want.startswith(str(got))
    return json.dumps(want) == json.dumps(got) or json.loads(str(got)) == want


def check_properties(name, wanted, names, values):
    """names: of the columns; those of a form that cuts them come in the order of the fields."""
    for column, value in zip(names, values):
        if column in wanted:
            check(same(wanted[column], value), f"'{column}' of {name} is {value!r}, not {wanted[column]!r}")


# --- forms

def sample(c):
    features = c.api.get(c.items, f='json', limit=MOST).json()['features']
    if not features:
        raise Skipped('no features')
    return features


csv.field_size_limit(1 << 30)   # a geometry is one field


def as_csv(c):
    features = sample(c)
    rows = list(csv.reader(io.StringIO(c.api.get(c.items, None, f='csv', limit=MOST).body.decode('utf-8'), newline='')))
    check(len(rows) == len(features) + 1, f'{len(rows) - 1} rows, {len(features)} features')
    for f, row in zip(features, rows[1:]):
        check_properties(f['id'], f['properties'], rows[0], row)
        if rows[0][-1].startswith('WKT'):
            if 'CURVE' not in row[-1] and 'CIRC' not in row[-1]:
                check_places(f['id'], json_positions(f['geometry']), wkt_positions(row[-1]))
        elif f['geometry'] and f['geometry']['coordinates'] and 'lat' in ''.join(rows[0][-3:]):
            at = max(i for i, n in enumerate(rows[0]) if n.startswith('lat'))
            check_places(f['id'], json_positions(f['geometry']), [(float(row[at - 1]), float(row[at]))])


def as_sequence(c):
    features = sample(c)
    body = c.api.get(c.items, None, f='geojsonseq', limit=MOST).body
    texts = body.split(b'\x1e')[1:]
    check(body[:1] == b'\x1e' and all(t.endswith(b'\n') for t in texts), 'not RFC 8142')
    check([json.loads(t) for t in texts] == features, 'other features')


def as_jsonfg(c):
    features = sample(c)
    page = c.api.get(c.items, None, f='jsonfg', limit=MOST).json()
    check('http://www.opengis.net/spec/json-fg-1/1.0/conf/core' in page['conformsTo'], 'conformsTo')
    check([f['properties'] for f in page['features']] == [f['properties'] for f in features], 'other properties')
    for f, fg in zip(features, page['features']):
        check_places(f['id'], json_positions(f['geometry']), json_positions(fg['geometry']))
        check('conformsTo' not in fg and 'coordRefSys' not in fg, 'members of the root in a feature')
        check(fg['place'] is None or fg['place']['type'] in ('CircularString', 'CompoundCurve', 'CurvePolygon', 'MultiCurve',
                                                             'MultiSurface') or 'measures' in fg, 'place says what geometry says')


def texts_again(wanted, names, values):
    """GML without its schema has no types, and GDAL takes a column of digits for numbers."""
    return [f'{plain(v):.0f}' if isinstance(wanted.get(n), str) and isinstance(plain(v), (int, float)) else v
            for n, v in zip(names, values)]


def by_gdal(form, extension):
    def read(c):
        features = sample(c)
        answer = c.api.get(c.items, None, expect=None, f=form, limit=MOST)
        if answer.status == 400 and 'this form cannot hold item' in answer.json()['detail']:
            raise Skipped(answer.json()['detail'])
        check(answer.status == 200, f'status {answer.status}: {answer.body[:300]!r}')
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'page' + extension)
            with open(path, 'wb') as out:
                out.write(answer.body)
            layers = [name for name, _ in pyogrio.list_layers(path)]
            check(len(layers) == 1 or form == 'shp', f'layers {layers}')
            if len(layers) > 1:
                n = sum(pyogrio.read_info(path, layer=name, force_feature_count=True)['features'] for name in layers)
                check(n == len(features), f'{n} features of {len(features)}')
                return
            meta, _, geometry, columns = pyogrio.raw.read(path)
        rows = len(geometry) if geometry is not None else len(columns[0])
        check(rows == len(features), f'{rows} features of {len(features)}')
        names = list(meta['fields'])
        for i, f in enumerate(features):
            values = [column[i] for column in columns]
            if form == 'gml':
                values = texts_again(f['properties'], names, values)
            check_properties(f['id'], f['properties'], names, values)
            if geometry is not None:
                check_places(f['id'], json_positions(f['geometry']), wkb_positions(geometry[i]) if geometry[i] else [])
    return read


FORMS = [('CSV', as_csv), ('GeoJSON text sequence', as_sequence), ('JSON-FG', as_jsonfg),
         ('FlatGeobuf', by_gdal('fgb', '.fgb')), ('GeoPackage', by_gdal('gpkg', '.gpkg')),
         ('GML', by_gdal('gml', '.gml')), ('Shapefile', by_gdal('shp', '.shp.zip'))]


def main():
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    for entry in api.collections:
        if entry.get('itemType') == 'record':
            continue
        c = Collection(api, entry)
        for name, function in FORMS:
            report.run(f'{name} [{c.id}]', function, c)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
