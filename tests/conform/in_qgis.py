#!/usr/bin/python3
"""QGIS's own OGC API Features provider lists, pages, filters by box and copies every collection of a running server, and its vector
tile layers draw them.

    tests/conform/in_qgis.py BASE_URL          needs Debian's python3-qgis

QGIS caches what it downloads in a temporary profile; no window is opened.
"""
import os
import sys
import tempfile
import urllib.parse

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
os.environ['XDG_CONFIG_HOME'] = os.environ['XDG_DATA_HOME'] = os.environ['XDG_CACHE_HOME'] = tempfile.mkdtemp(prefix='vigie-qgis-')

from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform,  # noqa: E402
                       QgsCoordinateTransformContext, QgsFeatureRequest, QgsMapRendererSequentialJob, QgsMapSettings, QgsRectangle,
                       QgsSettings, QgsVectorLayer, QgsVectorTileLayer)

import places                                       # noqa: E402
from collection import Collection, around, box_text  # noqa: E402
from features import open_api                       # noqa: E402
from walk import Report, Skipped, check             # noqa: E402

MOST = 40000
MERCATOR_LAT = 85   # what lies nearer to a pole is on no tile
BACKGROUND = QColor(255, 255, 255)


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


def drawn(layer, box, crs):
    """How many pixels of a small map of that box are not blank."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(crs)
    settings.setExtent(box)
    settings.setOutputSize(QSize(256, 256))
    settings.setBackgroundColor(BACKGROUND)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return sum(1 for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) != BACKGROUND)


def qgis_draws_tiles(c):
    if not any(l['rel'].endswith('/tilesets-vector') for l in c.api.get(c.path).json()['links']):
        raise Skipped('no tiles')
    box = around(c, c.located()[0])
    if max(abs(box[1]), abs(box[3])) > MERCATOR_LAT:
        raise Skipped('near a pole')
    address = f'{c.api.base}{c.path}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?f=mvt'
    tiles = QgsVectorTileLayer('type=xyz&zmin=0&zmax=12&url=' + urllib.parse.quote(address, safe=''), c.id)
    check(tiles.isValid(), 'QGIS refuses the layer of tiles')
    mercator = QgsCoordinateReferenceSystem('EPSG:3857')
    to = QgsCoordinateTransform(QgsCoordinateReferenceSystem('EPSG:4326'), mercator, QgsCoordinateTransformContext())
    there = to.transformBoundingBox(QgsRectangle(*box))
    there.grow(max(there.width(), there.height(), 2000))
    check(drawn(tiles, there, mercator) > 0, f'nothing is drawn in {box}')


def main():
    application = QgsApplication([], False)
    application.initQgis()
    QgsSettings().setValue('/qgis/networkAndProxy/networkTimeout', 60000)
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    for entry in api.collections:
        c = Collection(api, entry)
        for name, function in (('opens', qgis_opens), ('copies', qgis_copies), ('filters by box', qgis_filters),
                               ('draws tiles', qgis_draws_tiles)):
            report.run(f'QGIS {name} [{c.id}]', function, c)
    status = report.end()
    sys.stdout.flush()
    os._exit(status)   # QGIS's own end is not what is tested, and may crash without a display


main()
