# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class ResUsers(models.Model):
    """What a coordinator wishes to give of his time."""

    _inherit = 'res.users'

    ts_wished_desk_hours = fields.Float(
        "Hours a Week at the Telephone",
        help="As many as this coordinator wishes. 0 means that no wish was said.")

    @property
    def SELF_READABLE_FIELDS(self):
        """Everybody sees his own wish."""
        return [*super().SELF_READABLE_FIELDS, 'ts_wished_desk_hours']

    @property
    def SELF_WRITEABLE_FIELDS(self):
        """Everybody says his own wish."""
        return [*super().SELF_WRITEABLE_FIELDS, 'ts_wished_desk_hours']
