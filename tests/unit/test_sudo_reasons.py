# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nobody gets more rights than his own without a reason that is written down where it happens."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUDO = re.compile(r'\.sudo\(')
REASON = re.compile(r'#\s*\w+')


def unexplained(text):
    """Return the numbers of lines that raise rights without a comment on the line or just above it."""
    lines = text.splitlines()
    return [number for number, line in enumerate(lines, 1) if SUDO.search(line) and not any(
        REASON.search(near) for near in lines[max(0, number - 3):number])]


def test_a_reason_is_seen_and_its_absence_too():
    assert unexplained("x = a.sudo()") == [1]
    assert not unexplained("x = a.sudo()  # only the name is told")
    assert not unexplained("# only the name is told\nx = a.sudo()")
    assert unexplained("# far away\n\n\n\nx = a.sudo()") == [5]


def test_every_sudo_in_the_addons_has_its_reason():
    found = {
        str(path.relative_to(ROOT)): lines for path in ROOT.glob('addons/**/*.py')
        if 'tests' not in path.parts and (lines := unexplained(path.read_text(encoding='utf-8')))}
    assert not found
