"""What the cases here share: stores made for one case, servers on them, and patient questions."""
import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'http'))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'http', 'fixture'))
import content   # noqa: E402
import fixture   # noqa: E402
import tables    # noqa: E402

PROGRAM = os.environ['VIGIE']
POSTGRES = os.environ.get('VIGIE_TEST_PG')
PATIENCE_S = 30


def points(name, n):
    """A table of n points."""
    return tables.Table(name, [('fid', 'int'), ('name', 'text'), ('geom', 'geometry')],
                        [(i, f'point {i} ' + 'x' * 80, f'POINT({i % 360 - 180} {i % 180 - 90})') for i in range(1, n + 1)],
                        geometry=('geom', 'POINT', 4326, 0, 0))


def make_gpkg(path, *wanted):
    db = sqlite3.connect(path)
    db.executescript(content.GPKG)
    db.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'undefined', NULL)")
    for table in wanted:
        content.gpkg_table(db, table)
    db.commit()
    db.close()


def psql(address, sql):
    subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', address], input=sql.encode(), check=True,
                   stdout=subprocess.DEVNULL)


# Who may write, and the configuration that lets him.
TOKEN = 'vigie_cases-write-all-that-can-be-written-0000000'
WRITABLE = '''\
tokens:
  all:
    sha256: f082e5ef8180f867c6ba8580198ce6bf25158016150220b419ace2bed23eba20
    collections: ['*']
collections:
  places: {writable: true}
'''


class Place:
    def __init__(self, address):
        self.address = address


class Case(unittest.TestCase):
    """A folder of its own and servers that end with the case, well."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='vigie-serve-')
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as f:
            f.write(text)
        return self.path(name)

    def gpkg(self, *wanted, name='store.gpkg'):
        make_gpkg(self.path(name), *(wanted or (points('places', 20),)))
        return self.path(name)

    def database(self, name, *wanted):
        """The address of a new database with these tables."""
        psql(POSTGRES, f'create database {name}')
        self.addCleanup(psql, POSTGRES, f'drop database {name} with (force)')
        address = urllib.parse.urlsplit(POSTGRES)._replace(path='/' + name).geturl()
        psql(address, 'create extension if not exists postgis;' +
             '\n'.join(line for table in wanted for line in content.postgis_table(table)))
        return address

    def change(self, sql):
        """What somebody else does to the store at self.address, of either kind."""
        if self.address.startswith('postgresql:'):
            psql(self.address, sql)
            return
        db = sqlite3.connect(self.address)
        db.execute(sql)
        db.commit()
        db.close()

    def serve(self, store, *args):
        server = fixture.Server(PROGRAM, Place(store), '', list(args))
        self.addCleanup(server.log.close)
        self.addCleanup(self.ended_well, server)
        return server

    def ended_well(self, server):
        if server.process.poll() is None:
            self.assertIsNone(server.stop())

    def run_program(self, *args, timeout=60):
        return subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=timeout)

    def ask(self, server, path, method='GET', headers=None, timeout=PATIENCE_S, body=None):
        """(status, headers, body)"""
        c = http.client.HTTPConnection(server.address, timeout=timeout)
        try:
            c.request(method, path, body=body, headers={'Accept': 'application/json', **(headers or {})})
            response = c.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            c.close()

    def ids(self, server):
        """Of the collections of features: the catalogue is always there."""
        return {c['id'] for c in json.loads(self.ask(server, '/collections')[2])['collections'] if c['itemType'] == 'feature'}

    def until(self, holds, what):
        """Wait for what another process does; ask often, give up late."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.05)
        self.fail(f'{what}: not within {PATIENCE_S} s')
