#!/usr/bin/env python3
"""OAI-PMH 2.0 harvested without a library: the structure of every answer, and each error that the protocol has, by GET and by POST.

    tests/conform/oai.py [--loud] BASE_URL
"""
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

from walk import Api, Report, check

OAI = '{http://www.openarchives.org/OAI/2.0/}'
XSI = '{http://www.w3.org/2001/XMLSchema-instance}'
MOMENT = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
IDENTIFIER = re.compile(r"oai:[a-zA-Z0-9.\-]+:[a-zA-Z0-9\-_.!~*'();/?:@&=+$,%]+")
ROOTS = {'oai_dc': '{http://www.openarchives.org/OAI/2.0/oai_dc/}dc', 'iso19139': '{http://www.isotc211.org/2005/gmd}MD_Metadata',
         'iso19115-3': '{http://standards.iso.org/iso/19115/-3/mdb/2.0}MD_Metadata'}
DC = {'verb': 'ListRecords', 'metadataPrefix': 'oai_dc'}
ERRORS = [('badVerb', {}), ('badVerb', {'verb': 'Nope'}), ('badArgument', {'verb': 'Identify', 'metadataPrefix': 'oai_dc'}),
          ('badArgument', {'verb': 'ListRecords'}), ('badArgument', {'verb': 'ListSets', 'metadataPrefix': 'oai_dc'}),
          ('badArgument', {'verb': 'GetRecord', 'metadataPrefix': 'oai_dc'}), ('badArgument', {**DC, 'no': 'x'}),
          *(('badArgument', {**DC, 'from': when}) for when in ('2020-13-01', '2020', '2020-01-01T00:00Z', '2020-01-01T00:00:00', '',
                                                               '2020-01-01T00:00:00+01:00')),
          ('badArgument', {**DC, 'from': '2020-01-01', 'until': '2020-01-01T00:00:00Z'}),
          ('badArgument', {**DC, 'resumptionToken': 'abc'}),
          *(('badResumptionToken', {'verb': verb, 'resumptionToken': 'abc'}) for verb in ('ListRecords', 'ListIdentifiers', 'ListSets')),
          *(('cannotDisseminateFormat', {'verb': verb, 'metadataPrefix': 'marc21'}) for verb in ('ListRecords', 'ListIdentifiers')),
          ('idDoesNotExist', {'verb': 'GetRecord', 'metadataPrefix': 'oai_dc', 'identifier': 'oai:elsewhere:x'}),
          ('idDoesNotExist', {'verb': 'ListMetadataFormats', 'identifier': 'oai:elsewhere:x'}),
          ('noRecordsMatch', {**DC, 'from': '2999-01-01'}), ('noRecordsMatch', {**DC, 'until': '1970-01-01'}),
          ('noRecordsMatch', {**DC, 'set': 'type:no-such-type'})]


def judge(answer, base, asked):
    """What holds of every answer; (the element of the verb or None, codes of errors)."""
    check(answer.status == 200 and answer.media_type == 'text/xml', f'{asked}: {answer.status} {answer.media_type}')
    root = ElementTree.fromstring(answer.body)
    check(root.tag == OAI + 'OAI-PMH', f'{asked}: {root.tag}')
    check(root.get(XSI + 'schemaLocation', '').split() == [OAI[1:-1], OAI[1:-1] + 'OAI-PMH.xsd'], f'{asked}: xsi:schemaLocation')
    names = [child.tag.removeprefix(OAI) for child in root]
    check(names[:2] == ['responseDate', 'request'], f'{asked}: {names}')
    check(MOMENT.fullmatch(root[0].text), f'{asked}: responseDate {root[0].text}')
    check(root[1].text == base + '/oai', f'{asked}: request {root[1].text}')
    codes = [e.get('code') for e in root.iter(OAI + 'error')]
    said = {} if set(codes) & {'badVerb', 'badArgument'} else asked
    check(root[1].attrib == said, f'{asked}: the request is told as {root[1].attrib}')
    check(names[2:] == (['error'] * len(codes) if codes else [asked['verb']]), f'{asked}: {names}')
    return None if codes else root[2], codes


def ask(api, **asked):
    return judge(api.get('/oai?' + urllib.parse.urlencode(asked)), api.base, asked)


def post(api, **asked):
    form = {'Content-Type': 'application/x-www-form-urlencoded'}
    return judge(api.send('POST', '/oai', form, api.base + '/oai', urllib.parse.urlencode(asked)), api.base, asked)


def identify(api):
    element, _ = ask(api, verb='Identify')
    names = [child.tag.removeprefix(OAI) for child in element]
    wanted = ['repositoryName', 'baseURL', 'protocolVersion', 'adminEmail', 'earliestDatestamp', 'deletedRecord', 'granularity']
    check([n for n in names if n in wanted] == wanted, f'Identify: {names}')
    check(element.findtext(OAI + 'granularity') == 'YYYY-MM-DDThh:mm:ssZ', 'granularity')
    check(MOMENT.fullmatch(element.findtext(OAI + 'earliestDatestamp')), 'earliestDatestamp')
    check(element.findtext(OAI + 'deletedRecord') in ('no', 'transient', 'persistent'), 'deletedRecord')


def sets_of(api):
    element, _ = ask(api, verb='ListSets')
    sets = [one.findtext(OAI + 'setSpec') for one in element.iter(OAI + 'set')]
    check(sets and len(sets) == len(set(sets)), f'ListSets: {sets}')
    for one in sets:
        check(SET.fullmatch(one), f'setSpec {one}')
    return set(sets)


def harvest(api, verb, sets, **asked):
    """Identifiers of headers that are judged each; tokens are followed to their end."""
    element, codes = ask(api, verb=verb, **asked)
    check(not codes, f'{asked}: {codes}')
    found, size = [], None
    earliest = ask(api, verb='Identify')[0].findtext(OAI + 'earliestDatestamp')
    while element is not None:
        for one in element.findall(OAI + ('record' if verb == 'ListRecords' else 'header')):
            header = one.find(OAI + 'header') if verb == 'ListRecords' else one
            check([c.tag for c in header][:2] == [OAI + 'identifier', OAI + 'datestamp'], f'{asked}: header')
            check(IDENTIFIER.fullmatch(header.findtext(OAI + 'identifier')), header.findtext(OAI + 'identifier'))
            stamp = header.findtext(OAI + 'datestamp')
            check(MOMENT.fullmatch(stamp) and stamp >= earliest, f'{asked}: datestamp {stamp}, earliest {earliest}')
            own = {s.text for s in header.findall(OAI + 'setSpec')}
            check(own <= sets, f'{asked}: a set that ListSets does not tell')
            check(asked.get('set') in (None, *own), f'{asked}: a header that is not of the set')
            if verb == 'ListRecords' and header.get('status') != 'deleted':
                metadata = one.find(OAI + 'metadata')
                check([c.tag for c in metadata] == [ROOTS[asked['metadataPrefix']]], f'{asked}: {[c.tag for c in metadata]}')
            found.append((header.findtext(OAI + 'identifier'), header.get('status')))
        token = element.find(OAI + 'resumptionToken')
        if token is not None:
            before = len(found) - len(element) + 1
            check(token.get('cursor') in (None, str(before)), f"{asked}: cursor {token.get('cursor')} after {before}")
            check(size in (None, token.get('completeListSize')), f'{asked}: completeListSize changes')
            size = token.get('completeListSize') or size
        element = ask(api, verb=verb, resumptionToken=token.text)[0] if token is not None and token.text else None
    check(len(found) == len(set(found)), f'{asked}: one is given twice')
    check(size in (None, str(len(found))), f'{asked}: completeListSize {size}, {len(found)} came')
    return set(found)


def whole(api, sets):
    heads = harvest(api, 'ListIdentifiers', sets, metadataPrefix='oai_dc')
    for form in ROOTS:
        check(harvest(api, 'ListRecords', sets, metadataPrefix=form) == heads, f'{form}: not those of ListIdentifiers')
    one = next(iter(heads))[0]
    check(ask(api, verb='GetRecord', identifier=one, metadataPrefix='oai_dc')[0] is not None, one)
    check(ask(api, verb='ListMetadataFormats', identifier=one)[0] is not None, one)


def by_set(api, sets):
    heads = harvest(api, 'ListIdentifiers', sets, metadataPrefix='oai_dc')
    for one in sorted(sets):
        found = harvest(api, 'ListIdentifiers', sets, metadataPrefix='oai_dc', set=one)
        check(found and found <= heads, f'{one}: {len(found)} of {len(heads)}')


def error(api, code, asked):
    for way in (ask, post):
        check(code in way(api, **asked)[1], f'{asked}: {way(api, **asked)[1]}')


def main():
    api = Api(next(a for a in sys.argv[1:] if a.startswith('http')))
    report = Report('--loud' in sys.argv)
    report.run('oai/identify', identify, api)
    report.run('oai/sets', sets_of, api)
    sets = sets_of(api)
    report.run('oai/whole', whole, api, sets)
    report.run('oai/by-set', by_set, api, sets)
    for code, asked in ERRORS:
        report.run(f'oai/{code} [{urllib.parse.urlencode(asked)}]', error, api, code, asked)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
