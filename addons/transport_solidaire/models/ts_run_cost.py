# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class TsRunCost(models.Model):
    """A cost the volunteer paid on a run: toll, parking; paid back on top of the kilometres."""

    _name = 'ts.run.cost'
    _description = "Cost of a Run"
    _order = 'run_id, id'
    _check_company_auto = True

    run_id = fields.Many2one('ts.run', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='run_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection([('toll', "Toll"), ('parking', "Parking"), ('other', "Other")],
                            default='toll', required=True)
    amount = fields.Monetary(required=True)
    receipt = fields.Binary(attachment=True, help="Photo or scan of the ticket.")
    receipt_name = fields.Char()

    _amount_positive = models.Constraint('CHECK(amount > 0)', "A cost is more than zero.")

    @api.depends('kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for cost in self:
            cost.display_name = kinds.get(cost.kind)
