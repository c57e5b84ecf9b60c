"""Two collections crossed by name: the areas in common, beside what PostGIS makes of the same rows, from both kinds of store; and
that they follow the data."""
import csv
import io
import os
import sqlite3
import subprocess
import unittest

import support

DATA = os.path.join(os.environ.get('VIGIE_SHARED', os.path.join(support.HERE, '..', '..', '..', 'shared')), 'data')
COUNTS = "lcz <> 'G'"
CONFIG = f'''\
collections:
  lcz:
    crossings:
      communes: {{filter: "{COUNTS}", year: 2021}}
'''
SQL = f'''\
with c as (select code, st_transform(geom, 2154) as geom from communes)
select c.code, st_area(c.geom), sum(st_area(st_intersection(l.geom, c.geom)))
from c join lcz l on l.geom && c.geom and st_intersects(l.geom, c.geom) where {COUNTS} group by 1, 2 order by 1
'''


@unittest.skipUnless(support.POSTGRES and os.path.isdir(DATA), 'no PostgreSQL (VIGIE_TEST_PG) or no shared data (VIGIE_SHARED)')
class Crossing(support.Case):
    def fill(self, store):
        for source, name in (('lcz/lcz_redon_cerema_fields_epsg2154.gpkg', 'lcz'),
                             ('communes/communes_2018_simplifie.gpkg', 'communes')):
            done = self.run_program('import', os.path.join(DATA, source), store, '--collection', name)
            self.assertEqual(done.returncode, 0, done.stderr)
        return store

    def rows(self, server, path='/collections/lcz/crossings/communes?f=csv'):
        status, _, body = self.ask(server, path)
        self.assertEqual(status, 200, body)
        return list(csv.DictReader(io.StringIO(body.decode()))), body

    def expected(self, address):
        done = subprocess.run(['psql', '-q', '-X', '-A', '-t', '-F', ',', address, '-c', SQL], capture_output=True, text=True, check=True)
        return [(code, float(whole), float(part)) for code, whole, part in csv.reader(done.stdout.splitlines())]

    def compare(self, rows, address):
        expected = self.expected(address)
        self.assertGreater(len(expected), 2)
        self.assertEqual([r['code_insee'] for r in rows], [code for code, _, _ in expected])
        for row, (_, whole, part) in zip(rows, expected):
            self.assertAlmostEqual(float(row['surface']), whole, delta=1e-6 * whole)
            self.assertAlmostEqual(float(row['surface_imper']), part, delta=1e-6 * part + 0.01)
            self.assertAlmostEqual(float(row['part']), 100 * part / whole, delta=1e-4)
            self.assertEqual(row['annee'], '2021')

    def test_equal_to_postgis_and_following_the_data(self):
        config = self.write('vigie.yaml', CONFIG)
        address = self.fill(self.database(f'vigie_crossing_{os.getpid()}'))
        gpkg = self.fill(self.path('crossing.gpkg'))
        pair = self.serve(gpkg, '--config', config, '--cache', self.path('cache-1')), \
            self.serve(address, '--config', config, '--cache', self.path('cache-2'))
        rows, body = self.rows(pair[0])
        self.compare(rows, address)
        self.assertEqual(self.rows(pair[1])[1], body)

        # they are rows of the kind, as its schema has them
        checked = self.run_program('check', '--product', 'soil_sealing', self.write('out.csv', body.decode()))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

        # one side changes: the sums follow it
        db = sqlite3.connect(gpkg)
        for name in ('ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):  # triggers name them, none is called
            db.create_function(name, 1, lambda _: 0)
        db.execute("UPDATE lcz SET lcz = 'G' WHERE lcz = 'D'")
        db.commit()
        db.close()
        self.until(lambda: self.rows(pair[0])[1] != body, 'the sums after a change')
        support.psql(address, "update lcz set lcz = 'G' where lcz = 'D'")
        self.compare(self.rows(pair[0])[0], address)


if __name__ == '__main__':
    unittest.main()
