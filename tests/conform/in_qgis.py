#!/usr/bin/python3
"""QGIS's own OGC API Features provider lists, pages, filters by box and copies every collection of a running server.

    tests/conform/in_qgis.py BASE_URL          needs Debian's python3-qgis

QGIS caches what it downloads in a temporary profile; no window is opened.
"""
import os
import sys
import tempfile

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
os.environ['XDG_CONFIG_HOME'] = os.environ['XDG_DATA_HOME'] = os.environ['XDG_CACHE_HOME'] = tempfile.mkdtemp(prefix='vigie-qgis-')

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsSettings, QgsVectorLayer  # noqa: E402

import places                                       # noqa: E402
from collection import Collection, around, box_text  # noqa: E402
from features import open_api                       # noqa: E402
from walk import Report, Skipped, check             # noqa: E402

MOST = 40000


def layer(c, extra=''):
    uri = f"url='{c.api.base}' typename='{c.id.replace(chr(39), chr(92) + chr(39))}' pagingEnabled='true' {extra}"
    found = QgsVectorLayer(uri, c.id, 'OAPIF')
    # Asked for the summary of no error, QGIS 3.22 crashes.
    check(found.isValid(), 'QGIS refuses the layer: ' + ('' if found.isValid() else found.error().summary()))
    return found


def qgis_opens(c):
    found = layer(c)
    names = set(found.fields().names())
    wanted = {k for f in c.sample for k, v in f['properties'].items() if v is not None}
    check(wanted <= names, f'fields {wanted - names} are missing')


def qgis_copies(c):
    n = c.api.get(c.items, limit=1).json()['numberMatched']
    if n > MOST:
        raise Skipped(f'{n} features')
    got = sum(1 for _ in layer(c).getFeatures())
    check(got == n, f'{got} features of {n}')


def qgis_filters(c):
    box = around(c, c.located()[0])
    found = layer(c, "restrictToRequestBBOX='1'")
    request = QgsFeatureRequest(QgsRectangle(*box))
    n = sum(1 for f in found.getFeatures(request) if not f.geometry().isNull())
    if c.complete:
        sure = sum(1 for f in c.sample if any(places.inside(p, box) for p in places.positions(f['geometry'])))
        most = sum(1 for f in c.sample if places.box_of(f['geometry']) and places.boxes_meet(places.box_of(f['geometry']), box))
    else:
        sure, most = 1, c.api.get(c.items, limit=1, bbox=box_text(box)).json()['numberMatched']
    check(sure <= n <= most, f'{n} features in {box}, expected {sure} to {most}')


def main():
    application = QgsApplication([], False)
    application.initQgis()
    QgsSettings().setValue('/qgis/networkAndProxy/networkTimeout', 60000)
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    for entry in api.collections:
        c = Collection(api, entry)
        for name, function in (('opens', qgis_opens), ('copies', qgis_copies), ('filters by box', qgis_filters)):
            report.run(f'QGIS {name} [{c.id}]', function, c)
    status = report.end()
    sys.stdout.flush()
    os._exit(status)   # QGIS's own end is not what is tested, and may crash without a display


main()
