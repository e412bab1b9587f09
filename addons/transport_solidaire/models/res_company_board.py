# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

TILES = 'https://tile.openstreetmap.org/{z}/{x}/{y}.png'


class ResCompany(models.Model):
    """What an association wants from the screen of its phone desk."""

    _inherit = 'res.company'

    ts_near_hours = fields.Float(
        "Near (h)", default=4.0,
        help="A ride without a driver turns red on the desk when it begins within this time.")
    ts_map_tiles = fields.Char(
        "Map Background", default=TILES,
        help="Address of the map's pictures, OpenStreetMap unless you run your own. Empty: points on a plain "
             "background, and nothing is asked from outside.")
