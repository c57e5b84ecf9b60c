"""Starting: what cannot be served is refused with one sentence and the right exit status."""
import os
import shutil
import socket
import sqlite3
import subprocess
import types
import unittest

import support


class Refused(support.Case):
    def refused(self, status, sentence, *args):
        done = self.run_program(*args)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertRegex(done.stderr, sentence)
        self.assertNotIn('Sanitizer', done.stderr)
        return done.stderr

    def test_no_command(self):
        self.refused(2, 'vigie serve')

    def test_unknown_command(self):
        self.refused(2, "'servé'|usage", 'servé')

    def test_no_store(self):
        self.refused(2, 'store', 'serve')

    def test_two_stores(self):
        self.refused(2, 'store', 'serve', 'a.gpkg', 'b.gpkg')

    def test_unknown_option(self):
        self.refused(2, '--nothing', 'serve', 'a.gpkg', '--nothing')

    def test_a_store_that_is_not_there(self):
        self.refused(3, 'nowhere.gpkg', 'serve', self.path('nowhere.gpkg'), '--listen', '127.0.0.1:0')
        self.assertFalse(os.path.exists(self.path('nowhere.gpkg')))

    def test_a_store_of_no_kind(self):
        for store in ('store.txt', 'mysql://host/db', ''):
            self.refused(1, 'gpkg', 'serve', store, '--listen', '127.0.0.1:0')

    def test_a_text_named_gpkg(self):
        self.refused(1, 'text.gpkg', 'serve', self.write('text.gpkg', 'not a database ' * 100), '--listen', '127.0.0.1:0')

    def test_an_empty_file(self):
        self.refused(1, 'empty.gpkg', 'serve', self.write('empty.gpkg', ''), '--listen', '127.0.0.1:0')

    def test_a_folder(self):
        os.mkdir(self.path('folder.gpkg'))
        done = self.run_program('serve', self.path('folder.gpkg'), '--listen', '127.0.0.1:0')
        self.assertIn(done.returncode, (1, 3))
        self.assertIn('folder.gpkg', done.stderr)

    def test_a_database_that_is_no_geopackage(self):
        sqlite3.connect(self.path('plain.gpkg')).execute('CREATE TABLE t (x)').connection.close()
        self.refused(1, 'plain.gpkg', 'serve', self.path('plain.gpkg'), '--listen', '127.0.0.1:0')

    def test_a_geopackage_cut_short(self):
        path = self.gpkg(support.points('places', 3000))
        with open(path, 'r+b') as f:
            f.truncate(os.path.getsize(path) // 2)
        done = subprocess.Popen([support.PROGRAM, 'serve', path, '--listen', '127.0.0.1:0'], stderr=subprocess.PIPE, text=True)
        self.addCleanup(done.stderr.close)
        try:
            # Refused at once, or served with an error for what is gone; never a crash.
            self.assertIn(done.wait(3), (1, 3))
        except subprocess.TimeoutExpired:
            done.terminate()
            self.assertEqual(done.wait(30), 0)

    def test_a_version_to_come(self):
        path = self.gpkg()
        db = sqlite3.connect(path)
        db.execute('PRAGMA user_version = 20000')
        db.close()
        self.refused(1, 'version', 'serve', path, '--listen', '127.0.0.1:0')

    def test_an_address_in_use(self):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            s.listen()
            self.refused(3, str(s.getsockname()[1]), 'serve', self.gpkg(), '--listen', f'127.0.0.1:{s.getsockname()[1]}')

    def test_an_address_that_is_none(self):
        for listen in ('here', '127.0.0.1', '127.0.0.1:99999', '127.0.0.1:x'):
            done = self.run_program('serve', self.gpkg(name=f'{abs(hash(listen))}.gpkg'), '--listen', listen)
            self.assertIn(done.returncode, (1, 2, 3), listen)
            self.assertIn(listen.rpartition(':')[0] or listen, done.stderr)

    def test_a_mistake_in_the_configuration_names_line_and_key(self):
        path = self.write('bad.yaml', 'title: x\nlimits:\n  conections: 5\n')
        for command in (['serve', self.gpkg(), '--listen', '127.0.0.1:0', '--config', path], ['check', '--config', path]):
            text = self.refused(1, r'bad\.yaml:3', *command)
            self.assertIn("'limits.conections'", text)
            self.assertIn("'limits.connections'", text)

    @unittest.skipUnless(support.POSTGRES, 'VIGIE_TEST_PG names no server')
    def test_a_database_that_is_away(self):
        text = self.refused(3, '127.0.0.1', 'serve', 'postgresql://someone:secretword@127.0.0.1:1/x', '--listen', '127.0.0.1:0')
        self.assertNotIn('secretword', text)


class Served(support.Case):
    def bytes_of(self, path):
        with open(path, 'rb') as f:
            return f.read()

    def test_help_and_version(self):
        for args in (['--help'], ['serve', '--help'], ['--version']):
            done = self.run_program(*args)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('vigie', done.stdout)

    def test_an_empty_geopackage(self):
        support.make_gpkg(self.path('empty.gpkg'))
        server = self.serve(self.path('empty.gpkg'))
        self.assertEqual(self.ids(server), set())

    def test_nothing_is_written_to_the_store(self):
        path = self.gpkg()
        before = self.bytes_of(path)
        server = self.serve(path)
        self.assertEqual(self.ask(server, '/collections/places/items')[0], 200)
        self.assertIsNone(server.stop())
        self.assertEqual(self.bytes_of(path), before)

    @unittest.skipUnless(os.geteuid() == 0, 'needs root to become a user who may not write')
    def test_a_folder_that_cannot_be_written(self):
        path = self.gpkg()
        program = shutil.copy(support.PROGRAM, self.folder)  # for who may not enter the build folder
        os.chmod(self.folder, 0o555)
        os.chmod(path, 0o444)
        address = f'127.0.0.1:{support.fixture.free_port()}'
        process = subprocess.Popen([program, 'serve', path, '--listen', address], user=65534, group=65534,
                                   stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd='/')
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        running = types.SimpleNamespace(address=address)
        self.until(lambda: process.poll() is not None or self.answers(running), 'an answer')
        self.assertIsNone(process.poll(), 'it ended')
        self.assertEqual(self.ask(running, '/collections/places/items?bbox=-180,-90,180,90')[0], 200)

    def answers(self, server):
        try:
            return self.ask(server, '/health')[0] == 200
        except OSError:
            return False


if __name__ == '__main__':
    unittest.main()
