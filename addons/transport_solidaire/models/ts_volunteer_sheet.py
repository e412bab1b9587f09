# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hmac as hmac_lib
import logging
from datetime import date, timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import format_date, hmac

_logger = logging.getLogger(__name__)
SCOPE = 'ts-day-sheet'


class TsVolunteer(models.Model):
    """The sheet of a volunteer's day: on paper, and on his telephone by a link of his own."""

    _inherit = 'ts.volunteer'

    def _get_sheet_runs(self, day):
        """Return his runs of a day with the rides that he has said yes to."""
        self.ensure_one()
        return self.env['ts.run'].search(
            [('volunteer_id', '=', self.id), ('date', '=', day), ('state', 'in', ('planned', 'confirmed'))],
            order='start_at').filtered(lambda r: 'confirmed' in r.ride_ids.mapped('state'))

    def _get_sheet_token(self, day):
        """Return what opens his sheet of a day, signed with the database's secret."""
        self.ensure_one()
        signature = hmac(self.env(su=True), SCOPE, (self.id, str(day)))  # the secret only signs
        return f"{self.id}-{day:%Y%m%d}-{signature[:40]}"

    def _get_sheet_url(self, day):
        """Return the address of his sheet."""
        return f"{self.get_base_url()}/ts/sheet/{self._get_sheet_token(day)}"

    @api.model
    def _read_sheet_token(self, token):
        """Return (volunteer, day) of a token; an empty volunteer when it is not ours."""
        try:
            number, day, _signature = token.split('-')
            volunteer, day = self.browse(int(number)), date(int(day[:4]), int(day[4:6]), int(day[6:]))
        except ValueError:
            return self.browse(), None
        if not hmac_lib.compare_digest(volunteer._get_sheet_token(day).encode(), token.encode()):
            return self.browse(), None
        return volunteer.exists(), day

    @staticmethod
    def _is_sheet_over(day, today):
        """Names are seen until the day after, and no longer."""
        return day < today - timedelta(days=1)

    @api.model
    def _cron_remind(self):
        """The evening before, whoever drives tomorrow receives his sheet, whoever is driven a word; once."""
        for company in self.env['res.company'].search([('active', '=', True)]):
            local = company._to_local(fields.Datetime.now())
            if local.hour + local.minute / 60 < company.ts_remind_hour:
                continue
            day = local.date() + timedelta(days=1)
            rides = self.env['ts.ride'].search([
                ('company_id', '=', company.id), ('date', '=', day), ('state', '=', 'confirmed')])
            for person, own in [*rides.grouped('volunteer_id').items(), *rides.grouped('beneficiary_id').items()]:
                self._remind_alone(person, day, own)

    def _remind_alone(self, person, day, rides):
        """Remind one person and commit: whatever goes wrong with her keeps nobody else from being told."""
        try:
            with self.env.cr.savepoint():
                person._remind(day, rides)
        except OperationalError:
            raise  # the next round tells whoever is left
        except Exception:  # noqa: BLE001 see the docstring
            _logger.exception("Reminder of %s %s could not be made", person._name, person.id)
        self.env['ts.notice']._commit()

    def _remind(self, day, rides):
        """Send the sheet of a day to its volunteer; the message itself names nobody."""
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        volunteer = self.with_context(lang=lang)
        notices, key = volunteer.env['ts.notice'], f"reminder {self.id} {day}"
        if notices.search_count([('key', '=', key), ('company_id', '=', self.company_id.id)]):
            return
        label = format_date(volunteer.env, day)
        first = min(rides.mapped('pickup_at'))
        text = volunteer.env._(
            "You drive on %(day)s: %(count)s rides, the first at %(hour)s. The sheet of the day:", day=label,
            count=len(rides), hour=f"{self.company_id._to_local(first):%H:%M}")
        pdf = volunteer._print_sheet(day) if volunteer._get_channel() == 'email' else None
        notices._tell(
            self, 'reminder', volunteer.env._("%(name)s: your rides of %(day)s", name=self.company_id.name, day=label),
            text, key, rides=rides, link=self._get_sheet_url(day), attachments=pdf,
            urgent=self.company_id._is_before_morning(first))

    def _print_sheet(self, day):
        """Return the sheet as an attached PDF."""
        content, _kind = self.env['ir.actions.report']._render_qweb_pdf(
            'transport_solidaire.ts_day_sheet_report', self._get_sheet_runs(day).ids)
        return self.env['ir.attachment'].create({
            'name': f"{day:%Y-%m-%d}.pdf", 'raw': content, 'mimetype': 'application/pdf'})
