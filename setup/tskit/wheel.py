# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A wheel named `odoo` that points at an Odoo lying elsewhere.

pip then agrees that Odoo 19.0 is installed, which OCA's wheels require, and gives it a launcher. The
wheel declares no requirements: `setup/requirements` gives them, locked.
"""

import base64
import hashlib
import zipfile

DATE = (2026, 1, 1, 0, 0, 0)  # fixed, so that equal inputs give equal wheels


def wheel_version(version):
    """A version pip understands: '19.0.0+dfsg-1' → '19.0.0'."""
    numbers = version.split("+")[0].split("-")[0].split(".")
    return ".".join((numbers + ["0", "0"])[:3])


def _record_line(name, data):
    checksum = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={checksum},{len(data)}\n"


def write(odoo, folder):
    """Write the wheel for `odoo` (a `debian.Odoo`) into `folder`; give its path."""
    version = wheel_version(odoo.version)
    info = f"odoo-{version}.dist-info"
    files = {
        "odoo_elsewhere.pth": f"{odoo.python_path}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: odoo\nVersion: {version}\n"
        f"Summary: Odoo {odoo.version}, where it lies\nRequires-Python: >=3.10\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: setup/ts\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nodoo = odoo.cli:main\n",
    }
    record = "".join(_record_line(name, text.encode()) for name, text in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"odoo-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), text)
    return path
