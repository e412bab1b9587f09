# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo and Python as the platform sets them up."""

import json
import os
import subprocess
import sys

import pytest

from tskit import debian, odoo_conf, syslibs, venv, wheel
from tskit.database import external_depends
from tskit.odoo import INSIDE
from tskit.problem import Problem


def fake_odoo(folder, version="(19, 0, 0, FINAL, 0, '')", addons=False):
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"version_info = {version}\n")
    if addons:
        (folder / "addons" / "web").mkdir(parents=True)
    return folder


def test_checkout_of_the_users(tmp_path):
    odoo = debian.from_home(fake_odoo(tmp_path / "src", addons=True))
    assert odoo.python_path == tmp_path / "src"
    assert odoo.addons_paths == (tmp_path / "src" / "addons",) and odoo.version == "19.0"


def test_other_series_is_refused(tmp_path):
    with pytest.raises(Problem, match="holds Odoo 18.0"):
        debian.from_home(fake_odoo(tmp_path / "src", "(18, 0, 0, FINAL, 0, '')"))


def test_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Problem, match="holds no Odoo"):
        debian.from_home(tmp_path)


def test_tested_version_is_preferred(capsys):
    offers = [("19.0.9+dfsg-1", "sid"), (debian.TESTED, "sid")]
    assert debian._choose(offers) == debian.TESTED
    assert capsys.readouterr().err == ""


def test_newer_version_is_taken_and_told(capsys):
    assert debian._choose([("19.0.9+dfsg-1", "sid")]) == "19.0.9+dfsg-1"
    assert debian.TESTED in capsys.readouterr().err


@pytest.mark.parametrize("offers", [[], [("20.0.0-1", "sid")]])
def test_missing_version_names_the_remedy(offers):
    with pytest.raises(Problem) as caught:
        debian._choose(offers)
    assert "ODOO_HOME" in caught.value.remedy and "TS_DEBIAN_MIRROR" in caught.value.remedy


def test_unpacked_packages_are_finished(tmp_path):
    package = tmp_path / "usr/lib/python3/dist-packages"
    for name in ("fr.po", "fr_CA.po", "de.po", "mail.pot"):
        path = package / "odoo/addons/mail/i18n" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (package / "addons/mail").mkdir(parents=True)
    font = tmp_path / "usr/share/fonts/font.ttf"
    font.parent.mkdir(parents=True)
    font.write_text("font")
    link = package / "odoo/addons/mail/font.ttf"
    link.symlink_to("/usr/share/fonts/font.ttf")
    debian.finish(tmp_path)
    kept = sorted(path.name for path in (package / "odoo/addons/mail/i18n").iterdir())
    assert kept == ["fr.po", "fr_CA.po", "mail.pot"]
    assert not (package / "addons").exists()
    assert (package / debian.STAND_IN).exists()
    assert link.read_text() == "font" and not os.readlink(link).startswith("/")


def test_pip_sees_odoo(tmp_path):
    home = fake_odoo(tmp_path / "src")
    made = wheel.write(debian.Odoo(home, (), "19.0.0+dfsg-1"), tmp_path / "wheels")
    assert made.name == "odoo-19.0.0-py3-none-any.whl"
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "--isolated"]
    subprocess.run(
        [*pip, "install", "-q", "--no-index", "--no-deps", "--target", target, made], check=True
    )
    listed = subprocess.run(
        [*pip, "list", "--path", target, "--format=json"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert {"name": "odoo", "version": "19.0.0"} in json.loads(listed.stdout)
    assert (target / "odoo_elsewhere.pth").read_text() == f"{home}\n"
    assert os.access(target / "bin" / "odoo", os.X_OK)


def test_equal_inputs_give_equal_wheels(tmp_path):
    odoo = debian.Odoo(tmp_path, (), "19.0")
    first, second = (wheel.write(odoo, tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("version", "expected"),
    [("19.0.0+dfsg-1", "19.0.0"), ("19.0", "19.0.0"), ("19.0.1-2", "19.0.1")],
)
def test_wheel_version(version, expected):
    assert wheel.wheel_version(version) == expected


def test_pip_keeps_the_machines_index_and_drops_its_constraints(tmp_path, monkeypatch):
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = http://index.example/simple\nconstraint = /c.txt\nuser = true\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_CONSTRAINT", "/other.txt")
    monkeypatch.setenv("PIP_TIMEOUT", "7")
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    environment = venv.pip_environment()
    assert environment["PIP_INDEX_URL"] == "http://index.example/simple"
    assert environment["PIP_TIMEOUT"] == "7"
    assert environment["PIP_CONFIG_FILE"] == os.devnull
    assert not {"PIP_CONSTRAINT", "PIP_USER"} & set(environment)


class Server:
    """The part of a database server that the configuration needs."""

    name = "demo"

    @staticmethod
    def options():
        return {"db_host": "/socket"}


def test_configuration_is_safe(clone):
    clone.state.mkdir(exist_ok=True)
    odoo = debian.Odoo(clone.root, (), "19.0")
    path = odoo_conf.write(clone, odoo, Server(), http_port=8123, proxy_mode=False)
    first = path.read_text()
    for line in (
        "list_db = False",
        "http_interface = 127.0.0.1",
        "proxy_mode = False",
        "channels = root:1",
        "port = 8123",
    ):
        assert line in first.splitlines()
    assert "queue_job" in first and "modules_disabled = partner_autocomplete" in first
    password = odoo_conf.master_password(clone)
    assert len(password) > 20 and f"admin_passwd = {password}" in first
    for secret in (path, clone.state / "master-password"):
        assert secret.stat().st_mode & 0o077 == 0
    assert (
        odoo_conf.write(clone, odoo, Server(), http_port=8123, proxy_mode=False).read_text()
        == first
    )


def test_base_layer_holds_what_our_addons_need_from_others(clone):
    for name, depends in (("one", ["mail", "two"]), ("two", ["account"])):
        (clone.addons / name).mkdir(parents=True)
        (clone.addons / name / "__manifest__.py").write_text(
            f"{{'name': 'x', 'depends': {depends}}}"
        )
    assert external_depends(clone) == ["account", "base", "mail", "web"]
    assert clone.addon_names() == ["one", "two"]


def test_broken_manifest_is_named(clone):
    (clone.addons / "bad").mkdir(parents=True)
    (clone.addons / "bad" / "__manifest__.py").write_text("{'name': ")
    with pytest.raises(Problem, match="bad/__manifest__.py"):
        external_depends(clone)


def test_missing_library_is_noticed(monkeypatch):
    assert (
        syslibs.missing(
            os.environ | syslibs.environment(type("L", (), {"libraries": INSIDE / "none"})())
        )
        is not None
    )
    monkeypatch.setattr(syslibs, "WANTED", {"libno-such-thing.so.9": "libno-such-thing9"})
    assert "libno-such-thing.so.9" in syslibs.missing()


def test_unpacked_libraries_are_found_by_processes(clone):
    folder = clone.libraries / "usr/lib/x"
    folder.mkdir(parents=True)
    (folder / "libthing.so.1").touch()
    assert syslibs.environment(clone) == {}  # not finished: no stamp
    (clone.libraries / ".stamp").write_text("key")
    assert syslibs.environment(clone)["LD_LIBRARY_PATH"].split(":")[0] == str(folder)


def test_progress_of_a_job(capsys, monkeypatch):
    monkeypatch.syspath_prepend(str(INSIDE))
    monkeypatch.delitem(sys.modules, "session", raising=False)
    import session

    progress = session.Progress()
    for call in (("Import",), ("Import", 1, 4), ("Import", 2, 4), ("Import", 4, 4)):
        progress(*call)
    session.Progress()("Month", 0.5)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["@progress Import", "@progress Import 4/4", "@progress Month 50%"]
