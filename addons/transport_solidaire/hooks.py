# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.transport_solidaire.models.account_chart_template import ASSOCIATION_ACCOUNTS


def post_init_hook(env):
    """Give companies that already have the French chart the association's accounts."""
    env['account.chart.template']._ts_complete_companies(ASSOCIATION_ACCOUNTS)
