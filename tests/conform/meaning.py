"""What a filter says of a row: true, false or None, where that is unknown.  A second, simple reading of CQL2 JSON as cql2_forms makes it,
to test the program's answers against; of space it knows nothing.

Dates and moments of rows are texts, as GeoJSON has them."""
import datetime
import fractions
import math
import operator
import re
import unicodedata

DAY = 86400 * 10 ** 6
COMPARED = {'=': operator.eq, '<>': operator.ne, '<': operator.lt, '>': operator.gt, '<=': operator.le, '>=': operator.ge}
MIRRORED = {'<': '>', '>': '<', '<=': '>=', '>=': '<='}
# The ends that each relation of times compares; T_DISJOINT is that one of its pairs holds.
TIMES = {
    't_after': ('s>E',), 't_before': ('e<S',), 't_contains': ('s<S', 'e>E'), 't_disjoint': ('s>E', 'e<S'), 't_during': ('s>S', 'e<E'),
    't_equals': ('s=S', 'e=E'), 't_finishedby': ('s<S', 'e=E'), 't_finishes': ('s>S', 'e=E'), 't_intersects': ('s<=E', 'e>=S'),
    't_meets': ('e=S',), 't_metby': ('s=E',), 't_overlappedby': ('s>S', 's<E', 'e>E'), 't_overlaps': ('s<S', 'e>S', 'e<E'),
    't_startedby': ('s=S', 'e>E'), 't_starts': ('s=S', 'e<E')}
LISTS = {'a_contains': operator.ge, 'a_containedby': operator.le, 'a_equals': operator.eq, 'a_overlaps': lambda a, b: bool(a & b)}
ARITHMETIC = ('+', '-', '*', '/', '%', 'div', '^')


class NotKnown(Exception):
    """What is not told here: relations of space, functions."""


class Moment:
    """A day or a microsecond, counted from the year 1."""

    def __init__(self, text, of_column=False):
        self.is_day, self.of_column = len(text) == 10, of_column
        at = datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).replace(tzinfo=None)
        self.first = (at - datetime.datetime.min) // datetime.timedelta(microseconds=1)
        self.last = self.first + (DAY - 1 if self.is_day else 0)


def negated(value):
    return None if value is None else not value


def all_of(values):
    values = list(values)
    return False if False in values else None if None in values else True


def any_of(values):
    return negated(all_of(negated(v) for v in values))


def finite(value):
    return value if math.isfinite(value) else None


def middling(value):
    return 1e-150 <= abs(value) <= 1e150


def computed(op, a, b):
    """All numbers are doubles; what no double holds is None."""
    a, b = float(a), float(b)
    try:
        if op in '+-*':
            return finite({'+': operator.add, '-': operator.sub, '*': operator.mul}[op](a, b))
        if op == '^':
            return None if a == 0 and b < 0 else finite(math.pow(a, b))
        quotient = a / b
        if op == '/':
            return finite(quotient)
        if op == 'div':
            return float(math.trunc(quotient))
        fits = (a == 0 or middling(a)) and middling(b) and abs(quotient) < 2 ** 53
        return a - b * math.trunc(quotient) if fits else None
    except (ArithmeticError, ValueError):
        return None


def unaccented(text):
    return unicodedata.normalize('NFC', re.sub('[\u0300-\u036f]', '', unicodedata.normalize('NFD', text)))


def is_like(text, pattern):
    signs = {'%': '.*', '_': '.'}
    parts = re.findall(r'\\.|.', pattern, re.S)
    return bool(re.fullmatch(''.join(signs.get(p) or re.escape(p[-1]) for p in parts), text, re.S))


def element(value):
    """What is alike of lists: 1 and 1.0, but neither 1 and true nor 1 and '1'."""
    if isinstance(value, list):
        return 'list', tuple(map(element, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return 'number', fractions.Fraction(value)
    return type(value).__name__, value


class Row:
    def __init__(self, values, times):
        self.values = {name: Moment(v, True) if name in times and v else v for name, v in values.items()}

    def value(self, e):
        if isinstance(e, str) or not isinstance(e, dict):
            return e
        if 'property' in e:
            return self.values[e['property']]
        if 'date' in e or 'timestamp' in e:
            return Moment(e.get('date') or e.get('timestamp'))
        op, args = e.get('op'), e.get('args')
        if op not in ARITHMETIC and op not in ('casei', 'accenti'):
            raise NotKnown
        values = [self.value(a) for a in args]
        if None in values:
            return None
        return values[0].upper() if op == 'casei' else unaccented(values[0]) if op == 'accenti' else computed(op, *values)

    def compared(self, op, left, right):
        a, b = self.value(left), self.value(right)
        if a is None or b is None:
            return None
        if not isinstance(a, Moment):  # a number as it is said takes the kind of a double that it meets
            return COMPARED[op](float(a) if left is a and isinstance(b, float) else a, float(b) if right is b and isinstance(a, float) else b)
        if a.is_day and not b.is_day:
            return self.compared(MIRRORED.get(op, op), right, left)
        if not b.is_day or a.is_day:
            return COMPARED[op](a.first, b.first)
        if op in ('=', '<>'):  # a moment is of a day or not
            return (b.first <= a.first <= b.last) == (op == '=')
        return COMPARED[op](a.first, b.last if op in ('<=', '>') else b.first)

    def ends(self, e):
        sides = e['interval'] if isinstance(e, dict) and 'interval' in e else (e, e)
        for side, at, open_end in zip(sides, ('first', 'last'), (-math.inf, math.inf)):
            if side == '..':
                yield open_end, False
                continue
            moment = Moment(side) if isinstance(side, str) else self.value(side)
            yield moment and getattr(moment, at), bool(moment and moment.is_day and moment.of_column)

    def related(self, op, left, right):
        """What meets a column of dates is told by its day."""
        ends = dict(zip('seSE', (*self.ends(left), *self.ends(right))))
        held = []
        for step in TIMES[op]:
            (a, a_day), (b, b_day) = ends[step[0]], ends[step[-1]]
            if a_day or b_day:
                a, b = (v if v is None or math.isinf(v) else v // DAY for v in (a, b))
            held.append(None if a is None or b is None else COMPARED[step[1:-1]](a, b))
        return any_of(held) if op == 't_disjoint' else all_of(held)

    def meets(self, e):
        if isinstance(e, bool):
            return e
        if 'property' in e:
            return self.values[e['property']]
        op, args = e['op'], e['args']
        if op in ('and', 'or'):
            return (all_of if op == 'and' else any_of)(map(self.meets, args))
        if op == 'not':
            return negated(self.meets(args[0]))
        if op in COMPARED:
            return self.compared(op, *args)
        if op == 'between':
            return all_of((self.compared('>=', args[0], args[1]), self.compared('<=', args[0], args[2])))
        if op == 'in':
            return any_of(self.compared('=', args[0], a) for a in args[1])
        if op == 'isNull':
            return self.value(args[0]) is None
        if op in TIMES:
            return self.related(op, *args)
        values = [self.value(a) for a in args]
        if op == 'like':
            return None if None in values else is_like(*values)
        if op not in LISTS:
            raise NotKnown
        return None if None in values else LISTS[op](*(set(map(element, v)) for v in values))
