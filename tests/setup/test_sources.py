# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading apt's sources: which mirror of Debian the machine uses."""

import pytest

from tskit import sources

DEB822 = """\
# a comment
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security/
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: sid
Components: main
"""
UBUNTU = """\
Types: deb
URIs: http://archive.example/ubuntu/
Suites: noble noble-updates
Components: main universe
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""
THIRD_PARTIES = """\
deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.gpg] https://d.example/linux/debian bookworm stable
deb [signed-by=/usr/share/keyrings/m.gpg] https://m.example/debian/12/prod bookworm main
deb https://pg.example/pub/repos/apt bookworm-pgdg main
deb https://n.example/node_20.x nodistro main
"""


def test_deb822_gives_each_uri_and_suite():
    entries = sources.parse_deb822(DEB822)
    assert [(entry.uri, entry.suite) for entry in entries] == [
        ("http://mirror.example/debian", "bookworm"),
        ("http://mirror.example/debian", "bookworm-updates"),
        ("http://mirror.example/debian-security/", "bookworm-security"),
    ]
    assert entries[0].components == ("main", "contrib")


def test_debian_is_found_with_its_keyring():
    entry = sources.debian_entry(sources.parse_deb822(DEB822))
    assert (entry.uri, entry.suite) == ("http://mirror.example/debian", "bookworm")
    assert entry.at("sid").line() == (
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
        "http://mirror.example/debian sid main"
    )


def test_one_line_form():
    text = (
        "# deb http://no.example/debian sid main\ndeb http://a.example/debian/ trixie main # mine\n"
    )
    (entry,) = sources.parse_one_line(text)
    assert entry == sources.Entry("http://a.example/debian/", "trixie", ("main",))
    assert entry.is_debian()


def test_one_line_options():
    entries = sources.parse_one_line(THIRD_PARTIES)
    assert entries[0].signed_by == "/etc/apt/keyrings/docker.gpg"
    assert len(entries) == 4


def test_third_parties_are_not_debian():
    entries = sources.parse_one_line(THIRD_PARTIES)
    assert sources.debian_entry(entries) is None
    assert not [entry for entry in entries if entry.is_of_system()]


def test_security_is_of_the_system_but_not_the_archive():
    security = sources.parse_deb822(DEB822)[2]
    assert security.is_of_system() and not security.is_debian()


def test_ubuntu_has_no_debian():
    entries = sources.parse_deb822(UBUNTU)
    assert sources.debian_entry(entries) is None
    assert all(entry.is_of_system() for entry in entries)


def test_mirror_list_file():
    entry = sources.Entry("mirror+file:/etc/apt/mirrors/debian.list", "trixie", ("main",))
    assert entry.is_debian()


def test_key_inside_the_file_is_not_taken_for_a_path():
    text = UBUNTU.replace(
        "Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg",
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc",
    )
    assert {entry.signed_by for entry in sources.parse_deb822(text)} == {""}


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("debian.sources", DEB822, 3),
        ("more.list", THIRD_PARTIES, 4),
        ("off.list.disabled", DEB822, 0),
    ],
)
def test_files_are_read_by_their_ending(tmp_path, name, text, count):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / name).write_text(text)
    assert len(sources.read(tmp_path)) == count


def test_no_sources_at_all(tmp_path):
    assert sources.read(tmp_path) == []
