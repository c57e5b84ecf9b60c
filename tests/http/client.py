"""Send what a case says and read the answer.  The host is always HOST, so that answers do not depend on the port."""
import gzip
import http.client
import re
import socket

import checks

HOST = 'vigie.example'
BASE = 'http://' + HOST
ESCAPE = re.compile(r'\\(x[0-9a-fA-F]{2}|[rnt0\\])')
TIMEOUT_S = 30


def fill(text, variables):
    """Put variables in for {name}; other braces stay."""
    return re.sub(r'\{(\w+)\}', lambda m: variables.get(m.group(1), m.group(0)), text)


def unescaped(text):
    """Bytes of a RAW line, where \\r \\n \\t \\0 \\xNN stand for bytes."""
    named = {'r': b'\r', 'n': b'\n', 't': b'\t', '0': b'\0', '\\': b'\\'}
    out, at = b'', 0
    for m in ESCAPE.finditer(text):
        out += text[at:m.start()].encode()
        out += named.get(m.group(1)) or bytes([int(m.group(1)[1:], 16)])
        at = m.end()
    return out + text[at:].encode()


def path_of(target):
    if target.startswith(BASE):
        return target[len(BASE):] or '/'
    if not target.startswith('/') and target != '*':
        raise checks.Failed(f"'{target}' is neither a path nor a link to {BASE}")
    return target


class Client:
    def __init__(self, address):
        host, _, port = address.partition(':')
        self.address = host, int(port)
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def send(self, exchange, variables):
        if exchange.method == 'RAW':
            return self.send_raw(b''.join(unescaped(fill(line, variables)) for line in exchange.body))
        body = fill('\n'.join(exchange.body), variables).encode() if exchange.body else None
        headers = [(n, fill(v, variables)) for n, v in exchange.headers]
        target = path_of(fill(exchange.target, variables))
        try:
            return self.request(exchange.method, target, headers, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server may have closed the kept connection while it was idle.
            self.close()
            return self.request(exchange.method, target, headers, body)

    def request(self, method, target, headers, body):
        if not self.connection:
            self.connection = http.client.HTTPConnection(*self.address, timeout=TIMEOUT_S)
        c = self.connection
        c.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        names = {n.lower() for n, _ in headers}
        if 'host' not in names:
            c.putheader('Host', HOST)
        for name, value in headers:
            c.putheader(name, value.encode())
        if body is not None and 'content-length' not in names:
            c.putheader('Content-Length', str(len(body)))
        c.endheaders(body)
        return self.read(c.getresponse())

    def read(self, response):
        body = response.read()
        headers = [(n.lower(), v.encode('latin-1').decode('utf-8', 'replace')) for n, v in response.getheaders()]
        if dict(headers).get('connection', '').lower() == 'close':
            self.close()
        if dict(headers).get('content-encoding') == 'gzip' and body:
            body = gzip.decompress(body)
        return checks.Answer(response.status, headers, body)

    def send_raw(self, data):
        """On a connection of its own; an answer that never comes has status 0."""
        with socket.create_connection(self.address, timeout=TIMEOUT_S) as s:
            try:
                s.sendall(data)
                response = http.client.HTTPResponse(s)
                response.begin()
                return self.read(response)
            except (http.client.HTTPException, OSError):
                return checks.Answer(0, [], b'')
