# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRide(models.Model):
    """A ride remembers the spreadsheet row it came from, so that it comes in once only."""

    _inherit = 'ts.ride'

    import_key = fields.Char(
        copy=False, readonly=True,
        help="Who, when, where and with whom, as the spreadsheet said.")

    _import_key_uniq = models.UniqueIndex(
        '(company_id, import_key) WHERE import_key IS NOT NULL', "This ride was imported already.")
