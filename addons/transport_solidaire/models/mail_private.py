# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

# Their names say who travels and where to: no subject of an e-mail may hold them.
PRIVATE_MODELS = ('ts.ride', 'ts.ride.series', 'ts.beneficiary')


class MailActivity(models.Model):
    """A task about a person waits on the desk; no e-mail about it leaves with her name in its subject."""

    _inherit = 'mail.activity'

    def action_notify(self):
        """Send the usual e-mail, except about rides and persons."""
        return super(MailActivity, self.filtered(lambda a: a.res_model not in PRIVATE_MODELS)).action_notify()


class MailThread(models.AbstractModel):
    """What is written about a person is sent under a subject that names nobody."""

    _inherit = 'mail.thread'

    def _message_compute_subject(self):
        """Return the kind of the record instead of its name."""
        if self._name in PRIVATE_MODELS:
            return self.env['ir.model']._get(self._name).display_name
        return super()._message_compute_subject()
