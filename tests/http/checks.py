"""What a case says of an answer: headers, JSON, XML and the body as text."""
import json
import operator
import os
import re
import xml.etree.ElementTree as ElementTree

NAMESPACES = {
    'gmd': 'http://www.isotc211.org/2005/gmd', 'gco': 'http://www.isotc211.org/2005/gco',
    'gmx': 'http://www.isotc211.org/2005/gmx', 'srv': 'http://www.isotc211.org/2005/srv',
    'gml': 'http://www.opengis.net/gml/3.2', 'xlink': 'http://www.w3.org/1999/xlink',
    'html': 'http://www.w3.org/1999/xhtml',
    'dcat': 'http://www.w3.org/ns/dcat#', 'hydra': 'http://www.w3.org/ns/hydra/core#',
}
ABSENT = object()
STEP = re.compile(r'''\.([\w:@-]+) | \[("(?:[^"\\]|\\.)*")\] | \[(-?\d+)\] | \[(\*)\] | \[([\w:-]+)=([^\]]*)\]''', re.X)
JSON_CHECK = re.compile(r'(count\()?(\$(?:\.[\w:@-]+|\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\])*)\)?\s*(==|!=|<=|>=|<|>|!?~|contains|listed|exists|absent)\s*(.*)$')
XML_CHECK = re.compile(r'xml\s+(count\()?(\S+?)\)?\s+(==|!=|<=|>=|<|>|!?~|contains|exists|absent)\s*(.*)$')
BODY_CHECK = re.compile(r'body\s+(==|!=|!?~|!?contains|empty)\s*(.*)$')
HEADER_CHECK = re.compile(r'([A-Za-z][\w-]*)\s*(:|!?~)\s*(.*)$')
LET = re.compile(r'let (\w+) = (.*)$')
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ORDERED = {'<': operator.lt, '<=': operator.le, '>': operator.gt, '>=': operator.ge}


class Failed(Exception):
    pass


def step_into(value, match):
    name, quoted, index, every, key, wanted = match.groups()
    if name is not None or quoted is not None:
        member = name if name is not None else json.loads(quoted)
        return value.get(member, ABSENT) if isinstance(value, dict) else ABSENT
    if not isinstance(value, list):
        return ABSENT
    if index is not None:
        return value[int(index)] if -len(value) <= int(index) < len(value) else ABSENT
    for element in value:
        if isinstance(element, dict) and str(element.get(key)) == wanted.strip('"'):
            return element
    return ABSENT


def json_at(document, path):
    """The value at a path; [*] makes a list of what the rest of the path finds in each element."""
    value, at = document, 1
    while at < len(path):
        match = STEP.match(path, at)
        if not match:
            raise Failed(f"'{path[at:]}' is no step of a path")
        at = match.end()
        if match.group(4):
            found = [json_at(v, '$' + path[at:]) for v in value] if isinstance(value, list) else ABSENT
            return found if found is ABSENT else [v for v in found if v is not ABSENT]
        value = step_into(value, match)
        if value is ABSENT:
            return ABSENT
    return value


def shown(value):
    if value is ABSENT:
        return 'absent'
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 300 else text[:300] + '…'


def same(a, b):
    """Equal in JSON's sense: true is not 1."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def listed_in(where):
    """The points of the list between <!-- NAME --> and <!-- /NAME --> in a file of ours, 'FILE NAME'."""
    path, _, name = where.partition(' ')
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        section = re.search(f'<!-- {name} -->(.*?)<!-- /{name} -->', f.read(), re.S)
    return re.findall(r'^- (\S+)$', section.group(1), re.M) if section else []


def check_listed(value, where):
    """The same texts in any order, each once."""
    listed, told = listed_in(where), value if isinstance(value, list) else []
    if sorted(listed) != sorted(told):
        raise Failed(f'{where}: only there {sorted(set(listed) - set(told))}, only in the answer '
                     f'{sorted(set(told) - set(listed))}, {len(listed)} and {len(told)} in all')


def compare(value, op, literal, what):
    if op in ('exists', 'absent'):
        good = (value is not ABSENT) == (op == 'exists')
    else:
        try:
            wanted = json.loads(literal)
        except ValueError:
            raise Failed(f"'{literal}' is no JSON literal") from None
        if value is ABSENT:
            good = False
        elif op in ('==', '!='):
            good = same(value, wanted) == (op == '==')
        elif op in ('~', '!~'):
            good = bool(re.search(wanted, value if isinstance(value, str) else shown(value))) == (op == '~')
        elif op == 'contains':
            good = wanted in value
        elif op == 'listed':
            return check_listed(value, wanted)
        else:
            good = type(value) in (int, float, str) and ORDERED[op](value, wanted)
    if not good:
        raise Failed(f'{what} {op} {literal}: it is {shown(value)}')


def no_member_twice(pairs):
    """Parsers differ on what that means, and YAML ones refuse it."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(f'a member stands twice among {[name for name, _ in pairs]}')
    return members


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers   # (lower-case name, value)
        self.body = body         # bytes, content coding undone
        self._json = self._xml = None

    def header(self, name):
        values = [v for n, v in self.headers if n == name.lower()]
        return ', '.join(values) if values else None

    def text(self):
        return self.body.decode('utf-8', 'replace')

    def json(self):
        if self._json is None:
            try:
                self._json = json.loads(self.body, object_pairs_hook=no_member_twice)
            except ValueError as e:
                raise Failed(f'the body is no JSON ({e})') from None
        return self._json

    def xml(self):
        if self._xml is None:
            try:
                self._xml = ElementTree.fromstring(self.body)
            except ElementTree.ParseError as e:
                raise Failed(f'the body is no XML ({e})') from None
        return self._xml


def xml_at(root, path, count):
    path, at, attribute = path.partition('/@')
    if path.startswith('//'):
        path = '.' + path
    try:
        found = root.findall(path, NAMESPACES)
    except (SyntaxError, KeyError) as e:
        raise Failed(f"'{path}' cannot be searched for: {e}") from None
    if count:
        return len(found)
    if not found:
        return ABSENT
    if at:
        prefix, colon, local = attribute.partition(':')
        return found[0].get('{%s}%s' % (NAMESPACES[prefix], local) if colon else prefix, ABSENT)
    return ''.join(found[0].itertext()).strip()


def check_body(answer, op, literal):
    text = answer.text()
    if op == 'empty':
        good = not text
    elif op in ('~', '!~'):
        good = bool(re.search(literal.strip('/'), text, re.M | re.S)) == (op == '~')
    else:
        wanted = json.loads(literal)
        good = (wanted in text) == (op == 'contains') if 'contains' in op else (text == wanted) == (op == '==')
    if not good:
        raise Failed(f'body {op} {literal}: it is {text[:400]!r}')


def check_header(answer, name, op, wanted):
    value = answer.header(name)
    if op == ':':
        good = value == wanted
    else:
        good = bool(value is not None and re.search(wanted, value)) == (op == '~')
    if not good:
        raise Failed(f'{name} {op} {wanted}: it is {value!r}')


def value_of(answer, source):
    """What a 'let' takes: a JSON path, 'header NAME', 'link REL' (of the Link headers), or 'body ~ REGEX' with one group."""
    if source.startswith('$'):
        value = json_at(answer.json(), source)
        if value is not ABSENT and not isinstance(value, str):
            value = json.dumps(value)
    elif source.startswith('header '):
        value = answer.header(source[7:].strip())
        value = ABSENT if value is None else value
    elif source.startswith('link '):
        found = re.search(rf'<([^>]*)>; rel="{source[5:].strip()}"', answer.header('link') or '')
        value = found.group(1) if found else ABSENT
    elif source.startswith('body ~ '):
        found = re.search(source[7:], answer.text())
        value = found.group(1) if found else ABSENT
    else:
        raise Failed(f"'{source}' is no source of a value")
    if value is ABSENT:
        raise Failed(f'let: {source} is absent')
    return value


def check(answer, text, variables):
    """One line of a case; raises Failed with a sentence."""
    let = LET.match(text)
    if let:
        variables[let.group(1)] = value_of(answer, let.group(2).strip())
        return
    for pattern, document, at in ((JSON_CHECK, answer.json, json_at), (XML_CHECK, answer.xml, None)):
        found = pattern.match(text)
        if found:
            count, path, op, literal = found.groups()
            if at:
                value = at(document(), path)
                if count:
                    value = len(value) if isinstance(value, (list, dict)) else ABSENT
            else:
                value = xml_at(document(), path, bool(count))
            compare(value, op, literal, f'count({path})' if count else path)
            return
    found = BODY_CHECK.match(text)
    if found:
        check_body(answer, *found.groups())
    elif text.startswith('!'):
        if answer.header(text[1:].strip()) is not None:
            raise Failed(f'{text}: it is {answer.header(text[1:].strip())!r}')
    else:
        found = HEADER_CHECK.match(text)
        if not found:
            raise Failed(f"'{text}' is no check")
        check_header(answer, *found.groups())
