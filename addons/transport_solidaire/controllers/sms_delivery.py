# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hmac as hmac_lib

from odoo import http
from odoo.http import request


class SmsDelivery(http.Controller):
    """Where the SMS operator reports what has become of a message."""

    @http.route('/ts/sms/<int:company_id>/<string:token>', type='http', auth='public', methods=['GET', 'POST'],
                csrf=False, sitemap=False, save_session=False)
    def delivery(self, company_id, token, **payload):
        """Note a report; 404 for an address that is not ours, and always the same answer otherwise."""
        # sudo: the operator has no account; the signed address is its right, and only reports are noted
        company = request.env['res.company'].sudo().browse(company_id)
        if not hmac_lib.compare_digest(company._get_sms_report_token().encode(), token.encode()):
            raise request.not_found()
        request.env['ts.notice'].sudo()._record_delivery(company, payload)  # see above
        return request.make_response('OK', [('Content-Type', 'text/plain')])
