# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each addon is a wheel that pip installs on an Odoo that is already there."""
import ast
import email.parser
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in ROOT.glob('addons/*/__manifest__.py'))


@pytest.fixture(scope='module')
def wheels(tmp_path_factory):
    """Build the wheels from copies outside the repository, without the network; give name → wheel."""
    work, made = tmp_path_factory.mktemp('addons'), {}
    for addon in ADDONS:
        copy = work / addon.name
        shutil.copytree(addon, copy, ignore=shutil.ignore_patterns('__pycache__'))
        out = work / f'dist-{addon.name}'
        subprocess.run(
            [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-index', '--no-build-isolation',
             '--disable-pip-version-check', '--wheel-dir', out, copy], check=True, capture_output=True, text=True)
        made[addon.name], = out.glob('*.whl')
    return made


def manifest(addon):
    return ast.literal_eval((addon / '__manifest__.py').read_text())


def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith('.dist-info/METADATA'))
        return email.parser.Parser().parsestr(archive.read(name).decode())


def test_there_are_addons():
    assert {'transport_solidaire', 'report_weasyprint'} <= {addon.name for addon in ADDONS}


@pytest.mark.parametrize('addon', ADDONS, ids=lambda addon: addon.name)
def test_wheel_has_what_the_manifest_names(addon, wheels):
    with zipfile.ZipFile(wheels[addon.name]) as archive:
        names = set(archive.namelist())
    inside = f'odoo/addons/{addon.name}/'
    assert f'{inside}__manifest__.py' in names
    for path in (*manifest(addon).get('data', ()), 'i18n/fr.po', 'static/description/icon.png'):
        assert inside + path in names, path


@pytest.mark.parametrize('addon', ADDONS, ids=lambda addon: addon.name)
def test_wheel_asks_for_its_dependencies_on_odoo_19(addon, wheels):
    meta = metadata(wheels[addon.name])
    wanted = set(meta.get_all('Requires-Dist'))
    assert meta['Version'].startswith('19.0.')
    assert meta['License'] == 'AGPL-3'
    assert 'odoo==19.0.*' in wanted
    for python in manifest(addon).get('external_dependencies', {}).get('python', ()):
        assert python in wanted


def test_the_base_asks_for_the_pdf_engine(wheels):
    wanted = metadata(wheels['transport_solidaire']).get_all('Requires-Dist')
    assert any(name.replace('_', '-').startswith('odoo-addon-report-weasyprint') for name in wanted)
