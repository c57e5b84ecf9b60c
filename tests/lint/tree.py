"""What the checks share: the files of the tree, and how a check ends."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOT_OURS = {'.git', 'node_modules', '.venv', '__pycache__', '.cache'}


def files(top='', ends=''):
    """Paths relative to the root, sorted; build folders and fetched packages left out."""
    found = []
    for folder, below, names in os.walk(os.path.join(ROOT, top)):
        below[:] = [d for d in below if d not in NOT_OURS and not d.startswith('build')]
        for name in names:
            path = os.path.join(folder, name)
            if name.endswith(ends) and name != '.git' and not os.path.islink(path):
                found.append(os.path.relpath(path, ROOT))
    return sorted(found)


def text(path):
    """The text of a file; None where it is not text."""
    try:
        with open(os.path.join(ROOT, path), encoding='utf-8') as f:
            return f.read()
    except UnicodeDecodeError:
        return None


def end(findings):
    """Print the findings and leave with the status of the check."""
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
