"""What the conformance walkers share: asking, and telling what holds of which collection."""
import http.client
import json
import sys
import urllib.parse

TIMEOUT_S = 120


class Failed(Exception):
    pass


class Skipped(Exception):
    """The test is not about this collection: it has no rows, no place…"""


def check(condition, sentence):
    if not condition:
        raise Failed(sentence)


class Answer:
    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body
        self._json = None

    def header(self, name):
        return self.headers.get(name.lower())

    @property
    def media_type(self):
        return (self.header('content-type') or '').split(';')[0].strip().lower()

    def json(self):
        if self._json is None:
            try:
                self._json = json.loads(self.body)
            except ValueError as e:
                raise Failed(f'{self.url}: no JSON ({e})') from None
        return self._json


class Api:
    """A server by the address of its landing page."""

    def __init__(self, base):
        self.base = base.rstrip('/')
        self.parts = urllib.parse.urlsplit(self.base)
        self.connection = None

    def absolute(self, target):
        return target if target.startswith('http') else self.base + target

    def get(self, target, accept='application/json', method='GET', expect=200, **parameters):
        url = self.absolute(target)
        if parameters:
            named = {k.replace('_', '-'): v for k, v in parameters.items() if v is not None}
            url += ('&' if '?' in url else '?') + urllib.parse.urlencode(named, quote_via=urllib.parse.quote)
        check(url.startswith(self.base), f"'{url}' leads to another server")
        path = url[len(f'{self.parts.scheme}://{self.parts.netloc}'):] or '/'
        answer = self.send(method, path, {'Accept': accept} if accept else {}, url)
        if expect is not None:
            check(answer.status == expect, f'{url}: status {answer.status}, not {expect}: {answer.body[:300]!r}')
        return answer

    def send(self, method, path, headers, url, body=None):
        for attempt in (1, 2):
            try:
                if not self.connection:
                    self.connection = http.client.HTTPConnection(self.parts.netloc, timeout=TIMEOUT_S)
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                body = response.read()
                # Where there are several of one name, response.headers joins none: getheader does.
                headers = {k.lower(): response.getheader(k) for k in response.headers.keys()}
                return Answer(url, response.status, headers, body)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # An idle kept connection may have been closed meanwhile.
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise Failed(f'{url}: the connection was closed without an answer') from None

    def pages(self, target, most=10000, **parameters):
        """Follow next links; yield the pages, up to `most` features."""
        url, n = target, 0
        seen = set()
        while url and n < most:
            page = self.get(url, 'application/geo+json', **parameters)
            yield page
            n += len(page.json()['features'])
            url = link(page.json().get('links', []), 'next')
            check(url not in seen, f"'{url}' leads back")
            seen.add(url)
            parameters = {}


def link(links, rel, media_type=None):
    """The href of the first link of that kind; None."""
    for one in links:
        if one.get('rel') == rel and (media_type is None or one.get('type', '').startswith(media_type)):
            return one.get('href')
    return None


def listed(api):
    """Every collection as /collections lists it now."""
    url = '/collections'
    while url:
        page = api.get(url).json()
        yield from page['collections']
        url = link(page['links'], 'next')


class Report:
    """Counts, and prints what does not hold; the rest when told to be loud."""

    def __init__(self, loud=False):
        self.passed = self.failed = 0
        self.loud = loud

    def run(self, name, function, *args):
        try:
            function(*args)
        except Skipped as e:
            if self.loud:
                print(f'n/a  {name}: {e}')
            return
        except Failed as e:
            self.failed += 1
            print(f'FAIL {name}: {e}')
            return
        except Exception as e:  # a server's answer may break a walker in any way
            self.failed += 1
            print(f'FAIL {name}: {type(e).__name__}: {e} ({where(e)})')
            return
        self.passed += 1
        if self.loud:
            print(f'ok   {name}')

    def end(self):
        print(f'{self.passed} passed, {self.failed} failed')
        sys.stdout.flush()
        return 1 if self.failed or not self.passed else 0


def where(error):
    frame = error.__traceback__
    while frame.tb_next:
        frame = frame.tb_next
    return f'{frame.tb_frame.f_code.co_filename.rsplit("/", 1)[-1]}:{frame.tb_lineno}'
