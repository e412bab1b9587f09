# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.http import request

HEADERS = {'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex'}


class Sheet(http.Controller):
    """The volunteer's sheet of a day by its signed link: no account, no script, gone the day after."""

    @http.route('/ts/sheet/<string:token>', type='http', auth='public', methods=['GET'], sitemap=False)
    def sheet(self, token):
        """Show the sheet; 404 for a link that is not ours, 410 for a day that is over."""
        # sudo: whoever holds the signed link is the volunteer, who has no account
        volunteer, day = request.env['ts.volunteer'].sudo()._read_sheet_token(token)
        if not volunteer:
            return self._page('transport_solidaire.ts_sheet_gone', {'company': request.env['res.company']}, 404)
        company = volunteer.company_id
        lang = volunteer.partner_id.lang or company.partner_id.lang or 'fr_FR'
        volunteer = volunteer.with_context(lang=lang, tz=str(company._get_timezone()))
        if volunteer._is_sheet_over(day, company._to_local(fields.Datetime.now()).date()):
            return self._page('transport_solidaire.ts_sheet_gone', {'company': company.with_env(volunteer.env)}, 410)
        return self._page('transport_solidaire.ts_sheet_page', {
            'volunteer': volunteer, 'day': day, 'runs': volunteer._get_sheet_runs(day),
            'company': company.with_env(volunteer.env)}, 200, volunteer.env)

    def _page(self, template, values, status, env=None):
        html = (env or request.env)['ir.qweb']._render(template, values)
        return request.make_response(html, [*HEADERS.items(), ('Content-Type', 'text/html; charset=utf-8')],
                                     status=status)
