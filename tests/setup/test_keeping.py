# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people have entered is saved, comes back, and survives an upgrade that fails."""

import subprocess
import zipfile

import pytest

from tskit import keeping, session
from tskit.paths import Layout
from tskit.problem import Problem

NOTE = """
company = env.company
company.write({'ts_sms_provider': 'ovh', 'ts_ovh_secret': 'private'})
place = env['ts.place'].create({'name': "Surgery of the backup", 'city': "Nantes"})
env['ir.attachment'].create({
    'name': 'ticket.txt', 'raw': b'9 euros' * 3000, 'res_model': 'ts.place', 'res_id': place.id})
env.cr.commit()
"""
OLDER = "update ir_module_module set latest_version = '19.0.0.1.0' where name = 'transport_solidaire'"
READ = "select count(*) from ts_place where name = 'Surgery of the backup'"


@pytest.fixture
def databases():
    with session.databases(Layout(), "test") as found:
        yield found


@pytest.fixture
def other(databases):
    """A name for a database to be made; it is removed with what an upgrade leaves beside it."""
    name = "ts_plain_kept"
    names = (name, f"{name}_wip", f"{name}_previous")
    for made in names:
        databases.drop(made)
    yield name
    for made in names:
        databases.drop(made)


@pytest.fixture
def saved(databases, odoo_database, odoo_shell, tmp_path):
    """A database with something in it, saved in a file."""
    odoo_shell(NOTE)
    path = tmp_path / "association.zip"
    keeping.backup(databases, odoo_database, path)
    return path


def attachment(databases, name):
    (stored,) = databases.sql("select store_fname from ir_attachment where name = 'ticket.txt'", name)
    return (databases.runner.filestore(name) / stored).read_bytes()


def test_what_was_saved_comes_back_with_its_attachments(databases, saved, other):
    report = keeping.restore(databases, saved, other)
    assert report["database"] == other
    assert databases.sql(READ, other) == ["1"]
    assert attachment(databases, other) == b"9 euros" * 3000
    assert databases.sql("select ts_sms_provider from res_company order by id limit 1", other) == ["ovh"]
    assert saved.stat().st_mode & 0o077 == 0, "a backup holds people's data"
    assert not list(saved.parent.glob("*.part"))


def test_a_harmless_copy_tells_nobody_anything(databases, saved, other):
    keeping.restore(databases, saved, other, harmless=True)
    assert databases.sql(READ, other) == ["1"]
    assert databases.sql("select ts_sms_provider, ts_ovh_secret from res_company order by id limit 1",
                         other) == ["none|"]
    active = databases.sql("select count(*) from ir_cron where active", other)
    assert int(active[0]) <= 1, "only Odoo's own cleaning is left"


def test_nothing_is_ever_replaced(databases, saved, odoo_database):
    before = saved.read_bytes()
    with pytest.raises(Problem, match="is there already"):
        keeping.backup(databases, odoo_database, saved)
    with pytest.raises(Problem, match="is a database"):
        keeping.restore(databases, saved, odoo_database)
    assert saved.read_bytes() == before


def test_what_cannot_be_saved_or_read_is_said(databases, tmp_path, other):
    with pytest.raises(Problem, match="no database 'nowhere'"):
        keeping.backup(databases, "nowhere", tmp_path / "a.zip")
    with pytest.raises(Problem, match="no file"):
        keeping.restore(databases, tmp_path / "a.zip", other)
    (tmp_path / "a.zip").write_text("a letter")
    with pytest.raises(Problem, match="not a whole backup"):
        keeping.restore(databases, tmp_path / "a.zip", other)
    assert not databases.exists(other)


@pytest.mark.parametrize("manifest, why", [
    ('{"major_version": "18.0", "modules": {}}', "Odoo 18.0"),
    ('{"major_version": "19.0", "modules": {"transport_solidaire": "19.0.9.0.0"}}', "newer clone"),
])  # fmt: skip
def test_a_backup_of_another_odoo_or_of_newer_addons_is_refused(databases, tmp_path, other, manifest, why):
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", manifest)
        archive.writestr("dump.sql", "")
    with pytest.raises(Problem) as told:
        keeping.restore(databases, path, other)
    assert why in str(told.value)


def test_an_upgrade_brings_what_is_new_and_keeps_the_old_beside_it(databases, odoo_database, odoo_shell, other):
    odoo_shell(NOTE)
    subprocess.run(["createdb", "-T", odoo_database, other], check=True)
    databases.sql(OLDER, other)
    databases.sql("alter table ts_place drop column opening", other)
    report = keeping.upgrade(databases, other)
    module = {row["module"]: row for row in report["modules"]}["transport_solidaire"]
    assert module["from"] == "19.0.0.1.0"
    assert module["to"] == Layout().addon_version("transport_solidaire")
    columns = ("select count(*) from information_schema.columns "
               "where table_name = 'ts_place' and column_name = 'opening'")
    assert databases.sql(columns, other) == ["1"]
    assert databases.sql(columns, report["previous"]) == ["0"]
    assert databases.sql(READ, other) == databases.sql(READ, report["previous"]) == ["1"]


def test_an_upgrade_that_fails_changes_nothing(databases, odoo_database, other, monkeypatch):
    subprocess.run(["createdb", "-T", odoo_database, other], check=True)
    databases.sql(OLDER, other)

    def fail(*_words):
        raise Problem("Upgrading: failed.")

    monkeypatch.setattr(databases.runner, "run", fail)
    with pytest.raises(Problem, match="failed"):
        keeping.upgrade(databases, other)
    assert keeping.versions(databases, other)["transport_solidaire"] == "19.0.0.1.0"
    assert not databases.exists(f"{other}_previous")
