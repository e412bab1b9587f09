# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The weights of the ranking, with the other settings of the association."""

    _inherit = 'res.config.settings'

    ts_weight_km = fields.Float(related='company_id.ts_weight_km', readonly=False)
    ts_weight_fairness = fields.Float(related='company_id.ts_weight_fairness', readonly=False)
    ts_weight_acquaintance = fields.Float(related='company_id.ts_weight_acquaintance', readonly=False)
    ts_weight_preference = fields.Float(related='company_id.ts_weight_preference', readonly=False)
    ts_weight_warning = fields.Float(related='company_id.ts_weight_warning', readonly=False)
    ts_weight_fitted = fields.Float(related='company_id.ts_weight_fitted', readonly=False)
    ts_weight_answer = fields.Float(related='company_id.ts_weight_answer', readonly=False)
