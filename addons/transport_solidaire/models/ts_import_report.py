# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models


class TsImport(models.Model):
    """What the user is told: totals, refused rows, differences."""

    _inherit = 'ts.import'

    def _say(self, problem):
        """Return a problem of the spreadsheet library as a sentence in the user's language."""
        return problem.render()

    def _get_kind_label(self, kind):
        """Return the name of a kind of list in the user's language."""
        return {
            'volunteers': self.env._("Volunteers"), 'beneficiaries': self.env._("Beneficiaries"),
            'places': self.env._("Places"), 'rides': self.env._("Rides"),
            'communes': self.env._("Communes"),
        }[kind]

    def _get_result(self, plan, company, written):
        """Return the totals of an import as plain data.

        Rows: ``volunteers``, ``beneficiaries``, ``places`` accepted, ``rides`` by state, ``km_driven``
        (done and person absent, one decimal), ``tolls`` with parking, in the company's currency;
        ``refused`` lists file, sheet, line, short reason and sentence. Records: ``created``,
        ``updated``, ``unchanged`` by kind, ``differences`` kept as they were.
        """
        rides = plan.checks['rides']
        refused = [self._describe_refusal(refusal) for refusal in plan.refused]
        return {
            'company': company.name,
            'written': written,
            **{kind: len(plan.checks[kind].accepted) for kind in ('volunteers', 'beneficiaries', 'places')},
            'rides': {state: rides.count(state) for state in (
                'done', 'cancelled', 'no_show', 'refused', 'unserved', 'planned')
                if state in ('done', 'cancelled', 'no_show') or rides.count(state)},
            'km_driven': round(float(rides.km_driven), 1),
            'tolls': round(float(rides.tolls), 2),
            'refused': refused,
            'refused_count': len(refused),
            'created': plan.count('created'),
            'updated': plan.count('updated'),
            'unchanged': plan.count('unchanged'),
            'differences': [line for kind in plan.entries for line in self._describe_differences(plan, kind)],
            'notes': [self._say(problem) for problem in plan.notes],
            'reject_files': [],
        }

    def _describe_refusal(self, refusal):
        table = refusal.row.table
        return {'file': table.file, 'sheet': table.sheet.name, 'line': refusal.line, 'reason': refusal.why,
                'message': refusal.sentence()}

    def _describe_differences(self, plan, kind):
        return [
            {'file': entry.record.row.table.file, 'line': entry.record.line, 'field': difference.label,
             'kept': difference.kept, 'found': difference.found}
            for entry in plan.entries[kind] for difference in entry.differences]
