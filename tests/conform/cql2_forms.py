"""CQL2 text as CQL2 JSON, and that as OGC Filter Encoding: a second, simple reader to test the program's against.

It reads what filters.table writes and no more; what Filter Encoding cannot say raises NotSaid."""
import re
from xml.sax.saxutils import escape, quoteattr

TOKEN = re.compile(r'''\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    |(?P<word>[A-Za-z_][\w.]*)|(?P<sign><=|>=|<>|[-+*/%^=<>(),]))''', re.X)
SHAPES = {'point': 'Point', 'linestring': 'LineString', 'polygon': 'Polygon', 'multipoint': 'MultiPoint',
          'multilinestring': 'MultiLineString', 'multipolygon': 'MultiPolygon'}


class NotSaid(Exception):
    pass


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0
        self.kind = self.token = None
        self.step()

    def step(self):
        self.start = self.at
        match = TOKEN.match(self.text, self.at)
        if not match:
            assert not self.text[self.at:].strip(), self.text[self.at:]
            self.kind, self.token = 'end', ''
            return
        self.kind, self.token, self.at = match.lastgroup, match.group(match.lastgroup), match.end()

    def take(self, what):
        if self.kind in ('word', 'sign') and self.token.lower() == what:
            self.step()
            return True
        return False

    def need(self, what):
        assert self.take(what), f'{what} expected before {self.text[self.start:]!r}'

    def chain(self, tighter, op):
        args = [tighter()]
        while self.take(op):
            args.append(tighter())
        return args[0] if len(args) == 1 else {'op': op, 'args': args}

    def any_of(self):
        return self.chain(self.all_of, 'or')

    def all_of(self):
        return self.chain(self.negation, 'and')

    def negation(self):
        return {'op': 'not', 'args': [self.negation()]} if self.take('not') else self.comparison()

    def comparison(self):
        left = self.sum()
        if self.kind == 'sign' and self.token in ('=', '<>', '<', '>', '<=', '>='):
            op = self.token
            self.step()
            return {'op': op, 'args': [left, self.sum()]}
        if self.take('is'):
            negated = self.take('not')
            self.need('null')
            test = {'op': 'isNull', 'args': [left]}
        else:
            negated = self.take('not')
            if self.take('like'):
                test = {'op': 'like', 'args': [left, self.sum()]}
            elif self.take('between'):
                low = self.sum()
                self.need('and')
                test = {'op': 'between', 'args': [left, low, self.sum()]}
            elif self.take('in'):
                self.need('(')
                test = {'op': 'in', 'args': [left, self.list()]}
            else:
                return left
        return {'op': 'not', 'args': [test]} if negated else test

    def left_to_right(self, tighter, ops):
        left = tighter()
        while self.token.lower() in ops and self.kind in ('sign', 'word'):
            op = self.token.lower()
            self.step()
            left = {'op': op, 'args': [left, tighter()]}
        return left

    def sum(self):
        return self.left_to_right(self.product, ('+', '-'))

    def product(self):
        return self.left_to_right(self.power, ('*', '/', '%', 'div'))

    def power(self):
        base = self.operand()
        return {'op': '^', 'args': [base, self.operand()]} if self.take('^') else base

    def list(self):
        items = []
        while not self.take(')'):
            items.append(self.list() if self.take('(') else self.any_of())
            self.take(',')
        return items

    def operand(self):
        kind, token = self.kind, self.token
        if self.take('-'):
            value = self.operand()
            return -value if isinstance(value, (int, float)) else {'op': '*', 'args': [-1, value]}
        if self.take('('):
            inner = self.any_of()
            self.need(')')
            return inner
        self.step()
        if kind == 'text':
            return token[1:-1].replace("''", "'")
        if kind == 'name':
            return {'property': token[1:-1].replace('""', '"')}
        if kind == 'number':
            return float(token) if re.search('[.eE]', token) else int(token)
        assert kind == 'word', f'{self.text[self.start:]!r}'
        return self.word(token)

    def word(self, token):
        lower = token.lower()
        if lower in ('true', 'false'):
            return lower == 'true'
        if lower in SHAPES and self.token == '(':
            return self.shape(lower)
        if not self.take('('):
            return {'property': token}
        args = self.list()
        if lower in ('date', 'timestamp'):
            return {lower: args[0]}
        if lower in ('interval', 'bbox'):
            return {lower: args}
        return {'op': lower, 'args': args}

    def shape(self, kind):
        start, depth, i = self.start, 0, self.start
        while True:
            depth += {'(': 1, ')': -1}.get(self.text[i], 0)
            i += 1
            if depth == 0 and self.text[i - 1] == ')':
                break
        self.at = i
        self.step()
        inside = re.sub(r'-?[\d.]+(?:\s+-?[\d.]+)+', lambda m: '[' + ','.join(m.group().split()) + ']', self.text[start:i])
        numbers = eval(inside.strip().replace('(', '[').replace(')', ']'), {'__builtins__': {}})
        if kind == 'point':
            numbers = numbers[0]
        if kind == 'multipoint':
            numbers = [p[0] if isinstance(p[0], list) else p for p in numbers]
        return {'type': SHAPES[kind], 'coordinates': numbers}


def to_json(text):
    reader = Reader(text)
    tree = reader.any_of()
    assert reader.kind == 'end', text
    return tree


# --- OGC Filter Encoding

COMPARISONS = {'=': 'EqualTo', '<>': 'NotEqualTo', '<': 'LessThan', '>': 'GreaterThan', '<=': 'LessThanOrEqualTo',
               '>=': 'GreaterThanOrEqualTo'}
ARITHMETIC = {'+': 'Add', '-': 'Sub', '*': 'Mul', '/': 'Div'}
SPACE = {'s_intersects': 'Intersects', 's_disjoint': 'Disjoint', 's_equals': 'Equals', 's_touches': 'Touches',
         's_crosses': 'Crosses', 's_within': 'Within', 's_contains': 'Contains', 's_overlaps': 'Overlaps'}
TIME = {'t_after': 'After', 't_before': 'Before', 't_contains': 'TContains', 't_during': 'During', 't_equals': 'TEquals',
        't_finishedby': 'EndedBy', 't_finishes': 'Ends', 't_intersects': 'AnyInteracts', 't_meets': 'Meets',
        't_metby': 'MetBy', 't_overlappedby': 'OverlappedBy', 't_overlaps': 'TOverlaps', 't_startedby': 'BegunBy',
        't_starts': 'Begins'}


class Fes:
    """other_gml: geometries in another way that clients write them: GML 2 in version 1.1; in 2.0 with the CRS named, and so
    latitude first.  Boxes are asked for by BBOX then."""
    def __init__(self, version, other_gml=False):
        self.old, self.other = version == 11, other_gml
        self.name = 'PropertyName' if self.old else 'ValueReference'

    def filter(self, tree):
        space, gml = (('http://www.opengis.net/ogc', 'http://www.opengis.net/gml') if self.old
                      else ('http://www.opengis.net/fes/2.0', 'http://www.opengis.net/gml/3.2'))
        if self.old and isinstance(tree, dict) and tree.get('op') == 'resourceid':  # ids of version 1.1 stand alone
            condition = ''.join(f'<FeatureId fid={quoteattr(i)}/>' for i in tree['args'])
        else:
            condition = self.condition(tree)
        return f'<Filter xmlns="{space}" xmlns:gml="{gml}">{condition}</Filter>'

    def condition(self, tree):
        if isinstance(tree, bool):
            return self.comparison('=', [tree, True])
        if not isinstance(tree, dict):
            raise NotSaid
        if 'property' in tree:
            return self.comparison('=', [tree, True])
        op, args = tree['op'], tree['args']
        if op in ('and', 'or', 'not'):
            inside = ''.join(map(self.condition, args))
            return f'<{op.title()}>{inside}</{op.title()}>'
        if op in COMPARISONS:
            return self.comparison(op, args)
        if op == 'like':
            return self.like(args)
        if op == 'isNull':
            return f'<PropertyIsNull>{self.expression(args[0])}</PropertyIsNull>'
        if op == 'between':
            value, low, high = map(self.expression, args)
            return (f'<PropertyIsBetween>{value}<LowerBoundary>{low}</LowerBoundary><UpperBoundary>{high}</UpperBoundary>'
                    '</PropertyIsBetween>')
        if op == 'in':
            return '<Or>' + ''.join(self.comparison('=', [args[0], item]) for item in args[1]) + '</Or>'
        if op == 't_disjoint':
            return self.condition({'op': 'not', 'args': [{'op': 't_intersects', 'args': args}]})
        if op == 's_intersects' and self.other and isinstance(args[1], dict) and 'bbox' in args[1]:
            return f'<BBOX>{self.expression(args[0])}{self.expression(args[1])}</BBOX>'
        if op in SPACE:
            return f'<{SPACE[op]}>{self.expression(args[0])}{self.expression(args[1])}</{SPACE[op]}>'
        if op in ('s_dwithin', 's_beyond'):
            name, unit = {'s_dwithin': 'DWithin', 's_beyond': 'Beyond'}[op], 'units' if self.old else 'uom'
            return (f'<{name}>{self.expression(args[0])}{self.expression(args[1])}'
                    f'<Distance {unit}="m">{args[2]}</Distance></{name}>')
        if op in TIME and not self.old:
            return f'<{TIME[op]}>{self.time(args[0])}{self.time(args[1])}</{TIME[op]}>'
        if op == 'resourceid' and not self.old:
            return ''.join(f'<ResourceId rid={quoteattr(i)}/>' for i in args)
        if op[:2] in ('a_', 't_') or op == 'resourceid':
            raise NotSaid
        return self.comparison('=', [tree, True])

    def folded(self, args):
        """Both sides without their casei, where both have one."""
        if all(isinstance(a, dict) and a.get('op') == 'casei' for a in args):
            return [a['args'][0] for a in args], ' matchCase="false"'
        return args, ''

    def comparison(self, op, args):
        args, manner = self.folded(args)
        name = 'PropertyIs' + COMPARISONS[op]
        return f'<{name}{manner}>{self.expression(args[0])}{self.expression(args[1])}</{name}>'

    def like(self, args):
        args, manner = self.folded(args)
        if not isinstance(args[1], str):
            raise NotSaid
        return (f'<PropertyIsLike wildCard="%" singleChar="_" escapeChar="\\"{manner}>{self.expression(args[0])}'
                f'{self.expression(args[1])}</PropertyIsLike>')

    def expression(self, e):
        if isinstance(e, bool):
            return f'<Literal>{str(e).lower()}</Literal>'
        if isinstance(e, (str, int, float)):
            return f'<Literal>{escape(str(e))}</Literal>'
        if isinstance(e, list):
            raise NotSaid
        if 'property' in e:
            return f"<{self.name}>{escape(e['property'])}</{self.name}>"
        if 'date' in e or 'timestamp' in e:
            return f"<Literal>{e.get('date') or e.get('timestamp')}</Literal>"
        if 'bbox' in e:
            corners = e['bbox'][:2], e['bbox'][2:]
            if self.old and self.other:
                return f'<gml:Box><gml:coordinates>{self.numbers(corners)}</gml:coordinates></gml:Box>'
            low, high = (self.numbers([c]) for c in corners)
            return (f'<gml:Envelope{self.crs()}><gml:lowerCorner>{low}</gml:lowerCorner>'
                    f'<gml:upperCorner>{high}</gml:upperCorner></gml:Envelope>')
        if 'type' in e:
            return self.geometry(e['type'], e['coordinates'])
        op, args = e['op'], e['args']
        if op in ARITHMETIC and self.old:
            return f'<{ARITHMETIC[op]}>' + ''.join(map(self.expression, args)) + f'</{ARITHMETIC[op]}>'
        if not op[0].isalpha() or op in ('div', 'like', 'between') or op in COMPARISONS:
            raise NotSaid
        return f'<Function name="{op}">' + ''.join(map(self.expression, args)) + '</Function>'

    def crs(self):
        return ' srsName="urn:ogc:def:crs:EPSG::4326"' if self.other and not self.old else ''

    def numbers(self, positions):
        if self.old and self.other:
            return ' '.join(','.join(map(str, p)) for p in positions)
        return ' '.join(str(v) for p in positions for v in (reversed(p) if self.crs() else p))

    def positions(self, positions, element):
        element = 'coordinates' if self.old and self.other else element
        return f'<gml:{element}>{self.numbers(positions)}</gml:{element}>'

    def ring(self, positions, outer):
        names = ('innerBoundaryIs', 'outerBoundaryIs') if self.old and self.other else ('interior', 'exterior')
        return (f'<gml:{names[outer]}><gml:LinearRing>{self.positions(positions, "posList")}</gml:LinearRing>'
                f'</gml:{names[outer]}>')

    def geometry(self, kind, at, crs=True):
        crs = self.crs() if crs else ''
        if kind == 'Point':
            return f'<gml:Point{crs}>{self.positions([at], "pos")}</gml:Point>'
        if kind == 'LineString':
            return f'<gml:LineString{crs}>{self.positions(at, "posList")}</gml:LineString>'
        if kind == 'Polygon':
            return f'<gml:Polygon{crs}>{"".join(self.ring(r, i == 0) for i, r in enumerate(at))}</gml:Polygon>'
        one = kind.removeprefix('Multi')
        many, member = {'Point': (kind, 'pointMember'), 'LineString': ('MultiCurve', 'curveMember'),
                        'Polygon': ('MultiSurface', 'surfaceMember')}[one]
        if self.old and self.other:
            many, member = kind, one[0].lower() + one[1:] + 'Member'
        return (f'<gml:{many}{crs}>' +
                ''.join(f'<gml:{member}>{self.geometry(one, p, crs=False)}</gml:{member}>' for p in at) + f'</gml:{many}>')

    def time(self, e):
        if isinstance(e, dict) and 'interval' in e:
            ends = ''
            for side, name in zip(e['interval'], ('beginPosition', 'endPosition')):
                if not isinstance(side, str):
                    raise NotSaid
                ends += f'<gml:{name} indeterminatePosition="unknown"/>' if side == '..' else f'<gml:{name}>{side}</gml:{name}>'
            return f'<Literal><gml:TimePeriod>{ends}</gml:TimePeriod></Literal>'
        return self.expression(e)
