# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo's associations as an accountant would set them up: chart, journals, rate, bank, SEPA."""
import base64
from pathlib import Path

from odoo.tools.misc import file_open

DEFAULT_NAME = "Mouzeil Solidarité Transport"
DEFAULT_TOWN = ('44850', "Mouzeil")
UNION_NAME, UNION_TOWN = "Union des associations de transport solidaire", ('44000', "Nantes")
# Mileage paid back per kilometre, in euro, as a board might decide; lower than the official scale.
RATE = 0.40
# No bank has these codes: the accounts pass every check and lead nowhere.
BANK, BRANCH = '99999', '00001'


def iban(number):
    """Return a French IBAN that is right in form and belongs to nobody.

    The two last digits of the account are France's own key, the two after the country the IBAN's.
    """
    account = f"{number:011d}"
    key = 97 - (89 * int(BANK) + 15 * int(BRANCH) + 3 * int(account)) % 97
    body = f"{BANK}{BRANCH}{account}{key:02d}"
    check = 98 - int(body + '152700') % 97
    return f"FR{check:02d}{body}"


def prepare_companies(env, names, towns, progress):
    """Return the associations. A lone one is the database's own company; several are beside their union's.

    Each association is a legal person with its own books, so none is a branch of the union's company.
    """
    if len(names) > 1:
        names, towns = [UNION_NAME, *names], [UNION_TOWN, *towns]
    companies = env['res.company']
    for index, (name, (postcode, city)) in enumerate(zip(names, towns, strict=True)):
        progress(f"{name}: chart of accounts", index, len(names))
        company = env.company if not index else env['res.company'].search([('name', '=', name)])
        company = company or env['res.company'].create({'name': name, 'country_id': env.ref('base.fr').id})
        _prepare_company(env, company, name, postcode, city, index)
        companies |= company
        env.cr.commit()
    return companies[1:] if len(companies) > 1 else companies


def _prepare_company(env, company, name, postcode, city, index):
    company.write({
        'name': name, 'street': "Mairie", 'zip': postcode, 'city': city,
        'country_id': env.ref('base.fr').id, 'currency_id': env.ref('base.EUR').id,
        'email': f"association{index}@example.org"})
    with file_open('transport_solidaire/static/description/icon.png', 'rb') as picture:
        company.logo = base64.b64encode(picture.read())
    company.partner_id.write({'lang': 'fr_FR', 'tz': 'Europe/Paris'})
    if company.chart_template != 'fr':
        env['account.chart.template'].try_loading('fr', company, install_demo=False)
    rates = env['ts.mileage.rate'].with_company(company)
    if not rates.search_count([('company_id', '=', company.id)]):
        rates.create({'company_id': company.id, 'mode': 'car', 'date_from': '2025-01-01', 'amount': RATE,
                      'note': "Décision du bureau"})
    _prepare_bank(env, company, index)


def _prepare_bank(env, company, index):
    journal = env['account.journal'].search(
        [('company_id', '=', company.id), ('type', '=', 'bank')], limit=1)
    if not journal.bank_account_id:
        journal.bank_account_id = _bank_account(env, company.partner_id, 900_000 + index)
    company._set_up_ts_sepa(journal)


def _bank_account(env, partner, number):
    account = iban(number)
    return env['res.partner.bank'].search([('acc_number', '=', account)]) or env['res.partner.bank'].create({
        'acc_number': account, 'partner_id': partner.id, 'allow_out_payment': True})


def prepare_bank_accounts(env, company):
    """Give each volunteer of the association a checked IBAN."""
    volunteers = env['ts.volunteer'].search([('company_id', '=', company.id)], order='id')
    for volunteer in volunteers.filtered(lambda v: not v.partner_id.bank_ids):
        _bank_account(env, volunteer.partner_id, volunteer.id)


def pay_by_sepa(statements, day, out_dir):
    """Pay posted statements by one SEPA file, as the treasurer does, and keep the file."""
    company = statements.company_id
    wizard = statements.env['ts.statement.pay'].create({
        'statement_ids': [(6, 0, statements.ids)]})
    order = statements.env['account.payment.order'].browse(wizard.action_pay()['res_id'])
    content = order.payment_file_id.raw
    path = Path(out_dir, 'sepa', f"{company.id:03d}-{day:%Y-%m}-{order.payment_file_id.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    order.generated2uploaded()
    return path
