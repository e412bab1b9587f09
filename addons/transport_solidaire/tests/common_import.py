# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Spreadsheets for tests: small ones written on the spot, and the sample year that the addon ships."""
import csv
import io
import json
import tempfile
from pathlib import Path

from odoo import Command
from odoo.tools.misc import file_path

from .common import TsCommon

SAMPLES = ('benevoles.xlsx', 'adherents.csv', 'trajets_2025.csv')
DRIVERS = ['NOM Prénom', 'Tél.', 'Adresse', 'CP', 'Commune', 'CV', 'Électrique', 'Places', 'Permis vu le',
           "Assurance jusqu'au", "CT jusqu'au", 'Jours', 'Km max', 'Remarques']
PEOPLE = ['Nom', 'Prénom', 'Né(e) le', 'Adresse', 'CP', 'Commune', 'Téléphone', 'Besoins', 'Critère TUS',
          'Observations']
RIDES = ['Date', 'Heure', 'Bénéficiaire', 'Départ', 'Arrivée', 'Motif', 'Chauffeur', 'Km', 'Attente',
         'Péage', 'Parking', 'État', 'Observations']
VERA = ['VOLANT Véra', '06 39 98 00 01', '1 rue du Test', '44850', 'Mouzeil', '5', '', '3', '01/02/2024',
        '31/03/2026', '30/06/2026', 'lundi, mardi matin', '80', '']
PAUL = ['PORTÉ', 'Paul', '02/03/1940', '2 rue du Test', '44850', 'Ligné', '02 39 98 00 02', 'canne', 'lieu', '']


def sample(name):
    """Return the path of a sample file that the addon ships."""
    return file_path(f'transport_solidaire/demo/tableur/{name}')


def truth():
    """Return what the sample files mean."""
    return json.loads(Path(sample('truth.json')).read_text(encoding='utf-8'))


def ride_row(**values):
    """Return a row of a list of rides: Paul driven by Véra on 3 March 2025, unless said otherwise."""
    row = {'Date': '03/03/2025', 'Heure': '14h', 'Bénéficiaire': 'PORTÉ Paul', 'Départ': 'Ligné',
           'Arrivée': 'Nort-sur-Erdre', 'Motif': 'médical', 'Chauffeur': 'Véra VOLANT', 'Km': '40,5', **values}
    return [row.get(name, '') for name in RIDES]


def to_csv(rows, separator=';', encoding='utf-8-sig'):
    """Return rows as the bytes of a CSV file."""
    stream = io.StringIO(newline='')
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def read_csv(data):
    """Return the rows of the bytes of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode('utf-8-sig')), delimiter=';'))


class ImportCommon(TsCommon):
    """An association into which files are imported by its coordinator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.company.sudo().zip = '44850'  # the test sets its stage

    def write_file(self, name, *rows):
        """Write a CSV file and return its path."""
        path = self.folder / name
        path.write_bytes(to_csv(rows))
        return str(path)

    def drivers(self, *rows):
        """Return the path of a list of volunteers."""
        return self.write_file('benevoles.csv', DRIVERS, *rows)

    def people(self, *rows):
        """Return the path of a list of beneficiaries."""
        return self.write_file('adherents.csv', PEOPLE, *rows)

    def rides(self, *rows, name='trajets.csv'):
        """Return the path of a list of rides."""
        return self.write_file(name, RIDES, *rows)

    def bring_in(self, *paths, company=None, env=None, **kwargs):
        """Import files as the association's coordinator and return the totals."""
        return (env or self.env)['ts.import']._import_files(
            paths, company=company or self.company, **kwargs)

    def bring_in_world(self, *rides):
        """Import Véra, Paul and rides."""
        return self.bring_in(self.drivers(VERA), self.people(PAUL), self.rides(*rides))

    def make_import(self, *files, **vals):
        """Create an import of (name, bytes) as the screen does."""
        attachments = self.env['ir.attachment'].create([
            {'name': name, 'raw': data, 'res_model': 'ts.import', 'res_id': 0} for name, data in files])
        return self.env['ts.import'].create({
            'company_id': self.company.id, 'attachment_ids': [Command.set(attachments.ids)], **vals})

    def of_company(self, model, company=None):
        """Return an association's records of a model."""
        return self.env[model].with_context(active_test=False).search(
            [('company_id', '=', (company or self.company).id)])

    def make_other_company(self, name="Elsewhere"):
        """Return another association."""
        return self.root_env['res.company'].create({'name': name, 'zip': '44850'})

    def counts(self):
        """Return how many files, places, rides, runs and contacts there are."""
        return {model: self.root_env[model].search_count([])
                for model in ('ts.volunteer', 'ts.beneficiary', 'ts.place', 'ts.ride', 'ts.run',
                              'ts.run.cost', 'ts.paper', 'ts.availability', 'res.partner', 'ts.import')}
