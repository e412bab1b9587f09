# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsPersonMixin(models.AbstractModel):
    """Somebody who may have a page of his own."""

    _inherit = 'ts.person.mixin'

    def _get_portal_partners(self):
        """Return the contacts who may open these people's pages."""
        return self.partner_id

    def action_give_portal_access(self):
        """Open the usual dialog that invites contacts to their page by e-mail."""
        partners = self._get_portal_partners()
        wizard = self.env['portal.wizard'].create({'partner_ids': [(6, 0, partners.ids)]})
        return wizard._action_open_modal()
