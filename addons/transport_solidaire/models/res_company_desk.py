# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResCompany(models.Model):
    """What the phone desk of an association goes by."""

    _inherit = 'res.company'

    ts_max_trip_km = fields.Integer(
        "Longest Trip (km)", default=100,
        help="Code des transports, R3133-2: solidarity transport does not go beyond 100 km. 0 means no check.")
