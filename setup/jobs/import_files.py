# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Import a coordinator's spreadsheets through the addon's own importer: `setup/ts import`.

Options: `files`, `company` (its name; may be left out when there is one), `dry_run`. What is told is
in French, as the people who keep these lists read it.
"""
from pathlib import Path

from psycopg2 import OperationalError
from psycopg2.errorcodes import LOCK_NOT_AVAILABLE, SERIALIZATION_FAILURE

TRIES = 5
SHOWN = 40
REJECTS = Path(__file__).resolve().parents[2] / '.ts' / 'import'
KINDS = {'volunteers': "Bénévoles", 'beneficiaries': "Bénéficiaires", 'places': "Lieux", 'rides': "Trajets",
         'communes': "Communes"}
STATES = {'done': "effectués", 'cancelled': "annulés", 'no_show': "personne absente", 'refused': "refusés",
          'unserved': "sans chauffeur", 'planned': "prévus"}


def run(env, options, progress):
    """Import the files and return the totals, see ``ts.import._get_result``.

    A mistake of the user (unknown association, file that cannot be used, another import at the same
    moment) is returned as ``ok`` false with ``error``; nothing is written then.
    """
    from odoo.exceptions import AccessError, UserError, ValidationError

    env = env(context={**env.context, 'lang': 'fr_FR'})
    try:
        company = find_company(env, options.get('company'))
        result = import_files(env, company, options, progress)
    except (UserError, AccessError, ValidationError) as error:
        env.cr.rollback()
        return {'ok': False, 'error': str(error), 'report': f"L'import n'a pas eu lieu. {error}"}
    files = save_rejects(env, result)
    result = {'ok': True, **result, 'dry_run': bool(options.get('dry_run')), 'reject_files': files}
    return {**result, 'report': to_text(result)}


def find_company(env, name):
    """Return the association of that name; without a name the only one there is."""
    from odoo.exceptions import UserError

    companies = env['res.company'].search([])
    found = companies.filtered(lambda c: c.name.casefold() == name.casefold()) if name else companies
    if len(found) == 1:
        return found
    names = ', '.join(companies.mapped('name'))
    if name:
        raise UserError(f"Il n'y a pas d'association « {name} ». Il y a : {names}.")
    raise UserError(f"Il y a plusieurs associations, dites laquelle avec --company : {names}.")


def import_files(env, company, options, progress):
    """Import; when another import was faster, begin again on what it left."""
    for number in range(TRIES):
        try:
            result = env['ts.import'].with_company(company)._import_files(
                options['files'], company=company, dry_run=bool(options.get('dry_run')), progress=progress)
            env.flush_all()
            return result
        except OperationalError as error:
            env.cr.rollback()
            env.invalidate_all()
            if error.pgcode not in (SERIALIZATION_FAILURE, LOCK_NOT_AVAILABLE) or number == TRIES - 1:
                raise
    raise AssertionError("the loop returns or raises")


def save_rejects(env, result):
    """Write the files of refused rows beside the databases of this clone; return their paths."""
    paths = []
    for number, file in enumerate(result['reject_files']):
        folder = REJECTS / env.cr.dbname
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # names and needs of people: for nobody else on this machine
        name = file['name'].replace('/', ' ')
        path = folder / (name if folder / name not in paths else f"{number} {name}")
        path.write_bytes(env['ir.attachment'].browse(file['attachment_id']).raw)
        paths.append(path)
    return [str(path) for path in paths]


def to_text(result):
    """Return the totals as French lines."""
    lines = [f"{result['company']} : " + (
        "rien n'est écrit, voici ce qui le serait." if result['dry_run'] else "import terminé.")]
    for kind, label in KINDS.items():
        rows = sum(result['rides'].values()) if kind == 'rides' else result.get(kind, 0)
        new, completed, same = (result[key].get(kind, 0) for key in ('created', 'updated', 'unchanged'))
        if rows or new:
            lines.append(f"  {label} : {rows} lignes prises, {new} nouveaux, {completed} complétés, "
                         f"{same} déjà là")
    if any(result['rides'].values()):
        lines.append("  " + ', '.join(f"{n} {STATES[state]}" for state, n in result['rides'].items()))
        lines.append(f"  {number(result['km_driven'], 1)} km parcourus, {number(result['tolls'], 2)} € de péages "
                     "et de stationnement")
    lines += [f"  {note}" for note in result['notes']]
    if result['differences']:
        lines.append(f"  {len(result['differences'])} valeurs diffèrent de ce qui est enregistré, qui reste :")
        lines += [f"    {d['file']}, ligne {d['line']}, {d['field']} : {d['kept']} (dans le fichier : {d['found']})"
                  for d in result['differences'][:SHOWN]]
    lines.append(f"  {result['refused_count']} lignes refusées" + (" :" if result['refused'] else "."))
    lines += [f"    {r['file']} : {r['message']}" for r in result['refused'][:SHOWN]]
    if result['refused_count'] > SHOWN:
        lines.append(f"    … et {result['refused_count'] - SHOWN} autres")
    lines += [f"  À corriger puis à importer de nouveau : {path}" for path in result['reject_files']]
    return '\n'.join(lines)


def number(value, digits):
    """Return a number as French people write it."""
    return f"{value:,.{digits}f}".replace(',', '\u202f').replace('.', ',')
