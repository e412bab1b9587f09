# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import ValidationError


class TsRun(models.Model):
    """A run as a statement sees it."""

    _inherit = 'ts.run'

    @api.constrains('volunteer_id')
    def _check_stated_volunteer(self):
        """The one who is on a statement for a run is the one who drove it."""
        stated = self.env['ts.statement.line'].search(
            [('run_id', 'in', self.ids), ('is_released', '=', False)])
        for line in stated:
            if line.volunteer_id != line.run_id.volunteer_id:
                raise ValidationError(self.env._(
                    "%(run)s is on statement %(statement)s of %(name)s. Refuse that statement before "
                    "giving the run to somebody else.", run=line.run_id.display_name,
                    statement=line.statement_id.name, name=line.volunteer_id.name))

    def _get_route_labels(self):
        """Return each run's way through communes, “Nort-sur-Erdre → Nantes → Nort-sur-Erdre”.

        Communes only: a place's name may tell of somebody's health, and statements are filed.

        :return: dict of ``ts.run`` → str
        """
        labels = {}
        for run in self:
            communes = []
            for ride in run.ride_ids.sorted('pickup_at'):
                if ride.state not in ('done', 'no_show'):
                    continue
                for place in (ride.pickup_place_id, ride.dropoff_place_id):
                    home = ride.beneficiary_id
                    communes.append((place or home).commune_id.name or (place or home).city or '?')
            steps = [name for i, name in enumerate(communes) if not i or communes[i - 1] != name]
            labels[run] = ' → '.join(steps) or run.display_name
        return labels
