#!/usr/bin/env python3
"""The ISO 19139 record of every collection of a running server is valid against the XSDs.

    tests/conform/records.py BASE_URL        (with the python of the venv that run makes)

The schemas are those inside the pycsw package; nothing else of it is used.
"""
import importlib.util
import pathlib
import sys

from lxml import etree

from collection import Collection
from features import open_api
from walk import Report, check, link

GMD = '{http://www.isotc211.org/2005/gmd}'
GCO = '{http://www.isotc211.org/2005/gco}'
SCHEMAS = (pathlib.Path(importlib.util.find_spec('pycsw').submodule_search_locations[0]) /
           'plugins/profiles/apiso/schemas/ogc/iso/19139')
OLD_GML = 'http://www.opengis.net/gml'
_schemas = {}


def schema_for(record):
    """The edition of 2007 is over GML 3.2, that of 2006 over the GML before."""
    spaces = {etree.QName(e).namespace for e in record.iter(etree.Element)}
    path = SCHEMAS / ('20060504' if OLD_GML in spaces else '20070417') / 'gmx' / 'gmx.xsd'
    if path not in _schemas:
        _schemas[path] = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))
    return _schemas[path]


def valid(c):
    href = link(c.entry['links'], 'describedby', 'application/xml')
    check(href, "no link 'describedby' of type application/xml")
    for target in (href, c.path + '?f=iso19139'):
        answer = c.api.get(target, None)
        check(answer.media_type == 'application/xml', f'{target}: type {answer.media_type}')
        record = etree.fromstring(answer.body)
        check(record.tag == GMD + 'MD_Metadata', f'{target}: root {record.tag}')
        rules = schema_for(record)
        check(rules.validate(record), f'{target}: ' + '; '.join(f'line {e.line}: {e.message}' for e in list(rules.error_log)[:3]))


def says_what_the_collection_says(c):
    record = etree.fromstring(c.api.get(c.path + '?f=iso19139', None).body)
    titles = [e.findtext(GCO + 'CharacterString') for e in record.iter(GMD + 'title')]
    check(c.entry['title'] in titles, f"title '{c.entry['title']}' is not among {titles}")
    identifier = record.find(GMD + 'fileIdentifier')
    check(identifier is not None and ''.join(identifier.itertext()).strip(), 'no file identifier')
    boxes = [[float(e.find(GMD + name + '/' + GCO + 'Decimal').text) for name in
              ('westBoundLongitude', 'southBoundLatitude', 'eastBoundLongitude', 'northBoundLatitude')]
             for e in record.iter(GMD + 'EX_GeographicBoundingBox')]
    for box in c.spatial_extent()[:1]:
        flat = box if len(box) == 4 else box[:2] + box[3:5]
        check(any(all(abs(x - y) < 1e-3 for x, y in zip(b, flat)) for b in boxes), f'boxes {boxes}, extent {flat}')
    urls = [''.join(e.itertext()).strip() for e in record.iter(GMD + 'URL')]
    check(any(c.items in u for u in urls), f'no access point among {urls}')


def main():
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    for entry in api.collections:
        c = Collection(api, entry)
        if entry['itemType'] == 'record':   # it has records, and is none
            continue
        report.run(f'ISO 19139 is valid [{c.id}]', valid, c)
        report.run(f'ISO 19139 says what the collection says [{c.id}]', says_what_the_collection_says, c)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
