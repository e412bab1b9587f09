# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give companies that exist already the association's accounts, journal and numbering."""
    env['res.company'].search([])._create_ts_statement_sequence()
    env['account.chart.template']._ts_complete_companies()
