# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Work that is either wholly done or not done at all, whenever it is interrupted.

A result is a folder that holds a file `.stamp` with the key of its inputs. It is made in a folder beside
it, stamped, then renamed; what an interruption leaves is thrown away by the next run.
"""

import hashlib
import os
import shutil
from pathlib import Path

STAMP = ".stamp"


def digest(*parts):
    """Sixteen characters for the given texts, bytes and files (by content)."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif isinstance(part, str):
            part = part.encode()
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:16]


def digest_tree(folder, skip=("__pycache__",)):
    """Sixteen characters for the names and contents of all files under `folder`."""
    parts = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not set(relative.parts).intersection(skip):
            parts += [str(relative), path]
    return digest(*parts)


def is_ready(target, key):
    """True when `target` was finished with these inputs."""
    try:
        return (target / STAMP).read_text() == key
    except OSError:
        return False


def mark(target, key):
    """Write the stamp of `target`, at once and durably."""
    partial = target / f"{STAMP}.part"
    with open(partial, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target / STAMP)


def make(target, key, build, in_place=False):
    """Make `target` by `build(folder)` unless it is there with the same key.

    :param in_place: for what cannot be moved afterwards (a virtual environment)
    :return: True if it was made now
    """
    if is_ready(target, key):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    work = target if in_place else target.with_name(f"{target.name}.part")
    remove(work)
    work.mkdir()
    build(work)
    mark(work, key)
    if not in_place:
        remove(target)
        work.rename(target)
    return True


def remove(path):
    """Remove a file or a folder; nothing there is fine. The stamp goes first, so a half-removed folder
    never looks finished."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    elif path.exists():
        (path / STAMP).unlink(missing_ok=True)
        shutil.rmtree(path)
