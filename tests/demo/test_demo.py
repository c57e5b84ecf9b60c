"""tools/demo serves the sample data, and its front ends answer."""
import json
import os
import re
import signal
import socket
import subprocess
import time
import unittest
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE_S = 1200   # a release is built


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        address = f'127.0.0.1:{free_port()}'
        cls.base = 'http://' + address
        # The release is built for itself, whatever sanitizers the rest of the tests have.
        environment = {k: v for k, v in os.environ.items() if not k.endswith('SAN_OPTIONS')}
        cls.log = open(os.path.join(ROOT, 'build-test', 'logs', 'demo-output.log'), 'w+', encoding='utf-8')
        cls.demo = subprocess.Popen([os.path.join(ROOT, 'tools', 'demo'), address], stdout=cls.log, stderr=subprocess.STDOUT,
                                    env=environment, start_new_session=True)
        cls.addClassCleanup(cls.stop)
        started = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(cls.base + '/ready', timeout=5).close()
                return
            except OSError:
                if cls.demo.poll() is not None or time.monotonic() - started > PATIENCE_S:
                    raise AssertionError('tools/demo does not serve: ' + cls.said()[-3000:])
                time.sleep(0.2)

    @classmethod
    def said(cls):
        cls.log.flush()
        with open(cls.log.name, encoding='utf-8') as f:
            return f.read()

    @classmethod
    def stop(cls):
        os.killpg(cls.demo.pid, signal.SIGTERM)
        cls.demo.wait(60)
        cls.log.close()

    def ask(self, path, accept='*/*'):
        request = urllib.request.Request(self.base + path, headers={'Accept': accept, 'Accept-Language': 'fr'})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def collections(self):
        return json.loads(self.ask('/collections?f=json'))['collections']

    def test_it_says_where_it_serves(self):
        self.assertTrue(re.search('serving .*' + re.escape(self.base), self.said()))

    def test_the_landing_page_is_there(self):
        self.assertIn('<html lang="fr"', self.ask('/', 'text/html'))

    def test_each_collection_has_items_and_a_page(self):
        for c in self.collections():
            if c['id'] == 'catalogue' or c.get('itemType') != 'feature':
                continue
            self.assertGreater(len(json.loads(self.ask(f"/collections/{c['id']}/items?limit=5&f=json"))['features']), 0, c['id'])
            self.assertIn('<html', self.ask(f"/collections/{c['id']}", 'text/html'))

    def test_a_collection_can_be_taken_away(self):
        self.assertIn('"FeatureCollection"', self.ask('/collections/communes/download?f=json'))

    def test_the_sample_is_told_to_be_one(self):
        told = [c['title'] for c in self.collections() if c['id'] != 'catalogue']
        self.assertTrue(told and all('invent' in t or 'sample' in t for t in told), told)

    def test_each_collection_is_in_the_catalogue(self):
        records = json.loads(self.ask('/collections/catalogue/items?limit=100&f=json'))
        data = [c['id'] for c in self.collections() if c['id'] != 'catalogue']
        self.assertEqual(sorted(r['id'] for r in records['features'] if r['id'] in data), sorted(data))


if __name__ == '__main__':
    unittest.main()
