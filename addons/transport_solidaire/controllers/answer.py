# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import http
from odoo.http import request

HEADERS = {
    'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow',
    'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
}


class Answer(http.Controller):
    """A volunteer's answer by the signed link of his message: no account, no script.

    Opening the link changes nothing, whoever opens it: a mail scanner, a preview, he himself. A button answers.
    """

    @http.route('/ts/a/<string:token>', type='http', auth='public', methods=['GET'], sitemap=False, readonly=True)
    def ask(self, token, **kw):
        """Show the question, or what has become of it: 404 for a link that is not ours, 410 when it is over."""
        proposal = self._find(token)
        if not proposal:
            # sudo: the number to call, for whoever has a broken link
            return self._page('ts_ask_gone', {'company': request.env.company.sudo()}, 404)
        outcome = proposal._get_outcome()
        values = {'proposal': proposal, 'company': proposal.company_id, 'outcome': outcome}
        if outcome.code == 'expired':
            return self._page('ts_ask_gone', values, 410, proposal.env)
        return self._page('ts_ask_page', {
            **values, 'lines': proposal._get_question_lines(), 'token': token, 'changed': 'changed' in kw,
            'seen': proposal._get_seen(), 'wished': kw.get('r'), 'can_withdraw': proposal._can_withdraw(),
            'runs': proposal._get_confirmed_runs(), 'reasons': proposal.env['ts.ride.reason'].search(
                [('kind', '=', 'declined')]) if outcome.code == 'waiting' else (),
        }, 200, proposal.env)

    @http.route('/ts/a/<string:token>', type='http', auth='public', methods=['POST'], sitemap=False)
    def answer(self, token, answer=None, reason=None, note=None, seen=None, **kw):
        """Note the answer of a button, then show where the question stands."""
        proposal = self._find(token)
        path, query = f'/ts/a/{token}', ''
        if proposal and answer == 'yes':
            if seen == proposal._get_seen():
                proposal._reply_yes('link')
            else:
                query = '?changed=1'
        elif proposal and answer == 'no':
            proposal._reply_no(int(reason) if (reason or '').isdecimal() else None, note, 'link')
        elif proposal and answer == 'withdraw':
            proposal._withdraw(note, 'link')
        return request.redirect(path + query, code=303)

    def _find(self, token):
        # sudo: whoever holds the signed link is the volunteer, who has no account
        return request.env['ts.proposal'].sudo()._read_token(token)._for_volunteer()

    def _page(self, template, values, status, env=None):
        html = (env or request.env)['ir.qweb']._render(
            f'transport_solidaire.{template}', {**values, 'csrf_token': request.csrf_token})
        return request.make_response(
            html, [*HEADERS.items(), ('Content-Type', 'text/html; charset=utf-8')], status=status)
