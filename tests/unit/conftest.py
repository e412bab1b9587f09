# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The base addon's tools are plain Python: they are imported without Odoo, as package ``ts_tools``."""
import importlib.util
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / 'addons' / 'transport_solidaire' / 'tools'

spec = importlib.util.spec_from_file_location(
    'ts_tools', TOOLS / '__init__.py', submodule_search_locations=[str(TOOLS)])
sys.modules['ts_tools'] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules['ts_tools'])
