"""Under load: full queues, slow readers and writers, limits, and an orderly end."""
import json
import os
import random
import re
import signal
import socket
import time
import unittest

import support

MANY = support.points('many', 20000)


def config(**limits):
    return 'limits:\n' + ''.join(f'  {k}: {v}\n' for k, v in limits.items())


class Load(support.Case):
    def server(self, **limits):
        return self.serve(self.gpkg(MANY), '--config', self.write('c.yaml', config(**limits)))

    def connect(self, server):
        host, port = server.address.split(':')
        s = socket.create_connection((host, int(port)), timeout=support.PATIENCE_S)
        self.addCleanup(s.close)
        return s

    def closed(self, s):
        """What came until the server closed."""
        data = b''
        while True:
            try:
                part = s.recv(65536)
            except ConnectionResetError:
                return data
            if not part:
                return data
            data += part

    def test_readers_that_do_not_read_hold_no_store_connection(self):
        server = self.server(store_connections=1, store_wait_ms=500, store_queue=1)
        slow = [self.connect(server) for _ in range(5)]
        for s in slow:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            s.sendall(b'GET /collections/many/items?limit=10000 HTTP/1.1\r\nHost: h\r\n\r\n')
            s.recv(1)   # the answer has begun, so the store has done its part
        status, _, body = self.ask(server, '/collections/many/items?limit=1')
        self.assertEqual(status, 200, body)

    def noise(self):
        """A table whose pages hardly get smaller: 10 MB, and 7 MB compressed; no socket takes all of it."""
        table, r = support.points('noise', 10000), random.Random(1)
        table.rows = [(i, ''.join(r.choices('abcdefghijklmnopqrstuvwxyz0123456789+-', k=900)), g) for i, _, g in table.rows]
        return self.gpkg(table)

    def resident_mib(self, server):
        with open(f'/proc/{server.process.pid}/status', encoding='ascii') as f:
            return int(re.search(r'^VmRSS:\s+(\d+)', f.read(), re.M).group(1)) / 1024

    def test_what_waits_for_slow_readers_is_bounded(self):
        """Past the memory for pages they lie in files, compressed or not."""
        # What the address sanitizer keeps back of freed memory, and its second stack of each thread, are not ours.
        os.environ['ASAN_OPTIONS'] = (os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=1:'
                                      'thread_local_quarantine_size_kb=64:detect_stack_use_after_return=0')
        self.addCleanup(os.environ.__setitem__, 'ASAN_OPTIONS', os.environ['ASAN_OPTIONS'].partition(':quarantine')[0])
        server = self.serve(self.noise(), '--config', self.write('c.yaml', config(
            page_memory='1 MiB', pages_memory='8 MiB', store_wait_ms=20000)))
        self.ask(server, '/collections/noise/items?limit=10000', headers={'Accept-Encoding': 'gzip'})
        before = self.resident_mib(server)
        for n in range(40):
            s = self.connect(server)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            coding = (b'gzip', b'zstd', b'identity')[n % 3]
            s.sendall(b'GET /collections/noise/items?limit=10000 HTTP/1.1\r\nHost: h\r\nAccept-Encoding: ' + coding + b'\r\n\r\n')
            self.assertEqual(s.recv(12), b'HTTP/1.1 200')
        self.assertLess(self.resident_mib(server) - before, 80)
        self.assertEqual(self.ask(server, '/collections/noise/items?limit=10000')[0], 200)

    def hold(self, server, n):
        held = []
        while len(held) < n:
            s = self.connect(server)
            s.sendall(b'GET /health HTTP/1.1\r\nHost: h\r\n\r\n')
            # One made while the former was still ending counts as past the limit.
            if b'connection: close' not in s.recv(65536).lower():
                held.append(s)
        return held

    def test_past_the_limit_of_connections_is_503_but_for_health(self):
        server = self.server(connections=3)
        held = self.hold(server, 3)
        s = self.connect(server)
        s.sendall(b'GET /collections HTTP/1.1\r\nHost: h\r\n\r\n')
        answer = self.closed(s)
        self.assertTrue(answer.startswith(b'HTTP/1.1 503'), answer[:200])
        self.assertIn(b'retry-after', answer.lower())
        self.assertEqual(self.ask(server, '/health')[0], 200)
        for s in held:
            s.close()
        self.until(lambda: self.ask(server, '/collections')[0] == 200, 'room again')

    def test_connections_that_say_nothing_keep_nobody_from_health(self):
        """Far more of them than there are threads beyond the limit."""
        server = self.server(connections=3)
        self.hold(server, 3)
        silent = []
        for n in range(60):
            silent.append(self.connect(server))
            if n % 2:
                silent[-1].sendall(b'GET / HTTP/1.1\r\nHost: h\r\n')
            status, headers, _ = self.ask(server, '/health' if n % 3 else '/collections')
            self.assertEqual(status, 200 if n % 3 else 503, n)
            self.assertEqual('retry-after' in headers, n % 3 == 0)
        answer = self.closed(silent[1])
        self.assertTrue(answer.startswith(b'HTTP/1.1 503'), answer)
        self.assertIn(b'retry-after', answer.lower())

    def test_a_head_that_does_not_come_whole_is_cut_off(self):
        server = self.server(head_ms=300)
        s = self.connect(server)
        s.sendall(b'GET / HTTP/1.1\r\nHost: h\r\n')
        start = time.monotonic()
        self.closed(s)
        self.assertLess(time.monotonic() - start, 10)

    def test_a_head_that_drips_is_cut_off(self):
        server = self.server(head_ms=500)
        s = self.connect(server)
        s.sendall(b'GET / HTTP/1.1\r\nHost: h\r\nX-Drip: ')
        start = time.monotonic()
        try:
            while time.monotonic() - start < 15:
                s.sendall(b'x')
                s.settimeout(0.1)
                try:
                    if s.recv(65536) == b'':
                        break
                except TimeoutError:
                    continue
        except OSError:
            pass
        self.assertLess(time.monotonic() - start, 10)

    def test_a_head_too_large_is_431(self):
        server = self.server(head_bytes='4 KiB')
        s = self.connect(server)
        s.sendall(b'GET / HTTP/1.1\r\nHost: h\r\nX-Large: ' + b'x' * 20000 + b'\r\n\r\n')
        answer = self.closed(s)
        self.assertRegex(answer[:12].decode(), r'HTTP/1.1 (431|414|400)')

    def test_a_body_too_large_is_413(self):
        server = self.server(body_bytes='1 KiB')
        s = self.connect(server)
        s.sendall(b'POST /collections HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n' + b'x' * 4096)
        answer = self.closed(s)
        self.assertRegex(answer[:12].decode(), r'HTTP/1.1 (413|405)')

    def test_a_page_larger_than_allowed_is_refused_whole(self):
        server = self.server(page_bytes='1 MiB', page_memory='512 KiB')
        status, _, body = self.ask(server, '/collections/many/items?limit=10000')
        self.assertEqual(status, 413, body[:200])
        self.assertIn('application/problem+json', _['content-type'])
        self.assertEqual(self.ask(server, '/collections/many/items?limit=10')[0], 200)

    def test_requests_can_follow_each_other_unasked(self):
        server = self.server()
        s = self.connect(server)
        s.sendall(b'GET /conformance HTTP/1.1\r\nHost: h\r\n\r\n' * 3 + b'GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
        self.assertEqual(self.closed(s).count(b'HTTP/1.1 200'), 4)

    def test_clients_that_vanish_do_no_harm(self):
        server = self.server()
        for _ in range(20):
            s = self.connect(server)
            s.sendall(b'GET /collections/many/items?limit=10000 HTTP/1.1\r\nHost: h\r\n\r\n')
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
            s.close()
        self.assertEqual(self.ask(server, '/collections/many/items?limit=1')[0], 200)


class End(support.Case):
    def test_sigterm_lets_an_answer_end(self):
        server = self.serve(self.gpkg(MANY))
        host, port = server.address.split(':')
        s = socket.create_connection((host, int(port)), timeout=support.PATIENCE_S)
        self.addCleanup(s.close)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        s.sendall(b'GET /collections/many/items?limit=10000 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
        data = s.recv(1000)
        server.process.send_signal(signal.SIGTERM)
        while True:
            part = s.recv(65536)
            if not part:
                break
            data += part
        head, _, body = data.partition(b'\r\n\r\n')
        length = [int(line.split(b':')[1]) for line in head.lower().split(b'\r\n') if line.startswith(b'content-length')][0]
        self.assertEqual(len(body), length)
        self.assertEqual(json.loads(body)['numberReturned'], 10000)
        self.assertEqual(server.process.wait(support.PATIENCE_S), 0)

    def test_sigterm_does_not_wait_for_idle_connections(self):
        server = self.serve(self.gpkg())
        host, port = server.address.split(':')
        s = socket.create_connection((host, int(port)), timeout=support.PATIENCE_S)
        self.addCleanup(s.close)
        s.sendall(b'GET /health HTTP/1.1\r\nHost: h\r\n\r\n')
        s.recv(1000)
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(support.PATIENCE_S), 0)
        self.assertLess(time.monotonic() - start, 10)


if __name__ == '__main__':
    unittest.main()
