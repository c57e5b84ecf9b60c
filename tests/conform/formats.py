"""Features Part 1, conformance classes geojson, html and oas30."""
import html.parser
import urllib.parse

from collection import OPENAPI, check_feature, of_api, of_each, resolve
from walk import check, link

@of_each('/conf/geojson/definition')
def geojson_definition(c):
    check(c.api.get(c.items, 'application/geo+json', limit=1).media_type == 'application/geo+json', 'items')
    check(c.api.get(c.path, 'application/geo+json, application/json;q=0.5').media_type == 'application/json', 'collection')
    check(c.api.get(c.items, None, f='json', limit=1).media_type == 'application/geo+json', 'f=json')


@of_each('/conf/geojson/content')
def geojson_content(c):
    for f in c.sample:
        check_feature(f)
    ids = {type(f['id']) for f in c.sample}
    check(len(ids) <= 1, f'ids of types {ids}')


class Page(html.parser.HTMLParser):
    """Enough of HTML to see that it is whole: elements nest, one title, one h1."""
    VOID = set('area base br col embed hr img input link meta source track wbr'.split())

    def __init__(self, text, base):
        super().__init__()
        self.open, self.seen, self.base = [], {}, base
        self.lang = None
        self.feed(text)
        self.close()
        check(not self.open, f'unclosed elements {self.open}')

    def handle_starttag(self, tag, attributes):
        self.seen[tag] = self.seen.get(tag, 0) + 1
        if tag == 'html':
            self.lang = dict(attributes).get('lang')
        for name, value in attributes:
            own = not value or value.startswith(self.base) or not value.startswith(('http:', 'https:', '//'))
            check(own or name == 'href' and tag == 'a' or tag == 'link' or tag == 'base' or name.startswith(('data-', 'content', 'xmlns', 'value')),
                  f'<{tag} {name}="{value}"> asks another host')
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            check(self.open and self.open[-1] == tag, f'</{tag}> closes {self.open[-1:]}')
            self.open.pop()


def check_html(api, answer):
    check(answer.media_type == 'text/html', f'{answer.url}: type {answer.media_type}')
    text = answer.body.decode('utf-8')
    check(text.lstrip().lower().startswith('<!doctype html>'), f'{answer.url}: no doctype')
    page = Page(text, api.base)
    check(page.lang, f'{answer.url}: no language')
    for tag in ('title', 'h1', 'main'):
        check(page.seen.get(tag) == 1, f'{answer.url}: {page.seen.get(tag, 0)} elements {tag}')


@of_api('/conf/html/definition')
def html_definition(api):
    for path in ('/', '/api', '/conformance', '/collections'):
        check_html(api, api.get(path, 'text/html'))
        check_html(api, api.get(path, None, f='html'))


@of_each('/conf/html/content')
def html_content(c):
    check_html(c.api, c.api.get(c.path, 'text/html'))
    check_html(c.api, c.api.get(c.items, 'text/html'))
    if c.sample:
        check_html(c.api, c.api.get(c.item(c.sample[0]), 'text/html'))


# --- OpenAPI 3.0

@of_api('/conf/oas30/oas-definition-1')
def oas_definition_1(api):
    links = api.get('/').json()['links']
    described = link(links, 'service-desc', OPENAPI)
    check(described, f'no service-desc of type {OPENAPI}')
    check(api.get(described, OPENAPI + ';version=3.0').header('content-type') == OPENAPI + ';version=3.0', 'its type')
    documented = link(links, 'service-doc', 'text/html')
    check(documented and api.get(documented, 'text/html').media_type == 'text/html', 'no service-doc of type text/html')


@of_api('/conf/oas30/oas-definition-2')
def oas_definition_2(api):
    """References lead somewhere inside, operations have unique ids, path variables are declared."""
    document, ids = api.document, []

    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get('$ref'), str):
                resolve(document, node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    for path, item in document['paths'].items():
        for method, operation in item.items():
            if method not in ('get', 'head', 'options', 'post', 'put', 'patch', 'delete'):
                continue
            ids.append(operation.get('operationId'))
            check(operation.get('responses'), f'{method} {path}: no responses')
            declared = {resolve(document, p)['name'] for p in operation.get('parameters', []) + item.get('parameters', [])
                        if resolve(document, p)['in'] == 'path'}
            check(declared == set(part[1:-1] for part in path.split('/') if part.startswith('{')),
                  f'{method} {path}: path parameters {declared}')
    check(len(ids) == len(set(ids)), 'operationIds are not unique')


@of_api('/conf/oas30/oas-impl')
def oas_impl(api):
    for path in api.document['paths']:
        if '{' not in path:
            api.get(urllib.parse.quote(path, safe='/%'), None)


@of_api('/conf/oas30/completeness')
def oas_completeness(api):
    for path, item in api.document['paths'].items():
        codes = set(item['get']['responses'])
        check('200' in codes, f'{path}: no answer 200')
        check(codes & {'400', 'default', '4XX'}, f'{path}: no answer to a bad request')


@of_api('/conf/oas30/exceptions-codes')
def oas_exceptions(api):
    for path, item in api.document['paths'].items():
        codes = set(item['get']['responses'])
        check('default' in codes or {'400', '500'} <= codes, f'{path}: only {sorted(codes)}')


@of_api('/conf/oas30/security')
def oas_security(api):
    check(api.get('/collections').header('www-authenticate') is None, 'authentication that is not described')
