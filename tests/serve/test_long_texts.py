"""Records whose texts are longer than any index takes: in, served whole, found and sorted, alike from both stores; or put aside with
the reason."""
import json
import os
import random
import unittest
import urllib.parse

import support
import records  # noqa: E402  (support says where)

ITEMS = '/collections/catalogue/items'
SIGNS = 'abcdefghijklmnopqrstuvwxyzéàùçABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'


def of_chance(seed, n, signs=SIGNS):
    """Letters that packing does not make much shorter."""
    chance = random.Random(seed)
    return ''.join(chance.choice(signs) for _ in range(n))


LONG = of_chance(1, 100_000)
WORDS = of_chance(2, 10_000, SIGNS + ' ' * 9).strip()
LINK = 'https://example.org/' + of_chance(3, 100_000, 'abcdefghij0123456789')
FILES = {
    'title': records.record('long-title', f'M{WORDS} crépuscule', 'Words.', ['a']),
    'one-word': records.record('long-word', f'N{LONG[:10_000]}', 'A word.', ['a']),
    'keyword': records.record('long-keyword', 'O keyword', 'Keywords.', [LONG, 'boussole']),
    'abstract': records.record('long-abstract', 'P abstract', f'{LONG} horizon', ['a']),
    'identifier': records.record('long-identifier', 'Q identifier', 'Identifiers.', ['a'], identifier=LINK),
    'link': records.record('long-link', 'R link', 'Links.', ['a'], link=LINK),
    'organisation': records.record('long-organisation', 'S organisation', 'Contacts.', ['a'], organisation=LONG),
    'id': records.record('id-' + LONG, 'T id', 'Its own identifier.', ['a']),
}
TITLES = ['long-title', 'long-word', 'long-keyword', 'long-abstract', 'long-identifier', 'long-link', 'long-organisation']


class LongTexts:
    """self.store is the address of an empty store."""

    def load(self):
        for name, content in FILES.items():
            self.write(f'{name}.xml', content)
        folder = self.path('records')
        os.mkdir(folder)
        for name in FILES:
            os.rename(self.path(f'{name}.xml'), os.path.join(folder, f'{name}.xml'))
        done = self.run_program('records', 'import', self.store, folder, '--json')
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def items(self, server, query):
        status, _, body = self.ask(server, f'{ITEMS}?f=json&{query}')
        self.assertEqual(status, 200, body[:500])
        return json.loads(body)

    def found(self, server, query):
        return [f['id'] for f in self.items(server, query)['features']]

    def test_they_are_served_found_and_sorted(self):
        report = self.load()
        self.assertEqual((report['added'], report['quarantined']), (7, 1))
        self.assertEqual([one['reason'] for one in report['list'] if one['fate'] == 'quarantine'],
                         ['the identifier is longer than 1000 bytes'])
        server = self.serve(self.store)
        self.assertEqual(self.found(server, 'sortby=title'), TITLES)
        self.assertEqual(self.found(server, 'sortby=-title'), TITLES[::-1])
        page, seen = self.items(server, 'sortby=title&limit=1'), []
        while page:
            seen += [f['id'] for f in page['features']]
            following = [link['href'] for link in page['links'] if link['rel'] == 'next']
            page = self.items(server, urllib.parse.urlsplit(following[0]).query.replace('f=json&', '')) if following else None
        self.assertEqual(seen, TITLES)
        for word, id in [('crepuscule', 'long-title'), ('boussole', 'long-keyword'), ('horizon', 'long-abstract')]:
            self.assertEqual(self.found(server, f'q={word}'), [id], word)
        for id in TITLES:
            for form in ('json', 'iso19139', 'dcat-xml', 'stac'):
                status, _, body = self.ask(server, f'{ITEMS}/{id}?f={form}')
                self.assertEqual(status, 200, (id, form, body[:500]))
            status, _, body = self.ask(server, f'{ITEMS}/{id}/original')
            self.assertIn(body.decode(), FILES.values())
        self.assertIn(LINK.encode(), self.ask(server, f'{ITEMS}/long-link?f=dcat-xml')[2])
        whole = json.loads(self.ask(server, f'{ITEMS}/long-title?f=json')[2])
        self.assertEqual(whole['properties']['title'], f'M{WORDS} crépuscule')


class InGeoPackage(LongTexts, support.Case):
    def setUp(self):
        super().setUp()
        self.store = self.path('store.gpkg')


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class InPostgres(LongTexts, support.Case):
    def setUp(self):
        super().setUp()
        self.store = self.database(f'vigie_long_{os.getpid()}')


if __name__ == '__main__':
    unittest.main()
