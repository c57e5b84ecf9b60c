#!/usr/bin/env python3
"""Other people's clients list, page, filter by box and copy every collection of a running server.

    tests/conform/clients.py BASE_URL        (with the python of the venv that run makes)

Debian's ogr2ogr is an old GDAL (3.6), the one inside pyogrio a new one; OWSLib is what Python programs use.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

import pyogrio
from owslib.ogcapi.features import Features

import places
from collection import Collection, around, box_text
from features import open_api
from walk import Report, Skipped, check

MOST = 40000   # features of a collection that is copied
pyogrio.set_gdal_config_options({'GDAL_HTTP_TIMEOUT': 120})


def expected(c):
    """How many features the server says there are."""
    return c.api.get(c.items, limit=1).json()['numberMatched']


def meets(f, box):
    own = places.box_of(f['geometry'])
    return bool(own) and places.boxes_meet(own, box, 0)


def box_counts(c, box):
    """(surely inside, at most): features of the sample with a position in the box, and those whose box meets it."""
    sure = sum(1 for f in c.sample if any(places.inside(p, box) for p in places.positions(f['geometry'])))
    return sure, sum(1 for f in c.sample if meets(f, box))


def check_box_count(c, n, box, margin=0):
    wide = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    if c.complete:
        sure, most = box_counts(c, box)[0], box_counts(c, wide)[1]
    else:   # more features than the sample: by what the server says
        sure, most = 1, c.api.get(c.items, limit=1, bbox=box_text(wide)).json()['numberMatched']
    check(sure <= n <= most, f'{n} features in {box}, expected {sure} to {most}')


# --- GDAL 3.6, by its programs

def ogr(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    check(done.returncode == 0, f"{' '.join(command)}: {done.stderr[-500:]}")
    check('ERROR' not in done.stderr, f"{' '.join(command)}: {done.stderr[-500:]}")
    return done.stdout


def ogr_lists(api):
    listed = [line.split(': ', 1)[1] for line in ogr('ogrinfo', '-ro', 'OAPIF:' + api.base).splitlines()
              if line[:1].isdigit() and ': ' in line]
    for entry in api.collections:
        check(any(name == entry['id'] or name.startswith(entry['id'] + ' (') for name in listed), f"'{entry['id']}' is not listed")


def ogr_count(path):
    layer = pyogrio.list_layers(path)[0][0]
    return pyogrio.read_info(path, layer=layer, force_feature_count=True)['features']


def ogr_copies(c):
    n = expected(c)
    if n > MOST:
        raise Skipped(f'{n} features')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'copy.gpkg')
        ogr('ogr2ogr', '-f', 'GPKG', path, 'OAPIF:' + c.api.base, c.id, '-nln', 'copy', '--config', 'OGR_GPKG_FOREIGN_KEY_CHECK', 'NO')
        check(ogr_count(path) == n, f'{ogr_count(path)} features copied of {n}')


def ogr_filters(c):
    box = around(c, c.located()[0])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'copy.gpkg')
        ogr('ogr2ogr', '-f', 'GPKG', path, 'OAPIF:' + c.api.base, c.id, '-nln', 'copy', '-spat', *map(str, box))
        check_box_count(c, ogr_count(path), box)


# --- GDAL of today, inside pyogrio

def pyogrio_lists(api):
    names = [name for name, _ in pyogrio.list_layers('OAPIF:' + api.base)]
    check(sorted(names) == sorted(e['id'] for e in api.collections), f'{names}')


def pyogrio_copies(c):
    n = expected(c)
    if n > MOST:
        raise Skipped(f'{n} features')
    meta, _, geometry, columns = pyogrio.raw.read('OAPIF:' + c.api.base, layer=c.id)
    got = len(geometry) if geometry is not None else (len(columns[0]) if columns else 0)
    check(got == n, f'{got} features read of {n}')
    fields = {k for f in c.sample for k in f['properties']}
    check(not c.sample or fields <= set(meta['fields']), f"fields {fields - set(meta['fields'])} are missing")


def pyogrio_keeps_numbers(c):
    """A field's type is taken from the first page: what comes later must fit it.  One that is null all over that page
    becomes a text, which keeps the number as written."""
    meta, _, _, columns = pyogrio.raw.read('OAPIF:' + c.api.base, layer=c.id, max_features=len(c.sample))
    for name, column in zip(meta['fields'], columns):
        for f, got in zip(c.sample, column):
            value = f['properties'].get(name)
            if isinstance(value, float) or isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2 ** 53:
                check(got is not None and abs(float(got) - value) <= abs(value) * 1e-6, f"'{name}' of {f['id']} is {value}, read as {got}")


def in_layer_crs(box, crs):
    """A box of degrees in the layer's own system, x before y as GDAL has it."""
    code = (crs or '').removeprefix('EPSG:')
    if crs in (None, 'OGC:CRS84', 'OGC:CRS84h') or code in ('4326', '4258', '4171', '4979'):
        return box
    known = places.projection(places.EPSG + code)
    if not known:
        raise Skipped(f'the layer is in {crs}')
    corners = [known[0](x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(p[0] for p in corners), min(p[1] for p in corners), max(p[0] for p in corners), max(p[1] for p in corners)


def pyogrio_filters(c):
    box = around(c, c.located()[0])
    crs = pyogrio.read_info('OAPIF:' + c.api.base, layer=c.id)['crs']
    _, _, geometry, _ = pyogrio.raw.read('OAPIF:' + c.api.base, layer=c.id, bbox=in_layer_crs(box, crs))
    # The box is a little larger in the other system.
    check_box_count(c, len(geometry), box, margin=0 if crs in (None, 'OGC:CRS84', 'OGC:CRS84h') else .002)


def pyogrio_asks(c):
    """A condition on a field is the server's to test; that it was asked for shows in the access log, where run looks."""
    for name, value in sorted((c.sample[0]['properties'] if c.sample else {}).items()):
        if isinstance(value, str) and value.isalnum() and name.isidentifier():
            break
    else:
        raise Skipped('no field of simple texts')
    _, _, geometry, columns = pyogrio.raw.read('OAPIF:' + c.api.base, layer=c.id, where=f"{name} = '{value}'")
    got = len(geometry) if geometry is not None else len(columns[0])
    known = sum(1 for f in c.sample if f['properties'].get(name) == value)
    check(got == known if c.complete else got >= known, f"{got} features with {name} = '{value}', {known} expected")


# --- OWSLib

def owslib_lists(api):
    client = Features(api.base)
    names = client.feature_collections()
    check(sorted(names) == sorted(e['id'] for e in api.collections if e['itemType'] == 'feature'), f'{names}')
    check(client.conformance()['conformsTo'] and client.api()['openapi'], 'conformance or api')


def owslib_pages(c):
    client = Features(c.api.base)
    name = urllib.parse.quote(c.id, safe='')
    check(client.collection(name)['id'] == c.id, 'collection')
    page = client.collection_items(name, limit=5)
    check([f['id'] for f in page['features']] == [f['id'] for f in c.sample[:5]], 'other features')
    if c.sample:
        one = client.collection_item(name, urllib.parse.quote(str(c.sample[0]['id']), safe=''))
        check(one['id'] == c.sample[0]['id'], 'another item')


def owslib_filters(c):
    box = list(around(c, c.located()[0]))
    page = Features(c.api.base).collection_items(urllib.parse.quote(c.id, safe=''), bbox=box, limit=1000)
    check_box_count(c, sum(1 for f in page['features'] if f['geometry']), box)


WHOLE = [('GDAL 3.6 lists', ogr_lists), ('GDAL of pyogrio lists', pyogrio_lists), ('OWSLib lists', owslib_lists)]
EACH = [('GDAL 3.6 copies', ogr_copies), ('GDAL 3.6 filters by box', ogr_filters),
        ('GDAL of pyogrio copies', pyogrio_copies), ('GDAL of pyogrio keeps numbers', pyogrio_keeps_numbers),
        ('GDAL of pyogrio filters by box', pyogrio_filters), ('GDAL of pyogrio filters by field', pyogrio_asks),
        ('OWSLib pages', owslib_pages), ('OWSLib filters by box', owslib_filters)]


def main():
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    tests = WHOLE if shutil.which('ogr2ogr') else WHOLE[1:]
    for name, function in tests:
        report.run(name, function, api)
    for entry in api.collections:
        c = Collection(api, entry)
        for name, function in EACH:
            if shutil.which('ogr2ogr') or not name.startswith('GDAL 3.6'):
                report.run(f"{name} [{c.id}]", function, c)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
