# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Core's own lint tests on our addons alone. `setup/ts test` adds this file to the Odoo tests."""

from pathlib import Path
from unittest import mock

import pytest

from odoo.addons.test_lint.tests.test_dunderinit import TestDunderinit as TestInit
from odoo.addons.test_lint.tests.test_index import TestIndex
from odoo.addons.test_lint.tests.test_jstranslate import TestJsTranslations
from odoo.addons.test_lint.tests.test_manifests import ManifestLinter
from odoo.addons.test_lint.tests.test_naming import TestNaming
from odoo.addons.test_lint.tests.test_orm_import import TestDunderinit as TestOrmImport
from odoo.addons.test_lint.tests.test_override_signatures import TestLintOverrideSignatures
from odoo.modules import Manifest

__all__ = [
    "ManifestLinter",
    "TestIndex",
    "TestInit",
    "TestJsTranslations",
    "TestNaming",
    "TestOrmImport",
    "TestLintOverrideSignatures",
]

ADDONS = Path(__file__).resolve().parents[3] / "addons"


@pytest.fixture(autouse=True)
def only_ours():
    """Let core's tests see our addons only."""
    names = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
    ours = [Manifest.for_addon(name) for name in names]
    with mock.patch.object(Manifest, "all_addon_manifests", return_value=ours):
        yield
