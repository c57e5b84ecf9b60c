"""Edits that go wrong half way: the program killed while others write and read, a store that is locked, full or not ours to
write.  VIGIE_KILL_SECONDS=60 kills for a minute instead of the few seconds of an ordinary run."""
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
import unittest
import urllib.parse

import support
import edits

TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
WRITE = {'Authorization': f'Bearer {TOKEN}'}
CONFIG = os.path.join(support.HERE, os.pardir, 'http', 'fixture', 'edits.yaml')
SECONDS = float(os.environ.get('VIGIE_KILL_SECONDS', '3'))
TREE = {'type': 'Feature', 'geometry': {'type': 'Point', 'coordinates': [2.5, 48.5]}}


def feature(item, height):
    return json.dumps({**TREE, 'id': item, 'properties': {'hauteur': height}})


class Connection:
    """One that a writer or reader keeps, until the server is gone."""

    def __init__(self, address):
        self.http = http.client.HTTPConnection(address, timeout=support.PATIENCE_S)

    def ask(self, method, path, body=None, type_='application/geo+json'):
        headers = {**WRITE, **({'Content-Type': type_} if body else {})}
        self.http.request(method, path, body=body.encode() if body else None, headers=headers)
        answer = self.http.getresponse()
        return answer.status, answer.read()


class Writer:
    """Creates, updates and deletes items of its own, and keeps what it was told: per item a list of [kind, height, sure]."""

    def __init__(self, name):
        self.name, self.count, self.items = name, 0, {}

    def live(self):
        return [i for i, events in self.items.items() if events[-1][0] != 'delete' and all(e[2] for e in events)]

    def choose(self):
        self.count += 1
        live = self.live()
        kind = random.choice(['create', 'create', 'update', 'delete']) if live else 'create'
        item = f'{self.name}-{self.count}' if kind == 'create' else random.choice(live)
        return kind, item

    def run(self, address, failures):
        connection = Connection(address)
        try:
            while True:
                kind, item = self.choose()
                event = [kind, self.count, False]
                self.items.setdefault(item, []).append(event)
                status, body = self.send(connection, kind, item)
                if status == 503:   # nothing was done
                    self.items[item].pop()
                    if not self.items[item]:
                        del self.items[item]
                elif status in (201, 204):
                    event[2] = True
                else:
                    failures.append(f'{kind} {item}: {status} {body!r}')
                    return
        except (OSError, http.client.HTTPException):
            pass   # killed: what was on its way may have come about, or not

    def send(self, connection, kind, item):
        path = '/collections/arbres/items/' + item
        if kind == 'create':
            return connection.ask('POST', '/collections/arbres/items', feature(item, self.count))
        if kind == 'update':
            return connection.ask('PATCH', path, json.dumps({'properties': {'hauteur': self.count}}), 'application/merge-patch+json')
        return connection.ask('DELETE', path)


class Reader:
    """Follows the feed from where it stopped, whatever happens to the server."""

    def __init__(self):
        self.since, self.told = None, []

    def step(self, connection):
        query = '?limit=7' + ('&since=' + urllib.parse.quote(self.since) if self.since else '')
        status, body = connection.ask('GET', '/collections/arbres/changes' + query)
        if status != 200:
            return False
        answer = json.loads(body)
        self.told += [(c['id'], c['type']) for c in answer['changes']]
        self.since = answer['since']
        return answer['more']

    def run(self, address, failures):
        connection = Connection(address)
        try:
            while True:
                self.step(connection)
        except (OSError, http.client.HTTPException):
            pass


def few(writers):
    """Too little was acknowledged, as on a machine with other work, to say anything of it."""
    return sum(sure for w in writers for events in w.items.values() for _, _, sure in events) <= 20


class Edits(support.Case):
    def gpkg_store(self):
        edits.fill('gpkg', self.path('e.gpkg'), support.PROGRAM)
        return self.path('e.gpkg')

    def postgis_store(self):
        if not support.POSTGRES:
            self.skipTest('VIGIE_TEST_PG names no server')
        name = f'vigie_edits_{os.getpid()}'
        support.psql(support.POSTGRES, f'create database {name}')
        self.addCleanup(support.psql, support.POSTGRES, f'drop database if exists {name} with (force)')
        address = urllib.parse.urlsplit(support.POSTGRES)._replace(path='/' + name).geturl()
        support.psql(address, 'set client_min_messages = error; create extension if not exists postgis')
        edits.fill('postgis', address, support.PROGRAM)
        return address

    def start(self, store):
        return self.serve(store, '--config', CONFIG)

    # --- killed

    def kill_while_all_work(self, store, people):
        server = self.start(store)
        failures = []
        threads = [threading.Thread(target=p.run, args=(server.address, failures)) for p in people]
        for t in threads:
            t.start()
        time.sleep(random.uniform(0.1, 0.8))   # the moment is what is tried
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        for t in threads:
            t.join()
        self.assertEqual(failures, [])

    def check_item(self, connection, item, events, told):
        """What was told is what was acknowledged, and of what nobody knows some part; the item is as the last of it left it."""
        left = list(told)
        last = None
        for kind, height, sure in events:
            if left and left[0] == kind:
                left.pop(0)
                last = kind, height
            else:
                self.assertFalse(sure, f'{item}: {kind} was acknowledged and is not in the feed: {events} {told}')
        self.assertEqual(left, [], f'{item}: the feed tells more than was done: {events} {told}')
        status, body = connection.ask('GET', '/collections/arbres/items/' + item)
        if last is None or last[0] == 'delete':
            self.assertEqual(status, 404, item)
        else:
            self.assertEqual(status, 200, item)
            self.assertEqual(json.loads(body)['properties']['hauteur'], last[1], item)

    def whole_feed(self, connection):
        reader = Reader()
        while reader.step(connection):
            pass
        return reader.told

    def killed(self, store):
        random.seed(os.urandom(8))
        writers, readers = [Writer('a'), Writer('b')], [Reader(), Reader(), Reader()]
        began = time.monotonic()
        while time.monotonic() < began + SECONDS or few(writers) and time.monotonic() < began + SECONDS + support.PATIENCE_S:
            self.kill_while_all_work(store, writers + readers)
        server = self.start(store)
        connection = Connection(server.address)
        feed = self.whole_feed(connection)
        for reader in readers:
            while reader.step(connection):
                pass
            reader.step(connection)
            self.assertEqual(sorted(reader.told), sorted(feed))
        known = {}
        for item, kind in feed:
            known.setdefault(item, []).append(kind)
        for writer in writers:
            for item, events in writer.items.items():
                self.check_item(connection, item, events, known.pop(item, []))
        self.assertEqual(known, {}, 'the feed tells of items that nobody made')
        self.assertFalse(few(writers), feed)

    def test_killed_on_a_geopackage(self):
        self.killed(self.gpkg_store())

    def test_killed_on_postgis(self):
        self.killed(self.postgis_store())

    # --- surroundings

    def post(self, server, body):
        return self.ask(server, '/collections/arbres/items', 'POST', {**WRITE, 'Content-Type': 'application/geo+json'}, body=body)

    def test_a_locked_geopackage_is_busy(self):
        store = self.gpkg_store()
        with open(CONFIG, encoding='utf-8') as f:
            config = self.write('c.yaml', f.read() + 'limits: {store_wait_ms: 200}\n')
        server = self.serve(store, '--config', config)
        other = sqlite3.connect(store, isolation_level=None)
        other.execute('begin immediate')
        status, headers, body = self.post(server, feature('locked', 1))
        self.assertEqual((status, 'retry-after' in headers), (503, True), body)
        self.assertEqual(self.ask(server, '/collections/arbres/items/or4')[0], 200)
        other.execute('rollback')
        other.close()
        self.assertEqual(self.post(server, feature('locked', 1))[0], 201)

    def test_a_full_disk_changes_nothing(self):
        store = self.gpkg_store()
        server = self.start(store)
        self.assertEqual(self.post(server, feature('before', 1))[0], 201)
        size = max(os.path.getsize(store), os.path.getsize(store + '-wal')) + 8192
        subprocess.run(['prlimit', '--pid', str(server.process.pid), f'--fsize={size}:unlimited'], check=True)
        many = {'type': 'FeatureCollection', 'features': [
            {**TREE, 'id': f'f{i}', 'properties': {'espece': 'x' * 1000}} for i in range(1000)]}
        status, _, body = self.post(server, json.dumps(many))
        self.assertEqual(status, 503, body)
        self.assertEqual(self.ask(server, '/collections/arbres/items/before')[0], 200)
        self.assertEqual(self.ask(server, '/collections/arbres/items/f0')[0], 404)
        subprocess.run(['prlimit', '--pid', str(server.process.pid), '--fsize=unlimited:unlimited'], check=True)
        self.assertEqual(self.post(server, json.dumps(many))[0], 201)

    @unittest.skipIf(os.geteuid() == 0, 'nothing is read-only for root')
    def test_a_geopackage_that_may_only_be_read(self):
        store = self.gpkg_store()
        os.chmod(store, 0o444)
        server = self.start(store)
        self.assertEqual(self.post(server, feature('no', 1))[0], 403)
        self.assertEqual(self.ask(server, '/collections/arbres/items/or4')[0], 200)

    def test_a_role_that_may_only_read(self):
        store = self.postgis_store()
        support.psql(store, "set client_min_messages = error; drop role if exists vigie_edits_reader; create role vigie_edits_reader login;"
                            "grant select on all tables in schema public to vigie_edits_reader")
        self.addCleanup(support.psql, support.POSTGRES, 'drop role if exists vigie_edits_reader')
        self.addCleanup(support.psql, store, 'drop owned by vigie_edits_reader')
        parts = urllib.parse.urlsplit(store)
        reader = parts._replace(netloc='vigie_edits_reader@' + parts.netloc.rpartition('@')[2]).geturl()
        server = self.start(reader)
        self.assertEqual(self.post(server, feature('no', 1))[0], 403)

    def test_others_edits_are_in_the_feed(self):
        store = self.gpkg_store()
        statements = self.run_program('check', store, '--triggers').stdout
        other = sqlite3.connect(store)
        other.executescript(statements)
        server = self.start(store)
        self.assertEqual(self.post(server, feature('ours', 1))[0], 201)
        other.execute("delete from lots where id = 1")
        other.commit()
        other.close()
        told = json.loads(self.ask(server, '/collections/lots/changes')[2])['changes']
        self.assertEqual([(c['id'], c['type']) for c in told], [('1', 'delete')])
        told = json.loads(self.ask(server, '/collections/arbres/changes')[2])['changes']
        self.assertEqual([(c['id'], c['type']) for c in told], [('ours', 'create')])
