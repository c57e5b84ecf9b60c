"""What changes behind a running server's back: tables, the file itself, the configuration."""
import json
import os
import signal
import sqlite3
import unittest

import support

QUICK = 'limits:\n  refresh_ms: 100\n'


class Changes(support.Case):
    def test_tables_come_and_go(self):
        path = self.gpkg()
        server = self.serve(path, '--config', self.write('quick.yaml', QUICK))
        self.assertEqual(self.ids(server), {'places'})
        db = sqlite3.connect(path)
        support.content.gpkg_table(db, support.points('more', 3))
        db.commit()
        self.until(lambda: self.ids(server) == {'places', 'more'}, 'the new table')
        self.assertEqual(json.loads(self.ask(server, '/collections/more/items')[2])['numberReturned'], 3)
        for statement in ("DELETE FROM gpkg_geometry_columns WHERE table_name = 'more'",
                          "DELETE FROM gpkg_contents WHERE table_name = 'more'",
                          "DELETE FROM gpkg_extensions WHERE table_name = 'more'",
                          'DROP TABLE rtree_more_geom', 'DROP TABLE more'):
            db.execute(statement)
        db.commit()
        db.close()
        self.until(lambda: self.ids(server) == {'places'}, 'the table gone')
        self.assertEqual(self.ask(server, '/collections/more/items')[0], 404)

    def test_a_table_dropped_a_moment_ago_is_no_500(self):
        path = self.gpkg(support.points('places', 20), support.points('doomed', 5))
        server = self.serve(path, '--config', self.write('slow.yaml', 'limits:\n  refresh_ms: 600000\n'))
        db = sqlite3.connect(path)
        db.execute('DROP TABLE rtree_doomed_geom')
        db.execute('DROP TABLE doomed')
        db.commit()
        db.close()
        self.assertIn(self.ask(server, '/collections/doomed/items')[0], (404, 503))
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)

    def test_rows_edited_by_others_are_seen(self):
        path = self.gpkg()
        server = self.serve(path)
        db = sqlite3.connect(path)
        db.execute("UPDATE places SET name = 'changed' WHERE fid = 1")
        db.commit()
        db.close()
        item = json.loads(self.ask(server, '/collections/places/items/1')[2])
        self.assertEqual(item['properties']['name'], 'changed')

    def test_a_file_replaced_by_another_is_reopened(self):
        path = self.gpkg()
        server = self.serve(path, '--config', self.write('quick.yaml', QUICK))
        support.make_gpkg(self.path('next.gpkg'), support.points('others', 4))
        os.replace(self.path('next.gpkg'), path)
        self.until(lambda: self.ids(server) == {'others'}, 'the other file')


class Extents(support.Case):
    """What a collection says of its rows follows them."""
    TABLE = support.tables.Table('visits', [('fid', 'int'), ('day', 'date'), ('geom', 'geometry')],
                                 [(1, '2020-05-01', 'POINT(1 2)'), (2, '2021-06-01', 'POINT(3 4)')],
                                 geometry=('geom', 'POINT', 4326, 0, 0))

    def store(self):
        return self.gpkg(self.TABLE)

    def setUp(self):
        super().setUp()
        self.address = self.store()
        self.server = self.serve(self.address, '--config', self.write('quick.yaml', QUICK))

    def extent(self, kind, member):
        return json.loads(self.ask(self.server, '/collections/visits')[2])['extent'][kind][member][0]

    def test_in_time(self):
        self.assertEqual(self.extent('temporal', 'interval'), ['2020-05-01T00:00:00Z', '2021-06-01T23:59:59.999999Z'])
        self.change("update visits set day = '2024-02-29' where fid = 2")
        self.until(lambda: self.extent('temporal', 'interval')[1] == '2024-02-29T23:59:59.999999Z', 'the later day')
        self.change('delete from visits where fid = 1')
        self.until(lambda: self.extent('temporal', 'interval')[0] == '2024-02-29T00:00:00Z', 'the first day is gone')


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class ExtentsInPostgres(Extents):
    def store(self):
        return self.database(f'vigie_extents_{os.getpid()}', self.TABLE)

    def test_in_space(self):
        self.assertEqual(self.extent('spatial', 'bbox'), [1, 2, 3, 4])
        self.change("insert into visits values (3, null, 'SRID=4326;POINT(5 6)')")
        self.until(lambda: self.extent('spatial', 'bbox') == [1, 2, 5, 6], 'the box of the new row')


class Configuration(support.Case):
    def title(self, server):
        return json.loads(self.ask(server, '/')[2])['title']

    def test_sighup_reads_it_again(self):
        config = self.write('c.yaml', 'title: before\nlimits:\n  refresh_ms: 600000\n')
        server = self.serve(self.gpkg(), '--config', config)
        self.assertEqual(self.title(server), 'before')
        self.write('c.yaml', 'title: after\nlimits:\n  refresh_ms: 600000\n')
        server.process.send_signal(signal.SIGHUP)
        self.until(lambda: self.title(server) == 'after', 'the new title')

    def test_a_changed_file_is_read_again(self):
        config = self.write('c.yaml', 'title: before\n' + QUICK)
        server = self.serve(self.gpkg(), '--config', config)
        self.assertEqual(self.title(server), 'before')
        self.write('c.yaml', 'title: after\n' + QUICK)
        self.until(lambda: self.title(server) == 'after', 'the new title')

    def test_a_bad_one_keeps_the_old_one_and_says_why(self):
        config = self.write('c.yaml', 'title: before\n')
        server = self.serve(self.gpkg(), '--config', config)
        self.write('c.yaml', 'title: after\nlimit: 5\n')
        server.process.send_signal(signal.SIGHUP)
        self.until(lambda: 'c.yaml:2' in server.output(), 'a line in the log')
        self.assertEqual(self.title(server), 'before')

    def test_what_it_overrides(self):
        config = self.write('c.yaml', '''\
title: {en: Coast, fr: Côte}
base_url: https://data.example.org/vigie
collections:
  places:
    title: {en: Places, fr: Lieux}
    hide: [name]
  unknown:
    title: x
''')
        server = self.serve(self.gpkg(), '--config', config)
        self.assertEqual(self.title(server), 'Coast')
        landing = json.loads(self.ask(server, '/', headers={'Accept-Language': 'fr'})[2])
        self.assertEqual(landing['title'], 'Côte')
        self.assertTrue(all(link['href'].startswith('https://data.example.org/vigie/') for link in landing['links']))
        collection = json.loads(self.ask(server, '/collections/places', headers={'Accept-Language': 'fr'})[2])
        self.assertEqual(collection['title'], 'Lieux')
        item = json.loads(self.ask(server, '/collections/places/items/1')[2])
        self.assertNotIn('name', item['properties'])
        self.assertEqual(self.ask(server, '/collections/places/items?name=x')[0], 400)
        self.assertIn('unknown', server.output())


if __name__ == '__main__':
    unittest.main()
