# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class TsImportProgress(models.Model):
    """How far a running import is, written from outside its transaction.

    A row of its own: writing on the import itself would make the job's own writing fail.
    """

    _name = 'ts.import.progress'
    _description = "Progress of an Import"

    import_id = fields.Integer(required=True, index=True)
    percent = fields.Integer()
