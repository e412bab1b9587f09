# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The job behind `setup/ts import`: totals, mistakes told, files of refused rows."""

import json
import shutil

import pytest

from tskit.paths import REPOSITORY

SAMPLES = REPOSITORY / "addons" / "transport_solidaire" / "demo" / "tableur"
FILES = [str(SAMPLES / name) for name in ("benevoles.xlsx", "adherents.csv", "trajets_2025.csv")]
SOURCE = """
import json, sys
sys.path.insert(0, {jobs!r})
import import_files
results = []
for options in {options!r}:
    results.append(import_files.run(env, options, lambda *parts, **more: None))
    env.cr.commit()
print("RESULT" + json.dumps(results))
"""


@pytest.fixture
def run_imports(odoo_shell, odoo_database):
    """A function that runs the job with each of these options, one after the other, on one database."""

    def run(*options):
        jobs = str(REPOSITORY / "setup" / "jobs")
        out = odoo_shell(SOURCE.format(jobs=jobs, options=list(options)))
        return json.loads(out.partition("RESULT")[2].splitlines()[0])

    yield run
    shutil.rmtree(REPOSITORY / ".ts" / "import" / odoo_database, ignore_errors=True)


def test_the_samples_dry_then_really_then_again(run_imports):
    truth = json.loads((SAMPLES / "truth.json").read_text())
    dry, first, again = run_imports(
        {"files": FILES, "company": None, "dry_run": True}, {"files": FILES}, {"files": FILES}
    )
    for result in (dry, first, again):
        assert result["ok"]
        assert (result["volunteers"], result["beneficiaries"]) == (22, 66)
        assert result["rides"] == {name: truth["totals"][name] for name in result["rides"]}
        assert (result["km_driven"], result["tolls"]) == (24694.0, 77.1)
        assert [{"line": r["line"], "why": r["reason"]} for r in result["refused"]] == truth[
            "rejects"
        ]
        assert result["refused_count"] == 22
    assert (dry["written"], dry["reject_files"]) == (False, [])
    assert (first["created"]["rides"], again["created"]["rides"]) == (399, 0)
    assert again["unchanged"]["rides"] == 399
    text = first["report"]
    assert "24\u202f694,0 km parcourus, 77,10 € de péages" in text
    assert "22 lignes refusées" in text
    (reject,) = first["reject_files"]
    with open(reject, encoding="utf-8-sig") as stream:
        assert len(stream.read().splitlines()) == 23


def test_mistakes_are_told_and_nothing_is_written(run_imports, tmp_path):
    odd = tmp_path / "notes.csv"
    odd.write_text("Penser à;acheter\ndu pain;demain\n")
    results = run_imports(
        {"files": FILES, "company": "Nulle part"},
        {"files": [str(tmp_path / "absent.csv")]},
        {"files": [str(odd)]},
        {"files": [FILES[0], str(odd)]},
    )
    assert [result["ok"] for result in results] == [False] * 4
    assert results[0]["error"].startswith("Il n'y a pas d'association « Nulle part »")
    assert "absent.csv" in results[1]["error"]
    assert "notes.csv" in results[2]["error"] and "notes.csv" in results[3]["error"]
    assert all("L'import n'a pas eu lieu." in result["report"] for result in results)
    (after,) = run_imports({"files": [FILES[0]], "dry_run": True})
    assert after["created"]["volunteers"] == 22


def test_an_association_is_named_when_there_are_several(run_imports, odoo_shell):
    odoo_shell(
        "env['res.company'].create([{'name': 'Première'}, {'name': 'Deuxième'}]); env.cr.commit()"
    )
    unnamed, named = run_imports({"files": [FILES[1]]}, {"files": [FILES[1]], "company": "deuxième"})
    assert not unnamed["ok"] and "--company" in unnamed["error"] and "Première" in unnamed["error"]
    assert (named["ok"], named["company"], named["created"]["beneficiaries"]) == (
        True,
        "Deuxième",
        66,
    )
