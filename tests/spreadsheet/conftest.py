# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The library is plain Python: it is imported without Odoo, straight from its folder."""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'addons' / 'transport_solidaire' / 'tools'))
