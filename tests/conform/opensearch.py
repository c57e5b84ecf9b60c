"""OpenSearch 1.1 with the geo and time extensions 1.0 (10-032r8, annex A) in a CSW 3.0 (12-176r7, 6.5.6).

Searches are made as a client makes them: by the templates of the description, what is not asked for being left empty.
"""
import re
import uuid
import urllib.parse

from lxml import etree

from csw30 import feed, smallest_box
from csw_ask import abstract_test, meet, word_of
from walk import Skipped, check

OSD = {'': 'http://a9.com/-/spec/opensearch/1.1/', 'geo': 'http://a9.com/-/opensearch/extensions/geo/1.0/',
       'time': 'http://a9.com/-/opensearch/extensions/time/1.0/'}
TYPE = 'application/opensearchdescription+xml'
ATOM = 'application/atom+xml'


def case(name):
    return abstract_test('/opensearch-1.1/' + name)


def described(answer):
    node = etree.fromstring(answer.body)
    check(node.tag == '{%s}OpenSearchDescription' % OSD[''], f'document element is {node.tag}')
    return node


def description(c):
    return described(c.kvp(accept=TYPE))


def templates(c, parameter):
    """Those of results in XML that have the parameter."""
    prefixes = {v: k for k, v in OSD.items()}
    found = []
    for url in description(c).findall('{%s}Url' % OSD['']):
        spaces = {k or '': v for k, v in url.nsmap.items()}
        names = re.findall(r'\{([\w:]+)\??\}', url.get('template'))
        told = {(prefixes.get(spaces.get(n.split(':')[0] if ':' in n else None, OSD['']), '') + ':' + n.split(':')[-1]).lstrip(':') for n in names}
        if 'xml' in url.get('type') and url.get('rel', 'results') == 'results' and parameter in told:
            found.append(url)
    check(found, f'no template with {{{parameter}}}')
    return found


def search(c, url, expect=200, **values):
    """The answer to a template, its other parameters left empty."""
    filled = re.sub(r'\{([\w:]+)\??\}', lambda m: urllib.parse.quote(str(values.get(m.group(1).replace(':', '_'), '')), safe=''),
                    url.get('template'))
    parts = urllib.parse.urlsplit(filled)
    return c.send(f'{parts.path}?{parts.query}', None, url.get('type'), expect)


def found(c, url, answer):
    """Ids and boxes of what was found, in either form; a feed is one in full."""
    if url.get('type').startswith(ATOM):
        node = feed(c, answer)
        boxes = [[float(x) for x in b.text.split()] for b in c.find(node, 'atom:entry/georss:box')]
        corners = c.find(node, 'atom:entry/georss:where/gml31:Envelope[@srsName="urn:ogc:def:crs:EPSG::4326"]/*')
        check([x for b in boxes for x in b] == [float(x) for corner in corners for x in corner.text.split()],
              'GeoRSS tells another box in GML')
        return [e.text for e in c.find(node, 'atom:entry/dc:identifier[1]')], [(w, s, e, n) for s, w, n, e in boxes], node
    results = c.results(answer)
    ids = c.ids(results)
    return ids, [b for r in c.records if r.id in ids for b in r.boxes[:1]], results


# --- the description

@case('description/008 preferred')
def preferred(c):
    answer = c.kvp(accept='application/xml; q=0.5, ' + TYPE)
    check('xml' in answer.media_type, answer.media_type)
    described(answer)


@case('description/021 valid')
def valid_description(c):
    node = described(c.kvp(accept='application/vnd.a9.opensearchdescription+xml, ' + TYPE))
    names = [child.tag.split('}')[1] for child in node]
    for name, most in (('ShortName', 16), ('Description', 1024)):
        check(names.count(name) == 1, f'not one {name}')
        text = node.findtext('{%s}%s' % (OSD[''], name))
        check(text and len(text) <= most, f'{name} has more than {most} characters')
    for name, most in (('LongName', 48), ('Tags', 256), ('Contact', 1024), ('Attribution', 256)):
        check(names.count(name) <= 1 and len(node.findtext('{%s}%s' % (OSD[''], name)) or '') <= most, name)
    urls = node.findall('{%s}Url' % OSD[''])
    for url in urls:
        check(url.get('template') and url.get('type'), 'a Url without template or type')
        check('%%' not in url.get('template'), 'a template is no address')
    of = [u for u in urls if u.get('rel', 'results') == 'results']
    check([u for u in of if u.get('type').startswith(ATOM)], 'no results in Atom')
    check([u for u in of if u.get('type').startswith('application/xml')
           and 'outputschema=http://www.opengis.net/cat/csw/3.0' in u.get('template')], 'no results in csw:Record by their schema')


@case('description/from capabilities')
def from_capabilities(c):
    node = c.xml(c.kvp(service='CSW', request='GetCapabilities', acceptVersions='3.0.0'), 'Capabilities')
    values = [v.text for k in node.iter('{*}Constraint') if k.get('name') == 'OpenSearchDescriptionDocument' for v in k.iter('{*}Value')]
    check(values, 'capabilities do not tell where the description is')
    parts = urllib.parse.urlsplit(values[0])
    described(c.send(parts.path, None, TYPE))


@case('description/example queries')
def examples(c):
    queries = [q for q in description(c).findall('{%s}Query' % OSD['']) if q.get('role') == 'example']
    check(queries, 'no example')
    for q in queries:
        values = {k.split('}')[-1]: v for k, v in q.attrib.items() if k != 'role'}
        for url in templates(c, next(iter(values))):
            ids, _, _ = found(c, url, search(c, url, **values))
            check(ids, f'{values} finds nothing')


# --- searching

@case('core/nothing found')
def nothing(c):
    for url in templates(c, 'searchTerms'):
        ids, _, node = found(c, url, search(c, url, searchTerms='qzkwxjhvbn'))
        check(not ids, 'something is found')
        total = node.findtext('os:totalResults', node.get('numberOfRecordsMatched'), c.spaces)
        check(total == '0', f'{total} in all')


@case('core/one word')
def one_word(c):
    word = word_of(c.some(lambda r: word_of(r.first('title')) and r.first('title') != r.id)[0].first('title'))
    for url in templates(c, 'searchTerms'):
        check(found(c, url, search(c, url, searchTerms=word))[0], f"nothing is found by '{word}'")


@case('core/two words')
def two_words(c):
    r = c.some(lambda r: word_of(r.first('title')) and r.first('title') != r.id and word_of(r.first('subject')))[0]
    words = f"{word_of(r.first('title'))} {word_of(r.first('subject'))}"
    for url in templates(c, 'searchTerms'):
        check(found(c, url, search(c, url, searchTerms=words, count=1000))[0], f"nothing is found by '{words}'")


@case('core/022,023 slice')
def slice_of_results(c):
    if len(c.records) < 7:
        raise Skipped('too few records')
    for url in templates(c, 'count'):
        ids, _, node = found(c, url, search(c, url, count=4, startIndex=3))
        check(ids == [r.id for r in c.records[2:6]], f'{ids} are not the third to the sixth')
        if url.get('type').startswith(ATOM):
            check(node.findtext('os:startIndex', None, c.spaces) == '3' and node.findtext('os:itemsPerPage', None, c.spaces) == '4', 'slice')
        elif len(c.records) > 6:
            check(node.get('nextRecord') == '7', node.get('nextRecord'))


@case('core/every page by next links')
def pages(c):
    url = [u for u in templates(c, 'count') if u.get('type').startswith(ATOM)][0]
    answer, ids = search(c, url, count=max(3, len(c.records) // 4)), []
    while answer:
        page, _, node = found(c, url, answer)
        ids += page
        following = [e.get('href') for e in c.find(node, 'atom:link') if e.get('rel') == 'next']
        check(len(following) <= 1 and len(ids) <= len(c.records), 'pages go on and on')
        parts = urllib.parse.urlsplit(following[0]) if following else None
        answer = c.send(f'{parts.path}?{parts.query}', None, ATOM) if parts else None
    check(ids == [r.id for r in c.records], 'not each record once, in the same order')


@case('geo/uid unknown')
def no_such_record(c):
    for url in templates(c, 'geo:uid'):
        search(c, url, 404, geo_uid=f'uid-{uuid.uuid4()}')


@case('geo/uid')
def one_record(c):
    one = c.some(lambda r: ',' not in r.id)[0].id
    for url in templates(c, 'geo:uid'):
        check(found(c, url, search(c, url, geo_uid=one))[0] == [one], f"not '{one}' alone")


@case('geo/box out of this world')
def wrong_box(c):
    for url in templates(c, 'geo:box'):
        search(c, url, 400, geo_box='514432,5429689,529130,5451619')


@case('geo/box')
def box(c):
    where = smallest_box(c)
    for url in templates(c, 'geo:box'):
        ids, boxes, _ = found(c, url, search(c, url, geo_box=','.join(map(str, where)), count=1000))
        near = {r.id for r in c.records if any(meet(b, where) for b in r.boxes)}
        check(set(ids) == near or not c.complete, f'{sorted(set(ids) ^ near)[:2]}')
        check(all(meet(b, where) for b in boxes), 'a box of an entry lies elsewhere')


@case('time/interval')
def interval(c):
    """Open at either end; what has no time lies in none."""
    for url in templates(c, 'time:start'):
        every = len(c.records)
        since = set(found(c, url, search(c, url, time_start='1900-01-01', count=every))[0])
        until = set(found(c, url, search(c, url, time_end='2100-01-01', count=every))[0])
        within = set(found(c, url, search(c, url, time_start='1900-01-01', time_end='2100-01-01', count=every))[0])
        check(within == since & until, 'an interval is not what its two halves have in common')
        check(len(within) < every or every < 5, 'every record has a time')
