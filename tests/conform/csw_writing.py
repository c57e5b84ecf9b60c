#!/usr/bin/env python3
"""OWSLib changes the catalogue of a running server (the configuration catalogue.yaml of tests/http), and what the server says
is valid against the schemas inside the pycsw package.

    tests/conform/csw_writing.py BASE_URL        (with the python of the venv that run makes)
"""
import importlib.util
import pathlib
import sys
import traceback
import urllib.request

from lxml import etree
from owslib.csw import CatalogueServiceWeb
from owslib.fes import PropertyIsEqualTo

TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
HEADERS = {'Authorization': f'Bearer {TOKEN}'}
OGC = pathlib.Path(importlib.util.find_spec('pycsw').submodule_search_locations[0]) / 'core/schemas/ogc'
SCHEMAS = {'2.0.2': OGC / 'csw/2.0.2/CSW-publication.xsd', '3.0': OGC / 'cat/csw/3.0/cswTransaction.xsd'}
RECORD = ('<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/{0}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
          '<dc:identifier>owslib-1</dc:identifier><dc:title>{1}</dc:title><dc:type>dataset</dc:type></csw:Record>')


def check(holds, text):
    if not holds:
        raise AssertionError(text)


def post(base, version, inside):
    body = (f'<csw:Transaction xmlns:csw="http://www.opengis.net/cat/csw/{version}" service="CSW" '
            f'version="{"3.0.0" if version == "3.0" else version}" verboseResponse="true" requestId="urn:x:1">{inside}</csw:Transaction>')
    request = urllib.request.Request(base + '/csw', body.encode(), {'Content-Type': 'application/xml', **HEADERS})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return etree.fromstring(answer.read())


def valid(version, node):
    rules = etree.XMLSchema(etree.parse(str(SCHEMAS[version]), etree.XMLParser(no_network=True)))
    check(rules.validate(node), f'{version}: {rules.error_log.last_error}')


def answers_are_valid(base):
    for version in SCHEMAS:
        space = f'http://www.opengis.net/cat/csw/{version}'
        node = post(base, version, f'<csw:Insert handle="h">{RECORD.format(version, "Nouvelle")}</csw:Insert>')
        check(node.find(f'.//{{{space}}}BriefRecord') is not None, etree.tostring(node)[:300])
        valid(version, node)
        node = post(base, version, '<csw:Delete><csw:Constraint version="1.1.0"><csw:CqlText>identifier = \'owslib-1\''
                                   '</csw:CqlText></csw:Constraint></csw:Delete>')
        check(node.findtext(f'.//{{{space}}}totalDeleted') == '1', etree.tostring(node)[:300])
        valid(version, node)


def title_of(csw):
    csw.getrecordbyid(['owslib-1'])
    return csw.records['owslib-1'].title if 'owslib-1' in csw.records else None


def owslib_changes_records(base):
    """What it reads of the answer is nothing but exceptions; what became of the records tells the rest."""
    csw = CatalogueServiceWeb(base + '/csw', headers=HEADERS)
    check('Transaction' in [o.name for o in csw.operations], 'Transaction is not listed')
    csw.transaction(ttype='insert', typename='csw:Record', record=RECORD.format('2.0.2', 'Nouvelle'))
    check(csw.exceptionreport is None, csw.exceptionreport)
    check(title_of(csw) == 'Nouvelle', title_of(csw))
    csw.transaction(ttype='update', typename='csw:Record', propertyname='dc:title', propertyvalue='Renommée',
                    identifier='owslib-1')
    check(csw.exceptionreport is None, csw.exceptionreport)
    check(title_of(csw) == 'Renommée', title_of(csw))
    csw.transaction(ttype='delete', typename='csw:Record', identifier='owslib-1')
    check(csw.exceptionreport is None, csw.exceptionreport)
    csw.getrecords2(constraints=[PropertyIsEqualTo('dc:identifier', 'owslib-1')])
    check(csw.results['matches'] == 0, csw.results)


def main():
    tests, failed = (answers_are_valid, owslib_changes_records), 0
    for test in tests:
        try:
            test(sys.argv[1].rstrip('/'))
        except Exception:  # whatever a client stumbles over is told
            failed += 1
            print(f'FAIL csw_writing {test.__name__}\n{traceback.format_exc(limit=-3)}')
    print(f'{len(tests) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
