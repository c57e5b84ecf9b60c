#!/usr/bin/env python3
"""The abstract tests of CSW 2.0.2, CSW 3.0, OpenSearch Geo and OGC API Records Part 1, of the catalogue of a running server.

    tests/conform/catalogue.py [--loud] [--only TEXT] BASE_URL        (with the python of the venv that run makes)

Each result is named by its abstract test; --only takes those that have the text in their name.
"""
import argparse
import sys

import csw202        # noqa: F401  the tests register themselves
import csw30         # noqa: F401
import csw_ask
import opensearch    # noqa: F401
import records_api   # noqa: F401
from walk import Api, Report

VERSION_OF = {'/csw-2.0.2': '2.0.2'}


def main():
    args = argparse.ArgumentParser(description='the abstract tests of catalogues')
    args.add_argument('--loud', action='store_true')
    args.add_argument('--only', metavar='TEXT', default='')
    args.add_argument('base')
    args = args.parse_args()
    report, api = Report(args.loud), Api(args.base)
    catalogues = {version: csw_ask.Catalogue(api, version) for version in csw_ask.VERSIONS}
    for name, function in csw_ask.TESTS:
        if args.only in name:
            report.run(name, function, catalogues[next((v for start, v in VERSION_OF.items() if name.startswith(start)), '3.0.0')])
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
