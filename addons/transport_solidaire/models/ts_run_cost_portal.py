# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsRunCost(models.Model):
    """A cost noted by the volunteer himself, with a photo of the ticket."""

    _inherit = 'ts.run.cost'

    portal_key = fields.Char(copy=False, readonly=True, groups='base.group_system',
                             help="Names the form, so that sending it twice notes one cost.")

    _portal_key_uniq = models.UniqueIndex(
        '(run_id, portal_key) WHERE portal_key IS NOT NULL', "This cost has been noted already.")
