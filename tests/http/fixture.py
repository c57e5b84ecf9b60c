"""The stores and servers that cases run on: one GeoPackage and one PostGIS database with the same content."""
import importlib.util
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
START_S = 60
STOP_S = 60
TROUBLE = ('ERROR: AddressSanitizer', 'ERROR: LeakSanitizer', 'WARNING: ThreadSanitizer', 'runtime error:')


class NoStart(Exception):
    pass


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(HERE, 'fixture', name + '.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Store:
    """A store with the fixture in it, 'same', 'native', 'edits', 'records' or 'catalogue'; for PostGIS a database of its own."""

    def __init__(self, kind, folder, program, content='same'):
        self.kind, self.server, self.content = kind, os.environ.get('VIGIE_TEST_PG'), content
        if kind == 'gpkg':
            self.address = os.path.join(folder, content + '.gpkg')
        else:
            self.database = f'vigie_{type(self).__name__.lower()}_{content}_{os.getpid()}'
            self.sql(f'create database {self.database}')
            parts = urllib.parse.urlsplit(self.server)
            self.address = parts._replace(path='/' + self.database).geturl()
            subprocess.run(['psql', '-q', '-X', self.address, '-c', 'create extension if not exists postgis'],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.fill(program)

    def fill(self, program):
        load('content').fill(self.kind, self.address, program, self.content)

    def sql(self, statement):
        subprocess.run(['psql', '-q', '-X', '-v', 'ON_ERROR_STOP=1', self.server, '-c', statement], check=True)

    def drop(self):
        if self.kind == 'postgis':
            self.sql(f'drop database {self.database} with (force)')


class Server:
    """`vigie serve` on a free port of loopback, its log in a file."""

    def __init__(self, program, store, config, args):
        self.address = f'127.0.0.1:{free_port()}'
        self.log = tempfile.TemporaryFile('w+', errors='replace')
        command = [program, 'serve', store.address, '--listen', self.address, *args]
        if config:
            command += ['--config', os.path.join(HERE, 'fixture', config)]
        self.cache = tempfile.TemporaryDirectory(prefix='vigie-cache-')
        environment = {**os.environ, 'XDG_CACHE_HOME': self.cache.name}
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environment)
        self.wait_until_ready()

    def wait_until_ready(self):
        host, port = self.address.split(':')
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        self.process.kill()
        raise NoStart(f'the server did not start:\n{self.output()[-3000:]}')

    def output(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        """Ask it to end; a sentence if it did not end well, else None."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return f'it did not end within {STOP_S} s of SIGTERM'
        finally:
            self.cache.cleanup()
        text = self.output()
        for sign in TROUBLE:
            if sign in text:
                return text[text.index(sign):][:4000]
        return None if status == 0 else f'it ended with status {status}:\n{text[-2000:]}'
