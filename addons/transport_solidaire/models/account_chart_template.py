# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.addons.account.models.chart_template import template

CHART = 'fr'
MODULE = 'transport_solidaire'


class AccountChartTemplate(models.AbstractModel):
    """The accounts that a French association needs (ANC 2018-06) and the chart of companies lacks.

    A code that the company has already is never created again nor changed: 468100 made by hand stays
    what it is, and the settings say so when it cannot serve. 754000, 755100 and 757000 mean something
    else in the chart of companies and are not touched.
    """

    _inherit = 'account.chart.template'

    @template(CHART, 'account.account')
    def _get_ts_fr_account_account(self):
        return self._get_ts_accounts(self.env.company)

    def _get_ts_accounts(self, company):
        """Return our accounts as chart data, without the codes that the company has by other means."""
        own_codes = self._get_ts_own_codes(company)
        return {
            xmlid: values
            for xmlid, values in self._parse_csv(CHART, 'account.account', module=MODULE).items()
            if values['code'] not in own_codes}

    def _get_ts_own_codes(self, company):
        """Return the codes of accounts that this chart extension did not bring itself."""
        accounts = self.env['account.account'].with_company(company).with_context(
            active_test=False).search(self.env['account.account']._check_company_domain(company))
        prefix = f'account.{company.id}_ts_'
        xmlids = accounts.get_external_id()
        return {account.code for account in accounts if not xmlids[account.id].startswith(prefix)}

    def _post_load_data(self, template_code, company, template_data):
        """Choose the accounts and the journal of statements once the French chart is there."""
        result = super()._post_load_data(template_code, company, template_data)
        if CHART in self._get_parent_template(template_code):
            company._set_ts_ledger_defaults()
        return result

    def _ts_complete_companies(self):
        """Give companies that have the French chart already what they would have got with it."""
        companies = self.env['res.company'].search([('chart_template', '!=', False)])
        for company in companies:
            if CHART not in self._get_parent_template(company.chart_template):
                continue
            loader = self.with_company(company).with_context(
                default_company_id=company.id, allowed_company_ids=company.ids, tracking_disable=True)
            if not company.parent_id:
                loader._load_data({'account.account': loader._get_ts_accounts(company)})
                loader._load_translations(companies=company)
            company._set_ts_ledger_defaults()
