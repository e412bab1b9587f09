# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .ts_ride import DESK
from .ts_ride_desk import CHANNEL


class IrWebsocket(models.AbstractModel):
    """The desks of an association hear of each other's changes; nobody else does."""

    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """Add the desk's channel of each association of a user who plans rides."""
        channels = super()._build_bus_channel_list(channels)
        if self.env.user.has_group(DESK):
            channels.extend((company, CHANNEL) for company in self.env.user.company_ids)
        return channels
