"""CSW 3.0 (12-176r7, with the abstract tests of 14-014r3): each case is named by its operation and the requirements it is about."""
import time

from csw_ask import abstract_test, meet, word_of
from walk import Skipped, check

SECTIONS = ('ServiceIdentification', 'ServiceProvider', 'OperationsMetadata', 'Languages', 'Filter_Capabilities')
CLASSES = ('OpenSearch', 'GetCapabilities-XML', 'GetRecordById-XML', 'GetRecords-Basic-XML', 'GetRecords-Distributed-XML',
           'GetRecords-Distributed-KVP', 'GetRecords-Async-XML', 'GetRecords-Async-KVP', 'GetDomain-XML', 'GetDomain-KVP', 'Transaction',
           'Harvest-Basic-XML', 'Harvest-Basic-KVP', 'Harvest-Async-XML', 'Harvest-Async-KVP', 'Harvest-Periodic-XML',
           'Harvest-Periodic-KVP', 'Filter-CQL', 'Filter-FES-XML', 'Filter-FES-KVP-Advanced')
ATOM = 'application/atom+xml'
OTHER_SCHEMA = 'urn:uuid:00000000-9651-47a6-9b14-f05d2b5644f0'


def case(name):
    return abstract_test('/csw-3.0/' + name)


def capabilities(c, **parameters):
    return c.kvp(**{'service': 'CSW', 'request': 'GetCapabilities', 'acceptVersions': '3.0.0', **parameters})


def offered(c, node, operation, name, kind='Parameter'):
    return {v.text for p in c.find(node, f".//ows:Operation[@name='{operation}']/ows:{kind}") if p.get('name').lower() == name.lower()
            for v in c.find(p, './/ows:Value')}


def complete(c, answer):
    node = c.xml(answer, 'Capabilities')
    check(node.get('version') == '3.0.0', f"version {node.get('version')}")
    for name in SECTIONS:
        space = 'fes' if name == 'Filter_Capabilities' else 'ows'
        check(node.find(f'{space}:{name}', c.spaces) is not None, f'no {name}')
    told = {k.get('name'): k.findtext('ows:DefaultValue', None, c.spaces) for k in c.find(node, 'ows:OperationsMetadata/ows:Constraint')}
    for name in CLASSES:
        check(told.get('http://www.opengis.net/spec/csw/3.0/conf/' + name) in ('TRUE', 'FALSE'), f'nothing is told of {name}')
    for name in ('OpenSearch', 'GetCapabilities-XML', 'GetRecordById-XML', 'GetRecords-Basic-XML'):
        check(told['http://www.opengis.net/spec/csw/3.0/conf/' + name] == 'TRUE', f'{name} is not met')
    check(c.find(node, ".//ows:Operation[@name='GetCapabilities']//ows:Get"), 'no address for GetCapabilities by GET')
    for operation in ('GetRecords', 'GetRecordById'):
        formats, schemas = offered(c, node, operation, 'outputFormat'), offered(c, node, operation, 'outputSchema')
        check({'application/xml', ATOM} <= formats, f'{operation}: {formats}')
        check({c.spaces['csw'], c.spaces['atom']} <= schemas, f'{operation}: {schemas}')
    check('3.0.0' in offered(c, node, 'GetCapabilities', 'acceptVersions'), 'AcceptVersions has no 3.0.0')
    check('text/xml' in offered(c, node, 'GetCapabilities', 'acceptFormats'), 'AcceptFormats has no text/xml')
    check({'All', 'Filter_Capabilities'} <= offered(c, node, 'GetCapabilities', 'sections'), 'Sections lacks one')
    for name in ('ImplementsMinSpatialFilter', 'ImplementsMinimumXPath'):
        found = [e for e in node.iter('{*}Constraint') if e.get('name') == name]
        check(found and found[0].findtext('{*}DefaultValue').upper() == 'TRUE', f'{name} is not TRUE')
    check(node.findtext('.//ows:ServiceType', '', c.spaces).upper() == 'CSW', 'ServiceType is not CSW')
    check('3.0.0' in [v.text for v in c.find(node, './/ows:ServiceTypeVersion')], 'no ServiceTypeVersion 3.0.0')
    return node


# --- GetCapabilities

@case('GetCapabilities/043,045')
def in_full(c):
    complete(c, capabilities(c))


@case('GetCapabilities/006')
def from_the_bare_address(c):
    complete(c, c.kvp(accept='*/*'))


@case('GetCapabilities/007')
def from_the_bare_address_as_xml(c):
    complete(c, c.kvp(accept='text/html; q=0.5, application/xml'))


@case('GetCapabilities/010')
def no_service(c):
    c.refused(c.kvp(request='GetCapabilities', acceptVersions='3.0.0', expect=None), 'MissingParameterValue', 'service')


@case('GetCapabilities/011')
def names_in_any_case(c):
    complete(c, c.kvp(Request='GetCapabilities', SERVICE='CSW', acceptversions='3.0.0'))


@case('GetCapabilities/012')
def values_in_their_case(c):
    c.refused(capabilities(c, request='getCapabilities', expect=None), 'InvalidParameterValue', 'request')


@case('GetCapabilities/036,037,042 version')
def unknown_version(c):
    c.refused(capabilities(c, acceptVersions='9999.12.31', expect=None), 'VersionNegotiationFailed', 'acceptVersions')


@case('GetCapabilities/036,037,042 format')
def unknown_format(c):
    c.refused(capabilities(c, acceptFormats='model/x3d+xml', expect=None), 'InvalidParameterValue', 'acceptFormats')


@case('GetCapabilities/036 formats')
def each_format(c):
    for one in offered(c, c.xml(capabilities(c), 'Capabilities'), 'GetCapabilities', 'acceptFormats') | {'text/xml'}:
        check(capabilities(c, acceptFormats=one).media_type == one, one)


@case('GetCapabilities/044')
def each_section(c):
    for name in offered(c, c.xml(capabilities(c), 'Capabilities'), 'GetCapabilities', 'sections'):
        node = c.xml(capabilities(c, sections=name), 'Capabilities')
        there = [child.tag.split('}')[1] for child in node]
        check(there == [name] or name == 'All' and set(there) >= set(SECTIONS), f'{name}: {there}')


# --- GetRecordById

def an_id(c):
    return c.records[len(c.records) // 2].id


def by_id(c, element, **parameters):
    node = c.xml(c.ask('GetRecordById', id=an_id(c), **parameters), element)
    check(node.findtext('dc:identifier', None, c.spaces) == an_id(c), 'another record')


@case('GetRecordById/127,141')
def nothing_by_id(c):
    c.refused(c.ask('GetRecordById', id=f'urn:example:{time.time_ns()}', expect=None), 'InvalidParameterValue', 'id', 404)


@case('GetRecordById/124,134')
def summary_by_id(c):
    by_id(c, 'SummaryRecord')


@case('GetRecordById/123 brief')
def brief_by_id(c):
    by_id(c, 'BriefRecord', elementSetName='brief')


@case('GetRecordById/123 full')
def full_by_id(c):
    by_id(c, 'Record', elementSetName='full')


def entry(c, answer):
    node = atom(answer)
    check(node.tag == f"{{{c.spaces['atom']}}}entry", f'document element is {node.tag}')
    check(node.findtext('dc:identifier', None, c.spaces) == an_id(c), 'no dc:identifier of the record')
    check_entry(c, node)
    check(c.find(node, 'atom:author'), 'an entry by itself has an author (RFC 4287, 4.1.2)')


def atom(answer):
    from lxml import etree
    check(answer.media_type == ATOM, f'the type is {answer.media_type}')
    return etree.fromstring(answer.body)


def check_entry(c, node):
    for name in ('id', 'title', 'updated'):
        check(len(c.find(node, 'atom:' + name)) == 1, f'not one {name} (RFC 4287, 4.1.2)')
    updated = node.findtext('atom:updated', '', c.spaces)
    check(len(updated) >= 20 and updated[10] == 'T', f"updated is '{updated}'")


@case('GetRecordById/003,139,140')
def entry_by_accept(c):
    entry(c, c.ask('GetRecordById', id=an_id(c), accept=ATOM))


@case('GetRecordById/002,135,140')
def entry_by_format(c):
    entry(c, c.ask('GetRecordById', id=an_id(c), outputFormat=ATOM))


@case('GetRecordById/133 Atom by its schema')
def entry_by_schema(c):
    entry(c, c.ask('GetRecordById', id=an_id(c), outputSchema=c.spaces['atom'], accept='*/*'))


@case('GetRecordById/002,035,128')
def by_id_in_another_format(c):
    c.refused(c.ask('GetRecordById', id=an_id(c), outputFormat='model/vnd.collada+xml', expect=None), 'InvalidParameterValue',
              'outputFormat')


@case('GetRecordById/132,136')
def by_id_by_another_schema(c):
    c.refused(c.ask('GetRecordById', id=an_id(c), outputSchema='http://www.example.org/ns/alpha', expect=None), 'InvalidParameterValue',
              'outputSchema')


@case('GetRecordById/037')
def no_id(c):
    c.refused(c.ask('GetRecordById', expect=None), 'MissingParameterValue', 'id')


# --- GetRecords

def found(c, **parameters):
    return c.ask('GetRecords', **{'typeNames': 'Record', **parameters})


@case('GetRecords/063')
def type_with_a_prefix_of_ones_own(c):
    results = c.results(found(c, namespace=f"xmlns(tns={c.spaces['csw']})", typeNames='tns:Record', elementSetName='brief'))
    check(c.find(results, 'csw:BriefRecord'), 'no brief record')


@case('GetRecords/101')
def summaries(c):
    check(c.find(c.results(found(c, elementSetName='summary')), 'csw:SummaryRecord'), 'no summary')


def feed(c, answer):
    node = atom(answer)
    check(node.tag == f"{{{c.spaces['atom']}}}feed", f'document element is {node.tag}')
    for name in ('id', 'title', 'updated', 'author'):
        check(len(c.find(node, 'atom:' + name)) == 1, f'the feed has not one {name}')
    check([e for e in c.find(node, 'atom:link') if e.get('rel') == 'search' and 'opensearchdescription+xml' in e.get('type')],
          'no link to the description of the search')
    for name in ('totalResults', 'startIndex', 'itemsPerPage', "Query[@role='request']"):
        check(len(c.find(node, 'os:' + name)) == 1, f'not one os:{name}')
    for one in c.find(node, 'atom:entry'):
        check_entry(c, one)
    return node


@case('GetRecords/080,122')
def as_a_feed(c):
    check(c.find(feed(c, found(c, elementSetName='summary', outputFormat=ATOM, accept=ATOM)), 'atom:entry'), 'no entry')


@case('GetRecords/081 Atom by its schema')
def as_a_feed_by_schema(c):
    check(c.find(feed(c, found(c, outputSchema=c.spaces['atom'], accept='*/*')), 'atom:entry'), 'no entry')


@case('GetRecords/003 Atom by Accept')
def as_a_feed_by_accept(c):
    check(c.find(feed(c, found(c, accept=ATOM)), 'atom:entry'), 'no entry')


@case('GetRecords/035,037,042 format')
def in_another_format(c):
    c.refused(found(c, outputFormat='text/example', accept='*/*', expect=None), 'InvalidParameterValue', 'outputFormat')


@case('GetRecords/088')
def unknown_type(c):
    c.refused(found(c, typeNames='UnknownType', expect=None), 'InvalidParameterValue', 'typeNames')


@case('GetRecords/102')
def unknown_set(c):
    c.refused(found(c, elementSetName='undefined-view', expect=None), 'InvalidParameterValue', 'elementSetName')


@case('GetRecords/035,037,042 schema')
def by_another_schema(c):
    c.refused(found(c, outputSchema=OTHER_SCHEMA, expect=None), 'InvalidParameterValue', 'outputSchema')


@case('GetRecords/093')
def element_by_name(c):
    results = c.results(found(c, elementName='tns:title', namespace=f"xmlns(tns={c.spaces['dc']})"))
    check(len(results) > 0, 'none')
    extra = {e.tag.split('}')[1] for r in results for e in r} - {'identifier', 'title'}
    check(not extra, f'{extra} was not asked for')


@case('GetRecords/091')
def unknown_element(c):
    c.refused(found(c, elementName='undefined', expect=None), 'InvalidParameterValue', 'elementName')


@case('GetRecords/099')
def elements_by_name_and_by_set(c):
    c.refused(found(c, elementSetName='brief', elementName='ns1:subject', namespace=f"xmlns(ns1={c.spaces['dc']})", expect=None),
              'NoApplicableCode')


@case('GetRecords/082,084')
def slice_of_results(c):
    if len(c.records) < 5:
        raise Skipped('too few records')
    results = c.results(found(c, startPosition=3, maxRecords=2, elementSetName='summary'))
    check(c.ids(results) == [r.id for r in c.records[2:4]], 'not the third and fourth')
    check(results.get('nextRecord') == '5', f"nextRecord is {results.get('nextRecord')}")


@case('GetRecords/082,084,122')
def slice_of_a_feed(c):
    if len(c.records) < 5:
        raise Skipped('too few records')
    node = feed(c, found(c, startPosition=3, maxRecords=2, outputFormat=ATOM, accept=ATOM))
    check([e.text for e in c.find(node, 'atom:entry/dc:identifier[1]')] == [r.id for r in c.records[2:4]], 'not the third and fourth')
    for name, value in (('startIndex', '3'), ('itemsPerPage', '2')):
        check(node.findtext('os:' + name, None, c.spaces) == value, f'os:{name}')


# --- GetRecords: what is looked for

@case('Filter-FES-KVP/017 CRS')
def box_in_an_unknown_system(c):
    c.refused(found(c, bbox='472944,5363287,492722,5455253,urn:ogc:def:crs:EPSG::0000', expect=None), 'InvalidParameterValue', 'bbox')


def smallest_box(c):
    return min((r.boxes[0] for r in c.some(lambda r: r.boxes)), key=lambda b: (b[2] - b[0]) % 360 * (b[3] - b[1]))


def in_box(box):
    return lambda r: any(meet(b, box) for b in r.boxes)


@case('Filter-FES-KVP/017 brief')
def box_latitude_first(c):
    west, south, east, north = box = smallest_box(c)
    c.selected(found(c, elementSetName='brief', bbox=f'{south},{west},{north},{east},urn:ogc:def:crs:EPSG::4326'), in_box(box))


@case('Filter-FES-KVP/017 summary')
def box_longitude_first(c):
    box = smallest_box(c)
    c.selected(found(c, elementSetName='summary', bbox=','.join(map(str, box))), in_box(box))


@case('Filter-FES-KVP/017 CRS84')
def box_in_crs84(c):
    box = smallest_box(c)
    c.selected(found(c, bbox=','.join(map(str, box)) + ',urn:ogc:def:crs:OGC:1.3:CRS84'), in_box(box))


@case('Filter-FES-KVP/recordIds')
def several_by_id(c):
    ids = [r.id for r in c.records if ',' not in r.id]
    if len(ids) < 2:
        raise Skipped('too few records')
    results = c.results(found(c, recordIds=f'{ids[0]},{ids[-1]}', elementSetName='summary'))
    check(sorted(c.ids(results)) == sorted((ids[0], ids[-1])), c.ids(results))


def titled(c):
    """A title with words, not made of its identifier."""
    return c.some(lambda r: word_of(r.first('title')) and r.first('title') != r.id and len(word_of(r.first('title'))) > 3)


@case('Filter-FES-KVP/q')
def one_word(c):
    for r in titled(c)[:20]:
        word = word_of(r.first('title'))
        results = c.results(found(c, q=word, elementSetName='full', maxRecords=1000))
        check(r.id in c.ids(results), f"'{word}' does not find '{r.id}'")


@case('Filter-FES-KVP/q none')
def no_such_word(c):
    results = c.results(found(c, q='qwxzvbnmkjh', elementSetName='full'))
    check(len(results) == 0 and results.get('numberOfRecordsMatched') == '0', 'something is found')


@case('Filter-FES-KVP/q two words')
def two_words(c):
    r = c.some(lambda r: word_of(r.first('title')) and r.first('title') != r.id and word_of(r.first('subject')))[0]
    results = c.results(found(c, q=f"{word_of(r.first('title'))} {word_of(r.first('subject'))}", maxRecords=1000))
    check(r.id in c.ids(results), f"'{r.id}' is not found by a word of its title and one of its subject")


@case('Filter-FES-KVP/q and bbox')
def word_in_a_box(c):
    r = [one for one in titled(c) if one.boxes]
    if not r:
        raise Skipped('no record with title and box')
    word, box = word_of(r[0].first('title')), r[0].boxes[0]
    results = c.results(found(c, q=word, bbox=','.join(map(str, box)), maxRecords=15, elementSetName='summary'))
    ids = c.ids(results)
    check(len(ids) > 0, 'none')
    near = {one.id for one in c.records if in_box(box)(one)}
    check(set(ids) <= near or not c.complete, f'{sorted(set(ids) - near)[:1]} lies elsewhere')


@case('GetRecords/086')
def hits_alone(c):
    r = c.some(lambda r: word_of(r.first('subject')))[0]
    results = c.results(found(c, q=word_of(r.first('subject')), maxRecords=0, elementSetName='summary'))
    check(len(results) == 0 and int(results.get('numberOfRecordsMatched')) > 0, 'no hits alone')


@case('Filter-FES-XML/title')
def title_by_filter(c):
    title = titled(c)[0].first('title')
    from xml.sax.saxutils import escape
    c.selected(c.records_by('<fes:PropertyIsEqualTo><fes:ValueReference>dc:title</fes:ValueReference><fes:Literal>' + escape(title) +
                            '</fes:Literal></fes:PropertyIsEqualTo>'), lambda r: r.first('title') == title)


@case('Filter-FES-XML/box')
def box_by_filter(c):
    west, south, east, north = box = smallest_box(c)
    c.selected(c.records_by('<fes:BBOX><fes:ValueReference>ows:BoundingBox</fes:ValueReference>'
                            '<gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326"><gml:lowerCorner>'
                            f'{south} {west}</gml:lowerCorner><gml:upperCorner>{north} {east}</gml:upperCorner></gml:Envelope></fes:BBOX>'),
               in_box(box))


@case('Filter-CQL/title')
def title_by_cql(c):
    title = titled(c)[0].first('title')
    quoted = title.replace("'", "''")
    c.selected(found(c, constraintLanguage='CQL_TEXT', constraint=f"dc:title = '{quoted}'", elementSetName='brief'),
               lambda r: r.first('title') == title)


@case('GetDomain-KVP')
def domain_by_kvp(c):
    node = c.xml(c.ask('GetDomain', ValueReference='dc:type'), 'GetDomainResponse')
    check(c.find(node, './/csw:Value'), 'no type is told')


@case('GetDomain-XML')
def domain_by_post(c):
    node = c.xml(c.post('GetDomain', '<csw:ValueReference>dc:type</csw:ValueReference>'), 'GetDomainResponse')
    check(c.find(node, './/csw:Value'), 'no type is told')


@case('GetCapabilities-XML')
def capabilities_by_post(c):
    answer = c.send('/csw', '<GetCapabilities xmlns="http://www.opengis.net/cat/csw/3.0" xmlns:ows="http://www.opengis.net/ows/2.0" '
                            'service="CSW"><ows:AcceptVersions><ows:Version>3.0.0</ows:Version></ows:AcceptVersions></GetCapabilities>')
    complete(c, answer)


@case('GetRecordById-XML')
def by_id_by_post(c):
    node = c.xml(c.post('GetRecordById', f'<csw:Id>{an_id(c)}</csw:Id><csw:ElementSetName>full</csw:ElementSetName>'), 'Record')
    check(node.findtext('dc:identifier', None, c.spaces) == an_id(c), 'another record')


@case('GetRecords-Basic-XML')
def all_by_post(c):
    results = c.results(c.records_by(maxRecords=5))
    check(c.ids(results) == [r.id for r in c.records[:5]], 'not the first five')
