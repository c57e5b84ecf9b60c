"""What the cases here share: a folder, the program, and ways to look at what it wrote."""
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.abspath(os.environ.get('VIGIE', os.path.join(ROOT, 'build', 'vigie')))
SHARED = os.environ.get('VIGIE_SHARED', os.path.join(os.path.dirname(ROOT), 'shared'))
DATA = os.path.join(SHARED, 'data')
POSTGRES = os.environ.get('VIGIE_TEST_PG')
PATIENCE_S = 120

needs_data = unittest.skipUnless(os.path.isdir(DATA), 'no shared data (VIGIE_SHARED)')
needs_postgres = unittest.skipUnless(POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
needs_ogr2ogr = unittest.skipUnless(shutil.which('ogr2ogr'), 'no ogr2ogr')


def psql(sql, address=None):
    """Rows as lists of texts."""
    done = subprocess.run(['psql', '-q', '-X', '-A', '-t', '-F', '\x1f', '-v', 'ON_ERROR_STOP=1', address or POSTGRES],
                          input=sql, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return [line.split('\x1f') for line in done.stdout.splitlines()]


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='vigie-import-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.store = self.path('store.gpkg')

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def vigie(self, source, *args, store=None, **kwargs):
        """The finished process; the environment's language is English."""
        env = {**os.environ, 'LC_ALL': 'C', 'TMPDIR': self.folder}
        return subprocess.run([PROGRAM, 'import', source, store or self.store, *args], capture_output=True, text=True,
                              timeout=PATIENCE_S, env=env, **kwargs)

    def load(self, source, *args, store=None):
        """Import that must do; its report."""
        done = self.vigie(source, '--json', *args, store=store)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, status, source, *args, store=None, **kwargs):
        """Import that must fail with this status and one sentence, which is returned."""
        done = self.vigie(source, *args, store=store, **kwargs)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith('vigie import: '), lines[0])
        return lines[0].removeprefix('vigie import: ')

    def ask(self, sql, *values, store=None):
        db = sqlite3.connect(store or self.store)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def one(self, sql, *values, store=None):
        return self.ask(sql, *values, store=store)[0][0]

    def columns(self, table):
        """Name and declared type, but for the geometry."""
        geometry = dict(self.ask('SELECT table_name, column_name FROM gpkg_geometry_columns'))
        return {name: kind for _, name, kind, *_ in self.ask(f'PRAGMA table_info("{table}")')
                if name != geometry.get(table)}

    def left_behind(self):
        """Files in the folder that belong to the store but are not it."""
        return sorted(n for n in os.listdir(self.folder) if 'store.gpkg' in n and n != 'store.gpkg')


class PostgresCase(Case):
    """A schema of its own in the test database."""

    def setUp(self):
        super().setUp()
        self.schema = 'import_' + os.path.basename(self.folder).rpartition('-')[2].lower()
        psql(f'CREATE SCHEMA "{self.schema}"')
        self.addCleanup(psql, f'SET client_min_messages = error; DROP SCHEMA "{self.schema}" CASCADE')
        path = urllib.parse.quote(f'-csearch_path={self.schema},public')
        self.store = f'{POSTGRES}{"&" if "?" in POSTGRES else "?"}options={path}'

    def rows(self, sql):
        return psql(sql, self.store)
