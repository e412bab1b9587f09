# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    'name': "Solidarity Transport",
    'summary': "Volunteer rides from the telephone call to the bank",
    'version': '19.0.1.0.0',
    'category': 'Services/Solidarity Transport',
    'author': "Transport Solidaire contributors",
    'license': 'AGPL-3',
    'application': True,
    'depends': [
        'account',
        'l10n_fr_account',
        'mail',
        'account_payment_sepa_credit_transfer',
        'partner_firstname',
        'report_xlsx',
    ],
    'data': [
        'security/transport_solidaire_groups.xml',
        'security/ir.model.access.csv',
        'security/transport_solidaire_security.xml',
        'data/ts_code_list_data.xml',
        'data/ts_commune_data.xml',
    ],
    'post_init_hook': 'post_init_hook',
}
