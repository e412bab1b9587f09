# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where everything lies. All state is under `.ts/` in the repository, which git ignores."""

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

SETUP = Path(__file__).resolve().parent.parent
REPOSITORY = SETUP.parent


@dataclass(frozen=True)
class Layout:
    """The folders of one clone.

    :param root: the repository; tests give another folder
    """

    root: Path = REPOSITORY

    @property
    def state(self):
        """Everything that is not in git."""
        return self.root / ".ts"

    @property
    def addons(self):
        """Our addons."""
        return self.root / "addons"

    @property
    def tests(self):
        """The plain tests and the benchmarks."""
        return self.root / "tests"

    @property
    def jobs(self):
        """What runs inside Odoo for a command."""
        return self.root / "setup" / "jobs"

    @property
    def requirements(self):
        """The requirements and their locks."""
        return self.root / "setup" / "requirements"

    @property
    def venv(self):
        """The Python environment."""
        return self.state / "venv"

    @property
    def python(self):
        """Its interpreter."""
        return self.venv / "bin" / "python"

    @property
    def odoo(self):
        """Where the Debian packages of Odoo are unpacked."""
        return self.state / "odoo"

    @property
    def libraries(self):
        """Where missing system libraries are unpacked."""
        return self.state / "lib"

    @property
    def key(self):
        """Eight characters that tell this clone from another on the same machine."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:8]

    def addon_names(self):
        """Names of the installable addons of this repository, sorted."""
        return sorted(path.parent.name for path in self.addons.glob("*/__manifest__.py"))

    def addon_version(self, name):
        """The version that the manifest of an addon gives."""
        return ast.literal_eval((self.addons / name / "__manifest__.py").read_text())["version"]
