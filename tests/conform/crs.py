"""Features Part 2, conformance class crs."""
import urllib.parse

import places
from collection import all_ids, around, box_text, check_feature, of_each
from walk import Skipped, check

@of_each('/conf/crs/crs-uri')
def crs_uri(c):
    for crs in c.crs_list() + ([c.entry['storageCrs']] if 'storageCrs' in c.entry else []):
        parts = urllib.parse.urlsplit(crs)
        check(parts.scheme in ('http', 'https', 'urn'), f"'{crs}' is no URI")
        if crs.startswith('http://www.opengis.net/def/crs/'):
            check(len(parts.path.split('/')) == 6, f"'{crs}' is no OGC name")


@of_each('/conf/crs/default-crs')
def default_crs(c):
    check(places.CRS84 in c.crs_list() or places.CRS84H in c.crs_list(), f'crs is {c.crs_list()}')


@of_each('/conf/crs/storageCrs')
def storage_crs(c):
    if 'storageCrs' not in c.entry and not c.spatial_extent():
        raise Skipped('not spatial')
    check(c.entry.get('storageCrs') in c.crs_list(), f"storageCrs {c.entry.get('storageCrs')} is not in {c.crs_list()}")


@of_each('/conf/crs/crs-parameter')
def crs_parameter(c):
    for crs in c.crs_list():
        targets = [c.items] + ([c.item(c.sample[0])] if c.sample else [])
        for target in targets:
            answer = c.api.get(target, 'application/geo+json', crs=crs)
            check(answer.header('content-crs') == f'<{crs}>', f"{answer.url}: Content-Crs {answer.header('content-crs')}")
            features = answer.json().get('features', [answer.json()])
            for f in features:
                check_feature(f)


@of_each('/conf/crs/crs-parameter-invalid')
def crs_invalid(c):
    for target in [c.items] + ([c.item(c.sample[0])] if c.sample else []):
        for bad in ('x', places.EPSG + '999999', '', 'EPSG:4326 '):
            c.api.get(target, crs=bad, expect=400)


@of_each('/conf/crs/crs-parameter-default')
def crs_default(c):
    answer = c.api.get(c.items, 'application/geo+json')
    check(answer.header('content-crs') in (f'<{places.CRS84}>', f'<{places.CRS84H}>'), f"Content-Crs {answer.header('content-crs')}")


@of_each('/conf/crs/crs-parameter-transform')
def crs_transform(c):
    located = c.located()
    for crs in c.crs_list():
        known = places.projection(crs)
        if not known:
            continue
        project, tolerance = known
        features = c.api.get(c.items, 'application/geo+json', crs=crs, limit=20).json()['features']
        for default, f in zip(c.sample, features):
            check(default['id'] == f['id'], 'another order of features')
            pairs = list(zip(places.positions(default['geometry']), places.positions(f['geometry'])))
            for (lon, lat, *_), (x, y, *_) in pairs:
                if abs(lat) > 85 or (crs.startswith(places.EPSG + '32') and not (-85 < lon - located_lon(crs) < 85)):
                    continue
                px, py = project(lon, lat)
                scale = max(1.0, abs(px) / 1e6, abs(py) / 1e6)
                check(abs(px - x) <= tolerance * scale and abs(py - y) <= tolerance * scale,
                      f"{crs}: feature {f['id']} at {x} {y}, expected {px} {py}")
    check(located, 'nothing to compare')


def located_lon(crs):
    return 6 * int(crs[-2:]) - 183


@of_each('/conf/crs/bbox-crs-parameter')
def bbox_crs(c):
    feature = c.located()[0]
    box = around(c, feature)
    for crs in c.crs_list():
        known = places.projection(crs)
        if not known or abs(box[1]) > 80 or abs(box[3]) > 80:
            continue
        corners = [known[0](x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        own = min(p[0] for p in corners), min(p[1] for p in corners), max(p[0] for p in corners), max(p[1] for p in corners)
        ids, found = all_ids(c, bbox=box_text(own), bbox_crs=crs)
        check(feature['id'] in ids, f'{crs}: the feature the box was made around is not there')
        for f in found:
            there = list(places.positions(f['geometry']))
            points = [known[0](p[0], p[1]) for p in there if abs(p[1]) < 85]
            # The antimeridian is one line under two names.
            if points and not any(abs(p[0]) == 180 for p in there):
                around_f = min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)
                margin = 1e-6 if abs(own[0]) <= 180 else max(1.0, (around_f[2] - around_f[0]) / 10, (around_f[3] - around_f[1]) / 10)
                # Where latitude comes first, the meridian that is two is in the second number.
                pair = [(b[1], b[0], b[3], b[2]) if places.lat_first(crs) else b for b in (around_f, own)]
                check(places.boxes_meet(*pair, margin), f"{crs}: feature {f['id']} at {around_f} does not meet {own}")


@of_each('/conf/crs/bbox-crs-parameter-invalid')
def bbox_crs_invalid(c):
    for bad in ('x', places.EPSG + '999999', ''):
        c.api.get(c.items, bbox='1,2,3,4', bbox_crs=bad, expect=400)


@of_each('/conf/crs/bbox-crs-parameter-default')
def bbox_crs_default(c):
    box = box_text(around(c, c.located()[0]))
    default = places.CRS84 if places.CRS84 in c.crs_list() else places.CRS84H
    if default == places.CRS84H:
        raise Skipped('three dimensions: another number of coordinates')
    check(all_ids(c, bbox=box, bbox_crs=default)[0] == all_ids(c, bbox=box)[0], 'other features')
