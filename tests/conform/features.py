#!/usr/bin/env python3
"""The abstract tests of OGC API Features Part 1 (core, GeoJSON, HTML, OpenAPI 3.0), Part 2 (crs) and Common Part 3, walked over every
collection of a running server.

    tests/conform/features.py [--loud] [--only COLLECTION] BASE_URL

Each result is named by its abstract test and, where it is about one, its collection.
"""
import argparse
import sys

import core     # noqa: F401  the tests register themselves
import crs      # noqa: F401
import formats  # noqa: F401
import schemas  # noqa: F401
from collection import EACH, OPENAPI, WHOLE_API, Collection
from walk import Api, Failed, Report, check, link, listed


def open_api(base):
    api = Api(base)
    landing = api.get('/').json()
    described = link(landing['links'], 'service-desc')
    check(described, 'no service-desc on the landing page')
    api.document = api.get(described, OPENAPI + ';version=3.0').json()
    api.collections = list(listed(api))
    return api


def main():
    args = argparse.ArgumentParser(description='the abstract tests of OGC API Features Part 1 and 2')
    args.add_argument('--loud', action='store_true')
    args.add_argument('--only', metavar='COLLECTION')
    args.add_argument('base')
    args = args.parse_args()
    report = Report(args.loud)
    try:
        api = open_api(args.base)
    except Failed as e:
        print(f'FAIL {e}')
        return report.end()
    for name, function in WHOLE_API:
        report.run(name, function, api)
    for entry in api.collections:
        if args.only in (None, entry['id']):
            collection = Collection(api, entry)
            for name, function in EACH:
                report.run(f"{name} [{entry['id']}]", function, collection)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
