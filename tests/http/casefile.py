"""Read case files into exchanges: what is sent and what is expected (README.md tells the format)."""
import dataclasses
import re

METHODS = ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'RAW')
STATUS = re.compile(r'(\d{3}|0)(\|(\d{3}|0))*$')


@dataclasses.dataclass
class Exchange:
    line: int
    method: str
    target: str
    headers: list            # (name, value)
    body: list               # lines after '> '
    statuses: list = dataclasses.field(default_factory=list)
    checks: list = dataclasses.field(default_factory=list)   # (line, text)
    differs: bool = False    # not compared between stores


@dataclasses.dataclass
class CaseFile:
    path: str
    exchanges: list
    only: str = ''           # one kind of store
    store: str = 'same'      # or 'native': what each kind alone can hold; 'edits': what cases may change; 'products': communes and data of theirs; 'stac': images; 'records': a catalogue; 'catalogue': one that they may change
    config: str = ''         # file in fixture/
    args: list = dataclasses.field(default_factory=list)


class BadCase(Exception):
    pass


def setting(case, exchange, line, words):
    """A line before the request; True if it is one."""
    if words[0] == 'only' and len(words) == 2:
        case.only = words[1]
    elif words[:2] == ['use', 'store'] and words[2:] in (['native'], ['edits'], ['products'], ['stac'], ['records'], ['catalogue']):
        case.store = words[2]
    elif words[:2] == ['use', 'config'] and len(words) == 3:
        case.config = words[2]
    elif words[:2] == ['use', 'args']:
        case.args = words[2:]
    elif words == ['differs']:
        exchange.differs = True
    else:
        return False
    return True


def request_line(exchange, n, line):
    method, _, target = line.partition(' ')
    if method not in METHODS or (not target and method != 'RAW'):
        raise BadCase(f"{n}: '{line}' is no request: METHOD /path")
    exchange.line, exchange.method, exchange.target = n, method, target.strip()


def parse_exchange(case, numbered):
    exchange = Exchange(0, '', '', [], [])
    for n, line in numbered:
        if line.startswith('> ') or line == '>':
            exchange.body.append(line[2:])
            continue
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        if exchange.statuses:
            exchange.checks.append((n, line))
        elif not exchange.method:
            if not setting(case, exchange, line, line.split()):
                request_line(exchange, n, line)
        elif STATUS.match(line):
            exchange.statuses = [int(s) for s in line.split('|')]
        elif ':' in line:
            name, _, value = line.partition(':')
            exchange.headers.append((name.strip(), value.strip()))
        else:
            raise BadCase(f"{n}: '{line}' is neither a header nor the expected status")
    if exchange.method and not exchange.statuses:
        raise BadCase(f'{exchange.line}: no expected status')
    return exchange if exchange.method else None


def parse(path):
    """Raises BadCase naming the file and line."""
    case, part = CaseFile(path, []), []
    with open(path, encoding='utf-8') as f:
        lines = f.read().split('\n') + ['---']
    try:
        for n, line in enumerate(lines, 1):
            if line.strip() != '---':
                part.append((n, line))
                continue
            exchange = parse_exchange(case, part)
            if exchange:
                case.exchanges.append(exchange)
            part = []
    except BadCase as e:
        raise BadCase(f'{path}:{e}') from None
    if not case.exchanges:
        raise BadCase(f'{path}: no exchange')
    return case
