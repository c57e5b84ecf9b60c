#!/usr/bin/env python3
"""Files with faults of every kind, judged by vigie and by the reference implementation of Table Schema: the same rows, fields, rules.

    tests/conform/tables.py PROGRAM PYTHON      PYTHON: of a venv with the package frictionless
"""
import json
import os
import subprocess
import sys
import tempfile

#        name       type        more of the field and its constraints                       right        wrong, and the rule it breaks
FIELDS = [
    ('texte', 'string', {'minLength': 2, 'maxLength': 4, 'pattern': '[a-z]+'}, {}, 'abc', [('a', 'minLength'), ('abcde', 'maxLength'), ('ab1', 'pattern')]),
    ('mail', 'string', {}, {'format': 'email'}, 'a@b.fr', [('a at b', 'type')]),
    ('lien', 'string', {}, {'format': 'uri'}, 'https://a.fr/b', [('nulle part', 'type')]),
    ('uuid', 'string', {}, {'format': 'uuid'}, '3f2504e0-4f89-41d3-9a0c-0305e82c3301', [('3f2504e0', 'type')]),
    ('entier', 'integer', {'required': True, 'minimum': 0, 'maximum': 10}, {}, '5', [('', 'required'), ('-1', 'minimum'), ('11', 'maximum'), ('1.5', 'type')]),
    ('nombre', 'number', {}, {'decimalChar': ',', 'groupChar': ' ', 'bareNumber': False}, '1 234,5 EUR', [('douze', 'type')]),
    ('vrai', 'boolean', {}, {'trueValues': ['oui'], 'falseValues': ['non']}, 'oui', [('peut-être', 'type')]),
    ('jour', 'date', {'minimum': '2000-01-01'}, {}, '2020-02-29', [('1999-12-31', 'minimum'), ('2021-02-29', 'type'), ('31/12/2020', 'type')]),
    ('jour_fr', 'date', {}, {'format': '%d/%m/%Y'}, '31/12/2020', [('2020-12-31', 'type')]),
    ('moment', 'datetime', {}, {}, '2020-12-31T10:00:00Z', [('hier', 'type')]),
    ('heure', 'time', {}, {}, '23:59:59', [('25:00:00', 'type')]),
    ('annee', 'year', {'minimum': 1990}, {}, '2020', [('20', 'type'), ('1989', 'minimum')]),
    ('mois', 'yearmonth', {}, {}, '2020-07', [('2020-13', 'type')]),
    ('duree', 'duration', {}, {}, 'P1Y', [('un an', 'type')]),
    ('point', 'geopoint', {}, {}, '2.35,48.85', [('2.35,98', 'type'), ('ici', 'type')]),
    ('forme', 'geojson', {}, {}, '{"type": "Point", "coordinates": [1, 2]}', [('[1]', 'type')]),
    ('liste', 'array', {}, {}, '[1, 2]', [('1, 2', 'type')]),
    ('objet', 'object', {}, {}, '{"a": 1}', [('[1]', 'type')]),
    ('code', 'string', {'enum': ['x', 'y']}, {}, 'x', [('z', 'enum')]),
    ('seul', 'string', {'unique': True}, {}, None, [('u0', 'unique')]),
]
RULES = {'type-error': 'type', 'unique-error': 'unique', 'extra-cell': 'cells', 'missing-cell': 'cells', 'primary-key': 'primary-key'}
THEIRS = '''
import json, sys
from frictionless import Resource, Schema
schema = Schema.from_descriptor(json.load(open(sys.argv[1])))
report = Resource(path=sys.argv[2], schema=schema, encoding='utf-8').validate(limit_errors=10000)
out = []
for e in report.tasks[0].errors:
    rule = e.note.split('constraint "')[1].split('"')[0] if e.type == 'constraint-error' else e.type
    out.append([getattr(e, 'row_number', None), getattr(e, 'field_name', None), rule])
print(json.dumps(out))
'''


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


def write(folder):
    """A schema and a table: one row that is right, then one for each fault, then a cell too few and one too many."""
    schema = {'fields': [{'name': n, 'type': t, 'constraints': c, **more} for n, t, c, more, _, _ in FIELDS]}
    rows = []
    def row(changed=None, cell=None):
        number = len(rows)
        rows.append([cell if name == changed else right if right is not None else f'u{number}' for name, _, _, _, right, _ in FIELDS])
    row()
    for name, _, _, _, _, wrong in FIELDS:
        for cell, _ in wrong:
            row(name, cell)
    with open(os.path.join(folder, 'schema.json'), 'w', encoding='utf-8') as f:
        json.dump(schema, f)
    with open(os.path.join(folder, 'table.csv'), 'w', encoding='utf-8', newline='') as f:
        f.write(','.join(name for name, *_ in FIELDS) + '\n')
        for cells in rows:
            f.write(','.join(quoted(c) for c in cells) + '\n')


def ours(program, folder):
    done = subprocess.run([program, 'check', '--json', '--schema', os.path.join(folder, 'schema.json'), os.path.join(folder, 'table.csv')],
                          capture_output=True, text=True, check=False)
    return {(f['line'], f['field'], f['rule'].removesuffix('-constraint').removesuffix('-error')) for f in json.loads(done.stdout)['faults']}


def theirs(python, folder):
    done = subprocess.run([python, '-c', THEIRS, 'schema.json', 'table.csv'], cwd=folder,
                          capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr)
        return set()
    return {(row, field, RULES.get(rule, rule)) for row, field, rule in json.loads(done.stdout)}


def main(program, python):
    passed = failed = 0
    expected = set()
    line = 3
    for name, _, _, _, _, wrong in FIELDS:
        for _, rule in wrong:
            expected.add((line, name, rule))
            line += 1
    with tempfile.TemporaryDirectory(prefix='vigie-tables-') as folder:
        write(folder)
        for who, found in (('vigie', ours(program, folder)), ('frictionless', theirs(python, folder))):
            for fault in sorted(expected | found, key=str):
                right = fault in expected and fault in found
                passed += right
                failed += not right
                if not right:
                    print(f"FAIL tables: {who} {'does not tell' if fault in expected else 'tells'} {fault}")
    print(f'{passed} passed, {failed} failed')
    return failed


if __name__ == '__main__':
    sys.exit(1 if main(*sys.argv[1:]) else 0)
