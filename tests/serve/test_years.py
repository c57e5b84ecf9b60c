"""From when to when a collection reaches whose only time is a text with a year, or a year and a month."""
import json
import os
import unittest

import support

CONFIG = 'collections:\n' + ''.join(f'  {name}: {{product: night_extinction}}\n' for name in ('months', 'mixed', 'words', 'odd'))
SPANS = {
    # name: (texts, interval)
    'months': (['2021-07', '2020-03', None, '2021-02'], ['2020-03-01T00:00:00Z', '2021-07-31T23:59:59.999999Z']),
    # A year stands for all of it, though as a text it comes before its months.
    'mixed': (['2020-12', '2021', '2021-12', '2021-03', 'unknown', ''], ['2020-12-01T00:00:00Z', '2021-12-31T23:59:59.999999Z']),
    'words': (['unknown', None], None),
    # What is no year is not taken for one.
    'odd': (['2019', '2021-13'], ['2019-01-01T00:00:00Z', None]),
}


def table(name):
    return support.tables.Table(name, [('fid', 'int'), ('mois', 'text'), ('geom', 'geometry')],
                                [(i, text, 'POINT(1 2)') for i, text in enumerate(SPANS[name][0], 1)], geometry=('geom', 'POINT', 4326, 0, 0))


class Years(support.Case):
    def store(self):
        return self.gpkg(*map(table, SPANS))

    def test_the_span_of_texts(self):
        server = self.serve(self.store(), '--config', self.write('vigie.yaml', CONFIG))
        for name, (_, interval) in SPANS.items():
            with self.subTest(name):
                extent = json.loads(self.ask(server, f'/collections/{name}')[2])['extent']
                self.assertEqual(extent.get('temporal', {}).get('interval'), interval and [interval])

    def test_a_large_table_is_looked_at_by_an_index_alone(self):
        big = support.tables.Table('months', [('fid', 'int'), ('mois', 'text'), ('geom', 'geometry')],
                                   [(i, f'20{i % 30:02}', 'POINT(1 2)') for i in range(1, 60001)], geometry=('geom', 'POINT', 4326, 0, 0),
                                   index=False)
        store = self.big(big)
        config = self.write('vigie.yaml', 'collections:\n  months: {product: night_extinction}\n')
        self.assertNotIn('temporal', json.loads(self.ask(self.serve(store, '--config', config), '/collections/months')[2]).get('extent', {}))
        self.assertIn("'mois'", self.run_program('check', store, '--config', config).stdout)
        self.execute(store, 'create index by_year on months (mois)')
        extent = json.loads(self.ask(self.serve(store, '--config', config), '/collections/months')[2])['extent']
        self.assertEqual(extent['temporal']['interval'], [['2000-01-01T00:00:00Z', '2029-12-31T23:59:59.999999Z']])

    def big(self, wanted):
        return self.gpkg(wanted)

    def execute(self, store, sql):
        db = support.sqlite3.connect(store)
        db.execute(sql)
        db.commit()
        db.close()


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class YearsInPostgres(Years):
    def store(self):
        return self.database(f'vigie_years_{os.getpid()}', *map(table, SPANS))

    def big(self, wanted):
        address = self.database(f'vigie_years_{os.getpid()}', wanted)
        support.psql(address, 'analyze months')
        return address

    def execute(self, store, sql):
        support.psql(store, sql)


if __name__ == '__main__':
    unittest.main()
