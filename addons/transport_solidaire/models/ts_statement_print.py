# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsStatement(models.Model):
    """What a printed statement shows: communes, kilometres and amounts, never why somebody travelled."""

    _inherit = 'ts.statement'

    def _get_print_lang(self):
        """Return the language of the payee, else of the association."""
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _get_vehicle_labels(self):
        """Return the vehicles used, with their fiscal power, as the tax office wants to see them."""
        return list(dict.fromkeys(self.line_ids.run_id.vehicle_id.mapped('display_name')))

    def _get_print_sections(self):
        """Return the tables of the print, in order, those that have lines only.

        :return: list of dicts: title, heading, lines, with_km, km and amount of what is not refused
        """
        lines = self.line_ids
        parts = [
            (self.env._("Runs"), self.env._("From – to"), True,
             lines.filtered(lambda line: line.kind == 'mileage')),
            (self.env._("Tolls and parking"), self.env._("What"), False,
             lines.filtered(lambda line: line.kind == 'cost')),
            (self.env._("Corrections of earlier runs"), self.env._("What"), True,
             lines.filtered(lambda line: line.kind == 'adjustment')),
        ]
        sections = []
        for title, heading, with_km, section_lines in parts:
            counted = section_lines.filtered(lambda line: not line.refused)
            if section_lines:
                sections.append({
                    'title': title, 'heading': heading, 'with_km': with_km, 'lines': section_lines,
                    'km': sum(counted.mapped('km')), 'amount': sum(counted.mapped('amount'))})
        return sections
