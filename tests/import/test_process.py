"""vigie import as a process: exit statuses, what it says and where, what is left when it is stopped or fails."""
import fcntl
import json
import os
import pty
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from support import PATIENCE_S, PROGRAM, Case, PostgresCase, needs_postgres

TABLE = 'code;nom;lon;lat\n01001;Été;2;48\n2A004;Ajaccio;8,7;41,9\n'


def many_rows(n):
    return 'n,text,lon,lat\n' + ''.join(f'{i},row {i} {"x" * 60},{i % 360 - 180},{i % 180 - 90}\n' for i in range(n))


class Statuses(Case):
    def test_done(self):
        done = self.vigie(self.write('t.csv', TABLE), '--id', 'code')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertRegex(done.stdout, r"^collection 't': 2 rows, POINT, OGC:CRS84, \d+\.\d s\n$")

    def test_quiet_says_nothing(self):
        done = self.vigie(self.write('t.csv', TABLE), '--quiet')
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))

    def test_french(self):
        done = self.vigie(self.write('t.csv', TABLE), '--lang', 'fr', '--title', 'Été')
        self.assertRegex(done.stdout, r"^collection 't' : 2 lignes, POINT")
        self.assertEqual(self.ask('SELECT lang FROM vigie_collection'), [('fr',)])
        self.assertEqual(self.one("SELECT identifier FROM gpkg_contents WHERE table_name = 't'"), 'Été')
        said = self.refused(1, self.path('t.csv'), '--lang', 'fr')
        self.assertEqual(said, "la collection 't' existe déjà : donnez --append, --replace ou un autre --collection")

    def test_wrong_calls(self):
        source = self.write('t.csv', TABLE)
        for args in (['--geometry', 'mend'], ['--lang', 'de'], ['--append', '--replace'], ['--x', 'lon'],
                     ['--x', 'lon', '--y', 'lat', '--wkt', 'w'], ['--nothing'], ['--id'], ['another']):
            with self.subTest(args):
                done = self.vigie(source, *args)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn('\nusage: vigie import SOURCE STORE', done.stderr)
        self.assertEqual(self.vigie(source, store=self.path('store.shp')).returncode, 2)
        done = subprocess.run([PROGRAM, 'import', '--help'], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_network_sources_are_refused(self):
        for source in ('http://127.0.0.1:1/x.geojson', 'https://example.org/x.zip', '/vsicurl/http://127.0.0.1:1/x.shp',
                       'WFS:http://127.0.0.1:1/', '/vsis3/bucket/x.fgb'):
            with self.subTest(source):
                self.assertIn('on the network: download it first', self.refused(1, source))

    def test_what_a_file_points_to_is_not_fetched(self):
        vrt = ('<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:1/x.geojson</SrcDataSource>'
               '</OGRVRTLayer></OGRVRTDataSource>')
        self.refused(1, self.write('x.vrt', vrt))

    def test_failure_as_json(self):
        done = self.vigie(self.write('t.csv', TABLE), '--id', 'none', '--json')
        self.assertEqual(done.returncode, 1)
        report = json.loads(done.stdout)
        self.assertFalse(report['ok'])
        self.assertIn('none', report['error']['text'])


class Stores(Case):
    def setUp(self):
        super().setUp()
        self.source = self.write('t.csv', TABLE)

    def test_folder_that_is_not_there(self):
        self.refused(3, self.source, store=self.path('none', 'store.gpkg'))

    def test_file_that_is_no_geopackage(self):
        self.write('store.gpkg', 'not a database at all, but long enough to look into' * 20)
        self.refused(3, self.source)
        os.remove(self.store)
        sqlite3.connect(self.store).execute('CREATE TABLE t (a)').connection.close()
        self.refused(3, self.source)
        self.assertEqual(self.ask('SELECT name FROM sqlite_master'), [('t',)])

    def test_locked(self):
        self.load(self.source)
        db = sqlite3.connect(self.store)
        db.execute('BEGIN IMMEDIATE')
        said = self.refused(3, self.source, '--replace')
        db.close()
        self.assertIn('locked by another program', said)
        self.load(self.source, '--replace')

    def test_read_only(self):
        self.load(self.source)
        os.chmod(self.store, 0o444)
        os.chmod(self.folder, 0o755)
        # Root may write everything: it becomes somebody who may not, nor enter the build folder perhaps.
        program = shutil.copy(PROGRAM, self.folder)
        somebody = {'user': 65534, 'group': 65534, 'extra_groups': [], 'executable': program} if os.geteuid() == 0 else {}
        self.refused(3, self.source, '--replace', **somebody)
        os.chmod(self.store, 0o644)
        self.assertEqual(self.one('SELECT count(*) FROM t'), 2)

    def full_disk(self):
        """Files end at 300 kB, as if the disk did."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    def test_full_disk_new_store(self):
        self.refused(3, self.write('many.csv', many_rows(5000)), preexec_fn=self.full_disk)
        self.assertFalse(os.path.exists(self.store))
        self.assertEqual(self.left_behind(), [])

    def test_full_disk_existing_store(self):
        self.load(self.source)
        self.refused(3, self.write('many.csv', many_rows(20000)), preexec_fn=self.full_disk)
        self.assertEqual(self.one('PRAGMA integrity_check'), 'ok')
        self.assertEqual(self.one('SELECT count(*) FROM t'), 2)
        self.assertEqual(self.ask("SELECT * FROM sqlite_master WHERE name = 'many'"), [])
        self.assertEqual(self.left_behind(), [])

    def test_readers_see_the_old_state_until_the_end(self):
        self.load(self.source)
        db = sqlite3.connect(self.store, isolation_level=None)
        db.execute('BEGIN')
        self.assertEqual(db.execute('SELECT count(*) FROM t').fetchall(), [(2,)])
        self.load(self.write('t2.csv', 'code;nom;lon;lat\nx;y;0;0\n'), '--collection', 't', '--replace')
        self.assertEqual(db.execute('SELECT count(*) FROM t').fetchall(), [(2,)])
        db.execute('COMMIT')
        self.assertEqual(db.execute('SELECT count(*) FROM t').fetchall(), [(1,)])
        db.close()


class Interrupted(Case):
    """Stopped once the store has been begun and rows are on their way."""

    def start(self):
        source = self.write('many.csv', many_rows(60_000))
        return subprocess.Popen([PROGRAM, 'import', source, self.store], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                text=True)

    def until(self, holds, process):
        end = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end or process.poll() is not None:
                self.fail('it was over before it had begun')
            time.sleep(0.002)

    def is_begun(self):
        return os.path.exists(self.path('.store.gpkg.vigie-new'))

    def test_new_store(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start()
                self.until(self.is_begun, process)
                process.send_signal(number)
                said = process.communicate(timeout=PATIENCE_S)[1]
                self.assertEqual(process.returncode, 130)
                self.assertIn('interrupted', said)
                self.assertFalse(os.path.exists(self.store))
                self.assertEqual(self.left_behind(), [])

    def test_existing_store(self):
        self.load(self.write('t.csv', TABLE))
        process = self.start()
        self.until(self.is_locked, process)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.left_behind(), [])
        self.assertEqual(self.ask("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"), [('t',)])
        self.assertEqual(self.one('PRAGMA integrity_check'), 'ok')

    def is_locked(self):
        db = sqlite3.connect(self.store, timeout=0, isolation_level=None)
        try:
            db.execute('BEGIN IMMEDIATE')
            db.execute('ROLLBACK')
        except sqlite3.OperationalError:
            return True
        finally:
            db.close()
        return False

    def test_killed(self):
        process = self.start()
        self.until(self.is_begun, process)
        process.kill()
        process.communicate()
        self.assertFalse(os.path.exists(self.store))
        self.load(self.write('t.csv', TABLE))
        self.assertEqual(self.left_behind(), [])
        process = self.start()
        self.until(self.is_locked, process)
        process.kill()
        process.communicate()
        self.assertEqual(self.one('PRAGMA integrity_check'), 'ok')
        self.assertEqual(self.one('SELECT count(*) FROM t'), 2)
        self.load(self.write('t.csv', TABLE), '--replace')


@needs_postgres
class InterruptedPostgres(PostgresCase):
    def test_nothing_is_left(self):
        source = self.write('many.csv', many_rows(100_000))
        process = subprocess.Popen([PROGRAM, 'import', source, self.store], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE_S
        loading = f"SELECT count(*) FROM pg_stat_activity WHERE query ILIKE '%copy%{self.schema}%' AND pid <> pg_backend_pid()"
        while time.monotonic() < end and self.rows(loading) == [['0']] and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(PATIENCE_S), 130)
        self.assertEqual(self.rows(f"SELECT count(*) FROM pg_tables WHERE schemaname = '{self.schema}'"), [['0']])


class Progress(Case):
    def test_bar_on_a_terminal(self):
        source = self.write('many.csv', many_rows(250_000))
        screen, terminal = pty.openpty()
        process = subprocess.Popen([PROGRAM, 'import', source, self.store], stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        fcntl.fcntl(screen, fcntl.F_SETFL, os.O_NONBLOCK)
        shown = b''
        while True:
            over = process.poll() is not None
            try:
                shown += os.read(screen, 65536)
            except (BlockingIOError, OSError):
                if over:
                    break
                time.sleep(0.02)
        os.close(screen)
        self.assertEqual(process.returncode, 0)
        self.assertRegex(shown, rb'\r\x1b\[K\[#*\.*\] +\d+ %  \d+ rows')
        self.assertTrue(shown.endswith(b'\r\x1b[K'))


if __name__ == '__main__':
    unittest.main()
