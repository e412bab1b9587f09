# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Core's own lint tests on our addons alone. `setup/ts test` adds this file to the Odoo tests."""

import contextlib
from pathlib import Path
from unittest import mock

import pytest

from odoo.addons.test_lint.tests import test_index, test_override_signatures
from odoo.addons.test_lint.tests.test_dunderinit import TestDunderinit as TestInit
from odoo.addons.test_lint.tests.test_jstranslate import TestJsTranslations
from odoo.addons.test_lint.tests.test_manifests import ManifestLinter
from odoo.addons.test_lint.tests.test_naming import TestNaming
from odoo.addons.test_lint.tests.test_orm_import import TestDunderinit as TestOrmImport
from odoo.modules import Manifest

__all__ = ["ManifestLinter", "TestInit", "TestJsTranslations", "TestNaming", "TestOrmImport"]

ADDONS = Path(__file__).resolve().parents[3] / "addons"
OURS = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


@pytest.fixture(autouse=True)
def only_ours():
    """Let core's tests see our addons only."""
    manifests = [Manifest.for_addon(name) for name in OURS]
    with mock.patch.object(Manifest, "all_addon_manifests", return_value=manifests):
        yield


class TestIndex(test_index.TestIndex):
    """Foreign keys that lists of records go by have an index: those of our own models."""

    def setUp(self):
        """Leave core's own modules out of what is checked."""
        super().setUp()
        fields = (field for model in self.env.registry.values() for field in model._fields.values())
        others = {str(field) for field in fields if field._module not in OURS}
        known = test_index.BTREE_INDEX_IGNORE_FIELDS
        self.startPatcher(
            mock.patch.object(test_index, "BTREE_INDEX_IGNORE_FIELDS", known | others)
        )


class TestOverrides(test_override_signatures.TestLintOverrideSignatures):
    """A method of ours that replaces another takes the same arguments."""

    @contextlib.contextmanager
    def subTest(self, msg=None, module=None, **_parameters):
        """Check our models only."""
        try:
            yield
        except TypeError:
            if module in OURS:
                raise
