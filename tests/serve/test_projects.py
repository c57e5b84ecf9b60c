"""Rows that are projects are records too: made, changed and removed with the row, linked with their products both ways."""
import json
import os
import unittest
import xml.etree.ElementTree as ET

import support

GMD = '{http://www.isotc211.org/2005/gmd}'
RECORDS = '/collections/catalogue/items'
CONFIG = 'lang: fr\n' + support.WRITABLE + '  projets: {product: sco_project, writable: true}\n'
COLUMNS = [('fid', 'int'), ('acronyme', 'text'), ('titre', 'text'), ('categorie', 'text'), ('millesime', 'int'), ('theme', 'text'),
           ('porteur', 'text'), ('partenaires', 'text'), ('resume', 'text'), ('competences', 'text'), ('produits', 'text'),
           ('contact', 'text'), ('lien', 'text'), ('geom', 'geometry')]
ROWS = [
    (1, 'SatLCZ', 'La chaleur en ville', 'b', 2020, 'adaptation urbaine', 'Cerema', '["Airbus DS", "Météo-France; Toulouse"]',
     'Zones climatiques vues du ciel.', 'télédétection ; statistique', 'places, un-jeu-d-ailleurs', 'lcz@example.org',
     'https://example.org/satlcz', 'POINT(-2 47)'),
    (2, "Flot (d'Oc)", None, 'Z', 2021, None, None, None, None, None, None, None, 'no address', None),
]


def table():
    return support.tables.Table('projets', COLUMNS, ROWS, key=('fid',), geometry=('geom', 'POINT', 4326, 0, 0))


class Projects(support.Case):
    def store(self):
        path = self.gpkg(support.points('places', 20), table())
        self.assertEqual(self.run_program('check', path, '--make-tables').returncode, 0)
        return path

    def setUp(self):
        super().setUp()
        self.address = self.store()
        self.server = self.serve(self.address, '--config', self.write('vigie.yaml', CONFIG))

    def json(self, path):
        status, _, body = self.ask(self.server, path)
        self.assertEqual(status, 200, body[:300])
        return json.loads(body)

    def ids(self, query=''):
        return [f['id'] for f in self.json(f'{RECORDS}?type=project{query}')['features']]

    def links(self, document, rel):
        return [link['href'].split('/collections/')[1] for link in document['links'] if link['rel'] == rel and '/collections/' in link['href']]

    def projects_of(self, path):
        return [href for href in self.links(self.json(path), 'related') if '/projets%3A' in href]

    def test_each_row_is_a_record_of_what_it_says(self):
        self.assertEqual(self.ids(), ['projets:1', 'projets:2'])
        record = self.json(f'{RECORDS}/projets:1')
        said = record['properties']
        self.assertEqual((said['type'], said['title'], said['description']),
                         ('project', 'SatLCZ – La chaleur en ville', 'Zones climatiques vues du ciel.'))
        self.assertEqual([(c.get('organization'), c['roles']) for c in said['contacts']],
                         [('Cerema', ['pointOfContact']), ('Cerema', ['principalInvestigator']),
                          ('Airbus DS', ['collaborator']), ('Météo-France; Toulouse', ['collaborator'])])
        self.assertEqual(said['contacts'][0]['emails'], [{'value': 'lcz@example.org'}])
        for word in ('adaptation urbaine', 'télédétection', 'statistique', 'Space for Climate Observatory'):
            self.assertIn(word, said['keywords'])
        self.assertTrue(any(word.endswith('B (Démonstration)') for word in said['keywords']), said['keywords'])
        self.assertEqual(record['time']['interval'], ['2020-01-01', '2020-12-31'])
        self.assertIn('https://example.org/satlcz', [link['href'] for link in record['links']])
        # Little is said of the other: nothing is made up.
        other = self.json(f'{RECORDS}/projets:2')
        self.assertEqual(other['properties']['title'], "Flot (d'Oc)")
        self.assertTrue(any(word.endswith(' Z') for word in other['properties']['keywords']))
        self.assertNotIn('no address', json.dumps(other))

    def test_links_go_both_ways(self):
        project = self.json(f'{RECORDS}/projets:1')
        self.assertIn('projets/items/1', self.links(project, 'item'))
        self.assertEqual(set(self.links(project, 'related')), {'places', 'catalogue/items/places', 'catalogue/items/un-jeu-d-ailleurs'})
        self.assertEqual(self.links(project, 'up'), ['catalogue/items/projets'])
        for path in ('/collections/places', f'{RECORDS}/places'):
            self.assertEqual(self.projects_of(path), ['catalogue/items/projets%3A1'], path)
        self.assertEqual(self.projects_of(f'{RECORDS}/projets'), [])

    def test_found_by_time_place_and_words(self):
        self.assertEqual(self.ids('&datetime=2020-06-01'), ['projets:1'])
        self.assertEqual(self.ids('&bbox=10,10,11,11'), ['projets:2'])  # which has no place
        self.assertEqual(self.ids('&q=t%C3%A9l%C3%A9d%C3%A9tection'), ['projets:1'])

    def test_every_form(self):
        for form in ('iso19139', 'iso19115-3', 'dc', 'oai_dc', 'dcat-xml', 'dcat-turtle', 'dcat-json', 'schema.org', 'stac', 'html'):
            status, _, body = self.ask(self.server, f'{RECORDS}/projets:1?f={form}')
            self.assertEqual((status, b'SatLCZ' in body), (200, True), form)
        record = ET.fromstring(self.ask(self.server, f'{RECORDS}/projets:1?f=iso19139')[2])
        self.assertEqual(next(record.iter(GMD + 'MD_ScopeCode')).get('codeListValue'), 'project')
        self.assertIn('Compétences : télédétection, statistique', ''.join(next(record.iter(GMD + 'supplementalInformation')).itertext()))

    def test_they_follow_the_rows(self):
        self.change("update projets set titre = 'Autre titre', produits = null where fid = 1")
        self.change('delete from projets where fid = 2')
        self.until(lambda: self.ids() == ['projets:1'], 'the record of a removed row goes')
        self.until(lambda: self.json(f'{RECORDS}/projets:1')['properties']['title'] == 'SatLCZ – Autre titre', 'its title changes')
        self.until(lambda: not self.projects_of('/collections/places'), 'its product no longer leads to it')
        self.assertEqual(self.projects_of(f'{RECORDS}/places'), [])

    def test_a_row_written_by_a_client_is_one(self):
        status, headers, body = self.ask(self.server, '/collections/projets/items', 'POST', {
            'Authorization': f'Bearer {support.TOKEN}', 'Content-Type': 'application/geo+json'}, body=json.dumps({
                'type': 'Feature', 'geometry': None, 'properties': {'acronyme': 'Neuf', 'millesime': 2024, 'produits': 'places'}}))
        self.assertEqual(status, 201, body)
        new = 'projets:' + headers['location'].rsplit('/', 1)[1]
        self.until(lambda: new in self.ids(), 'a new row becomes a record')
        self.until(lambda: 'catalogue/items/' + new.replace(':', '%3A') in self.projects_of('/collections/places'), 'its product leads to it')


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class ProjectsInPostgres(Projects):
    def store(self):
        address = self.database(f'vigie_projects_{os.getpid()}', support.points('places', 20), table())
        support.psql(address, "create sequence n start 100; alter table projets alter fid set default nextval('n')")
        return address


class Derived(Projects):
    """Where the store has no tables of ours, the catalogue lives in memory."""

    def store(self):
        return self.gpkg(support.points('places', 20), table())


if __name__ == '__main__':
    unittest.main()
