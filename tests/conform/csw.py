#!/usr/bin/env python3
"""The answers of a running server's catalogue against the schemas of OGC and ISO: the project's shared checks, where they are.

    tests/conform/csw.py BASE_URL        (with the python of the venv that run makes)
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get('VIGIE_SHARED', os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(HERE))), 'shared'))
CHECKS = os.path.join(SHARED, 'conformance', 'xsdcheck.py')
SUITES = ('xsd-csw202', 'xsd-csw30', 'xsd-iso19139')


def run(suite, base):
    """Lines of the check, and how many passed and failed."""
    done = subprocess.run([sys.executable, CHECKS, suite, base + '/csw'], capture_output=True, text=True)
    rows = [line.split('\t') for line in done.stdout.splitlines() if line]
    passed = sum(row[0] == 'PASS' for row in rows)
    faults = [f'FAIL {suite} {" ".join(row[1:])}' for row in rows if row[0] == 'FAIL']
    if done.returncode or not passed:
        faults.append(f'FAIL {suite}: status {done.returncode}, {passed} passed: {done.stderr[-500:]}')
    return passed, faults


def main():
    if not os.path.exists(CHECKS):
        print('skipped: the schema checks of the catalogue are not there (VIGIE_SHARED)')
        return 0
    passed, faults = 0, []
    for suite in SUITES:
        n, found = run(suite, sys.argv[1])
        passed += n
        faults += found
    print(*faults, f'{passed} passed, {len(faults)} failed', sep='\n')
    return 1 if faults else 0


sys.exit(main())
