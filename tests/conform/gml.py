#!/usr/bin/env python3
"""GML of every collection of a running server is valid against its application schema, and holds what GeoJSON holds; the
documents around it are there in XML (conf/gmlsf0 and gmlsf2 of Features Part 1).

    tests/conform/gml.py BASE_URL        (with the python of the venv that run makes)

GML's own schemas are those inside the pycsw package.  It lacks the three small ones below, which say here what is used of them.
"""
import importlib.util
import pathlib
import sys
import urllib.parse

from lxml import etree

from collection import Collection
from features import open_api
from walk import Report, Skipped, check, link

PACKAGE = pathlib.Path(importlib.util.find_spec('pycsw').submodule_search_locations[0])
ROOTS = [PACKAGE / 'core/schemas/ogc', PACKAGE / 'plugins/profiles/apiso/schemas/ogc']
GML, SF, CORE = 'http://www.opengis.net/gml/3.2', 'http://www.opengis.net/ogcapi-features-1/1.0/sf', 'http://www.opengis.net/ogcapi-features-1/1.0'
TYPE = 'application/gml+xml;version=3.2;profile=http://www.opengis.net/def/profile/ogc/2.0/gml-sf'
HEAD = '<schema xmlns="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" '
OWN = {
    'http://schemas.opengis.net/gmlsfProfile/2.0/gmlsfLevels.xsd':
        HEAD + 'targetNamespace="http://www.opengis.net/gmlsf/2.0"><element name="ComplianceLevel" type="integer"/></schema>',
    'http://schemas.opengis.net/ogcapi/features/part1/1.0/xml/core-sf.xsd':
        HEAD + f'targetNamespace="{SF}" xmlns:sf="{SF}" xmlns:gml="{GML}">'
        f'<import namespace="{GML}" schemaLocation="http://schemas.opengis.net/gml/3.2.1/gml.xsd"/>'
        '<complexType name="Member"><complexContent><extension base="gml:AbstractFeatureMemberType"><sequence>'
        '<element ref="gml:AbstractFeature"/></sequence></extension></complexContent></complexType>'
        '<element name="FeatureCollection" substitutionGroup="gml:AbstractGML"><complexType><complexContent>'
        '<extension base="gml:AbstractFeatureType"><sequence minOccurs="0" maxOccurs="unbounded">'
        '<element name="featureMember" type="sf:Member"/></sequence></extension></complexContent></complexType></element></schema>',
}
MOST = 200


class Local(etree.Resolver):
    """Schemas by their published addresses, from the package; nothing is fetched."""

    def resolve(self, url, public_id, context):
        if url in OWN:
            return self.resolve_string(OWN[url], context, base_url=url)
        path = urllib.parse.urlsplit(url).path.lstrip('/')
        if url.startswith(('http://schemas.opengis.net/', 'https://schemas.opengis.net/')):
            for root in ROOTS:
                if (root / path).exists():
                    return self.resolve_filename(str(root / path), context)
        if url.startswith(('http://www.w3.org/', 'https://www.w3.org/')):
            return self.resolve_filename(str(PACKAGE / 'core/schemas/w3c' / path), context)
        if url.startswith('http'):
            raise ValueError(f'no schema of {url}')
        return None


def parse(text):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    return etree.fromstring(text, parser)


def rules_of(c):
    """One schema that imports the collection's own and the one of sf:FeatureCollection."""
    answer = c.api.get(c.path + '/schema?f=xsd', None)
    check(answer.media_type == 'application/xml', f'type {answer.media_type}')
    space = parse(answer.body).get('targetNamespace')
    OWN[space + '/schema?f=xsd'] = answer.body
    return etree.XMLSchema(parse(HEAD + 'targetNamespace="urn:all">' + ''.join(
        f'<import namespace="{a}" schemaLocation="{b}"/>' for a, b in
        ((space, space + '/schema?f=xsd'), (SF, 'http://schemas.opengis.net/ogcapi/features/part1/1.0/xml/core-sf.xsd'))) + '</schema>'))


def check_valid(rules, body, what):
    document = etree.fromstring(body)
    check(rules.validate(document), f'{what}: ' + '; '.join(f'line {e.line}: {e.message[:300]}' for e in list(rules.error_log)[:3]))
    return document


def valid(c):
    rules = rules_of(c)
    for crs in {None: 0, c.entry.get('storageCrs'): 0, **dict.fromkeys(c.crs_list()[1:3])}:
        target = f'{c.items}?f=gml&limit={MOST}' + (f'&crs={urllib.parse.quote(crs)}' if crs else '')
        document = check_valid(rules, c.api.get(target, None).body, target)
        check(document.tag == f'{{{SF}}}FeatureCollection', f'root {document.tag}')
        for e in document.iter(etree.Element):
            if e.get('srsName'):
                check(e.get('srsName') == (crs or c.crs_list()[0]), f"srsName {e.get('srsName')}")
    if c.sample:
        check_valid(rules, c.api.get(c.item(c.sample[0]) + '?f=gml', None).body, 'one item')


def same_features(c):
    """As many features, with as many values and positions, as GeoJSON has."""
    some = f'?limit={MOST}'
    document = etree.fromstring(c.api.get(c.items + some + '&f=gml', None).body)
    features = c.api.get(c.items + some, None).json()['features']
    members = [m[0] for m in document.iter(f'{{{SF}}}featureMember')]
    check(len(members) == len(features), f'{len(members)} members, {len(features)} features')
    for member, feature in zip(members, features):
        place = [p.text for p in member.iter(f'{{{GML}}}pos')]
        if place and feature['geometry'] and feature['geometry']['type'] == 'Point':
            got = [float(x) for x in place[0].split()]
            check(got == [float(x) for x in feature['geometry']['coordinates']], f"{feature['id']}: {got}")


def media_types(c):
    for level in '02':
        for accept in (TYPE + level, TYPE.replace('profile=', 'profile="') + level + '"'):
            answer = c.api.get(c.items + '?limit=1', accept)
            check(answer.headers['content-type'] == TYPE + level, f"asked for '{accept}', got {answer.headers['content-type']}")
    check(link(c.entry['links'], 'http://www.opengis.net/def/rel/ogc/1.0/schema', 'application/xml'), 'no link to the schema')


def documents_in_xml(api):
    for path, root in (('/', 'LandingPage'), ('/conformance', 'ConformsTo'), ('/collections', 'Collections'),
                       ('/collections/' + urllib.parse.quote(api.collections[0]['id'], safe=''), 'Collections')):
        answer = api.get(path, 'application/xml')
        check(answer.media_type == 'application/xml', f'{path}: {answer.media_type}')
        document = etree.fromstring(answer.body)
        check(document.tag == f'{{{CORE}}}{root}', f'{path}: root {document.tag}')
        links = list(document.iter('{http://www.w3.org/2005/Atom}link'))
        check(links and all(e.get('href') for e in links), f'{path}: links')


def main():
    report = Report('--loud' in sys.argv)
    api = open_api([a for a in sys.argv[1:] if a.startswith('http')][0])
    report.run('documents in XML', documents_in_xml, api)
    for entry in api.collections:
        c = Collection(api, entry)
        if entry['itemType'] == 'record':
            continue
        report.run(f'GML is valid [{c.id}]', valid, c)
        report.run(f'GML holds the features [{c.id}]', same_features, c)
        report.run(f'media types of GML [{c.id}]', media_types, c)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
