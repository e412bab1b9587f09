# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Helpers of these tests stand beside them."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
