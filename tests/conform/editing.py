#!/usr/bin/env python3
"""Other people's clients change a collection of a running server that serves the store 'edits' of tests/http with edits.yaml.

    tests/conform/editing.py BASE_URL [GEOPACKAGE]      (with the python of the venv that run makes)

OWSLib creates, replaces, deletes and searches; GDAL reads over HTTP what was written, and, where the store is one, opens the
GeoPackage itself: it is to be as whole as if GDAL had written it.
"""
import json
import sqlite3
import sys

import pyogrio
import pyogrio.raw
from owslib.ogcapi.features import Features

from walk import Report, check

TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
FEATURE = {'type': 'Feature', 'id': 'owslib', 'geometry': {'type': 'Point', 'coordinates': [5.5, 45.5]},
           'properties': {'espece': 'tilleul', 'hauteur': 7}}


def client(base):
    return Features(base + '/', headers={'Authorization': f'Bearer {TOKEN}', 'Content-Type': 'application/geo+json'})


def owslib_creates_and_replaces(base):
    w = client(base)
    w.collection_item_create('arbres', json.dumps(FEATURE))
    check(w.collection_item('arbres', 'owslib')['properties']['espece'] == 'tilleul', 'it was not created')
    w.collection_item_update('arbres', 'owslib', json.dumps({**FEATURE, 'properties': {'espece': 'platane'}}))
    now = w.collection_item('arbres', 'owslib')['properties']
    check(now['espece'] == 'platane' and now['hauteur'] is None, f'it was not replaced: {now}')


def owslib_searches_by_a_body(base):
    found = client(base).collection_items('arbres', cql={'op': '=', 'args': [{'property': 'espece'}, 'platane']})
    check([f['id'] for f in found['features']] == ['owslib'], f'{len(found["features"])} found')


def gdal_reads_what_was_written(base):
    _, _, _, values = pyogrio.raw.read('OAPIF:' + base, layer='arbres', where="espece = 'platane'")
    check(len(values[0]) == 1, f'{len(values[0])} features')


def the_geopackage_is_whole(path):
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    rows = db.execute('select count(*) from arbres').fetchone()[0]
    counted = db.execute("select feature_count from gpkg_ogr_contents where table_name = 'arbres'").fetchone()[0]
    check(counted == rows, f'GDAL shows {counted} features of {rows}')
    placed = db.execute('select count(*) from arbres where geom is not null').fetchone()[0]
    boxes = db.execute('select count(*) from rtree_arbres_geom').fetchone()[0]
    check(boxes == placed, f'the R*Tree holds {boxes} boxes of {placed} geometries')
    check(db.execute("select rtreecheck('rtree_arbres_geom')").fetchone()[0] == 'ok', 'the R*Tree is damaged')
    box = db.execute("select max_x from gpkg_contents where table_name = 'arbres'").fetchone()[0]
    check(box >= 5.5, f'gpkg_contents tells of {box} as the most eastern place')
    db.close()
    check(pyogrio.read_info(path, layer='arbres', force_feature_count=True)['features'] == rows, 'GDAL counts otherwise')


def owslib_deletes(base):
    w = client(base)
    w.collection_item_delete('arbres', 'owslib')
    try:
        w.collection_item('arbres', 'owslib')
    except RuntimeError as e:
        check('404' in str(e), str(e))
    else:
        check(False, 'it is still there')


def main():
    base, *store = [a for a in sys.argv[1:] if not a.startswith('--')]
    base = base.rstrip('/')
    report = Report('--loud' in sys.argv)
    report.run('OWSLib creates and replaces', owslib_creates_and_replaces, base)
    report.run('OWSLib searches by a body', owslib_searches_by_a_body, base)
    report.run('GDAL reads what was written', gdal_reads_what_was_written, base)
    if store:
        report.run('the GeoPackage is whole', the_geopackage_is_whole, store[0])
    report.run('OWSLib deletes', owslib_deletes, base)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
