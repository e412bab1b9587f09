# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date


class TsBeneficiary(models.Model):
    """The word she receives the evening before she is driven."""

    _inherit = 'ts.beneficiary'

    def _remind(self, day, rides):
        """Remind a person of her confirmed rides of a day, once, by the way she wishes.

        :param rides: her confirmed ``ts.ride`` of that day
        :return: the ``ts.notice``
        """
        lang = self._get_message_lang()
        notices = self.env['ts.notice'].with_context(lang=lang)
        rides = rides.sorted('pickup_at').with_env(notices.env)
        company = rides.company_id
        label = format_date(notices.env, day)
        lines = [rides._get_told_line(ride, self, 'reminder') for ride in rides]
        return notices._tell(
            self, 'reminder', notices.env._("%(name)s: your ride of tomorrow", name=company.name),
            '\n'.join([notices.env._("You are driven tomorrow, %(day)s:", day=label), *lines,
                       notices._get_closing(company)]),
            f"reminder {self._name} {self.id} {day}", rides=rides,
            urgent=company._is_before_morning(min(rides.mapped('pickup_at'))))
