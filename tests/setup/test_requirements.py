# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The requirement locks are whole: every package pinned, every pin with hashes, no address."""

import re

import pytest

from tskit.locking import NOT_LISTED
from tskit.paths import Layout

FOLDER = Layout().requirements
LOCKS = ("build.txt", "requirements.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==(\S+)( ; .+)? \\$")


def packages(name):
    """{package: (version, number of hashes)} of a lock."""
    found, current = {}, None
    for line in (FOLDER / name).read_text().splitlines():
        if line.startswith("#"):
            continue
        pin = PIN.match(line)
        if pin:
            current = pin[1]
            found[current] = (pin[2], 0)
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line), line
            found[current] = (found[current][0], found[current][1] + 1)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name):
    found = packages(name)
    assert found and [package for package, (_version, hashes) in found.items() if not hashes] == []


def test_every_wanted_package_is_locked_at_its_version():
    found = packages("requirements.txt") | packages("build.txt")
    wanted = 0
    for path in sorted(FOLDER.glob("*.in")):
        for line in path.read_text().splitlines():
            line = line.split("#")[0].split(";")[0].strip()
            if line:
                name, _, version = line.partition("==")
                assert found[name][0] == version or not version, line
                wanted += 1
    assert wanted > 50


def test_addons_are_of_the_right_series():
    addons = {
        name: version
        for name, (version, _) in packages("requirements.txt").items()
        if name.startswith("odoo-addon-")
    }
    assert len(addons) >= 8
    assert [name for name, version in addons.items() if not version.startswith("19.0.")] == []


def test_what_is_ours_is_not_locked():
    assert not set(NOT_LISTED) & set(packages("requirements.txt"))


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_but_the_licence(name):
    lines = [line for line in (FOLDER / name).read_text().splitlines() if "//" in line]
    assert lines == ["# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl)."]
