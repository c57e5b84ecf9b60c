#!/usr/bin/env python3
"""schemathesis asks what the API document allows, and things it does not, and compares the answers with it.

    tests/conform/contract.py BASE_URL       (with the python of the venv that run makes)
"""
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

EXAMPLES = 12
CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'


def main():
    base = [a for a in sys.argv[1:] if a.startswith('http')][0].rstrip('/')
    request = urllib.request.Request(base + '/api', headers={'Accept': 'application/vnd.oai.openapi+json;version=3.0'})
    with tempfile.TemporaryDirectory() as folder, urllib.request.urlopen(request, timeout=30) as answer:
        path = os.path.join(folder, 'api.json')
        with open(path, 'wb') as f:
            f.write(answer.read())
        done = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), 'st'), 'run', path, '--url', base, '--checks', CHECKS,
             '--max-examples', str(EXAMPLES), '--phases', 'examples,coverage,fuzzing', '--seed', '1', '--no-color',
             '--request-timeout', '30', '--max-response-time', '20'],
            cwd=folder, capture_output=True, text=True)
    text = done.stdout + done.stderr
    failures = re.findall(r'^_+ (.*?) _+$', text, re.M)
    tested = re.search(r'(?:Tested|Operations)[^\d]*(\d+)', text)
    if done.returncode:
        print(text[-6000:])
        for failure in failures or ['schemathesis']:
            print(f'FAIL schemathesis: {failure}')
    failed = len(failures) or int(done.returncode != 0)
    operations = int(tested.group(1)) if tested else 1
    print(f'{max(operations - failed, 0)} passed, {failed} failed')
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
