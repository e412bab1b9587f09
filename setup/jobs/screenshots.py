# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Takes the pictures of the documentation from the demo, in French, for a desk and for a telephone."""
from dataclasses import dataclass
from pathlib import Path

from browser import Browser

SIZES = {'bureau': (1280, 800), 'telephone': (390, 844)}


@dataclass(frozen=True)
class Page:
    """One page to picture.

    :param role: whose screen it is, see ``people.ROLES``
    :param path: address of the page, or of its list when ``click`` opens the page from it
    :param selector: what must be on the page
    :param click: CSS selectors clicked one after the other before the picture
    :param sizes: the windows, see ``SIZES``
    """

    name: str
    role: str
    path: str
    selector: str
    click: tuple = ()
    sizes: tuple = tuple(SIZES)


ACTION = '/odoo/action-transport_solidaire.'
ROW = '.o_data_row .o_data_cell, .o_kanban_record:not(.o_kanban_ghost)'
FORM = '.o_form_view'
PAGES = [
    Page('permanence', 'coordination', ACTION + 'ts_desk_action', '.ts-desk[data-busy="0"]'),
    Page('a-faire', 'coordination', ACTION + 'ts_desk_task_action', '.o_view_controller'),
    Page('besoin-repete', 'coordination', ACTION + 'ts_ride_series_action', FORM, (ROW,)),
    Page('dates-cliquees', 'coordination', ACTION + 'ts_ride_series_action', '.ts-dates',
         ('.o_data_row:last-of-type .o_data_cell, .o_kanban_record:not(.o_kanban_ghost):nth-of-type(3)',)),
    Page('solliciter', 'coordination', ACTION + 'ts_ride_action_no_driver', '.modal .o_form_view',
         (ROW, 'button[name=action_open_propose]'), ('bureau',)),
    Page('proposer-la-journee', 'coordination', ACTION + 'ts_day_plan_action', FORM, (ROW,)),
    Page('messages', 'coordination', ACTION + 'ts_notice_action', '.o_view_controller'),
    Page('planning', 'coordination', ACTION + 'ts_desk_shift_action', '.o_calendar_view'),
    Page('demandes', 'coordination', ACTION + 'ts_proposal_batch_action', '.o_view_controller'),
    Page('besoins-non-satisfaits', 'bureau', ACTION + 'ts_need_report_action', '.o_view_controller'),
    Page('carte-des-besoins', 'bureau', ACTION + 'ts_need_report_action_map', '.ts-need-plan .ts-need'),
    Page('surcharges-ou-oublies', 'bureau', ACTION + 'ts_volunteer_turn_action', '.o_view_controller'),
    Page('benevole-aujourdhui', 'benevole', '/my/ts', 'main, body', (), ('telephone',)),
    Page('benevole-demandes', 'benevole', '/my/ts/questions', 'main, body', (), ('telephone',)),
    Page('beneficiaire-trajets', 'beneficiaire', '/my/ts/rides', 'main, body', (), ('telephone',)),
    Page('tableau-du-jour', 'coordination', ACTION + 'ts_ride_action_today', '.o_action_manager .o_view_controller'),
    Page('a-placer', 'coordination', ACTION + 'ts_ride_action_no_driver', '.o_view_controller'),
    Page('reserver', 'coordination', ACTION + 'ts_ride_book_action', '.modal .o_form_view'),
    Page('attribuer', 'coordination', ACTION + 'ts_ride_action_no_driver', '.modal .o_form_view',
         (ROW, 'button[name=action_open_assign]')),
    Page('importer', 'coordination', ACTION + 'ts_import_action', '.o_view_controller'),
    Page('calendrier', 'coordination', ACTION + 'ts_ride_action_calendar', '.o_calendar_view'),
    Page('trajet', 'coordination', ACTION + 'ts_ride_action_today', '.o_form_view', (ROW,)),
    Page('sorties', 'coordination', ACTION + 'ts_run_action', '.o_view_controller'),
    Page('sortie', 'coordination', ACTION + 'ts_run_action', '.o_form_view', (ROW,)),
    Page('beneficiaire', 'coordination', ACTION + 'ts_beneficiary_action', '.o_form_view', (ROW,)),
    Page('benevoles', 'coordination', ACTION + 'ts_volunteer_action', '.o_view_controller'),
    Page('benevole', 'coordination', ACTION + 'ts_volunteer_action', '.o_form_view', (ROW,)),
    Page('etats-de-frais', 'tresorerie', ACTION + 'ts_statement_action', '.o_view_controller'),
    Page('etat-de-frais', 'tresorerie', ACTION + 'ts_statement_action', '.o_form_view', (ROW,)),
    Page('preparer', 'coordination', ACTION + 'ts_statement_prepare_action', '.modal .o_form_view'),
    Page('chiffres', 'bureau', ACTION + 'ts_ride_report_action', '.o_view_controller'),
]


def run(env, options, progress):
    """Take the pictures asked for.

    :param options: ``url`` of the running server, ``out_dir``, ``chromium`` (path), ``names`` (all when empty)
    :return: dict of picture name → file
    """
    wanted = [page for page in PAGES if not options.get('names') or page.name in options['names']]
    made = {}
    with Browser(options['chromium'], options['url']) as browser:
        for role in dict.fromkeys(page.role for page in wanted):
            browser.resize(*SIZES['bureau'])
            browser.login(role, role)
            for page in (page for page in wanted if page.role == role):
                for size in page.sizes:
                    progress(f"{page.name} ({size})", len(made), sum(len(each.sizes) for each in wanted))
                    made[f'{page.name}-{size}'] = str(_picture(browser, page, size, options['out_dir']))
    return made


def _picture(browser, page, size, out_dir):
    browser.resize(*SIZES[size])
    if page.path.startswith('/odoo'):
        browser.open('/odoo', '.o_web_client .o_main_navbar')
    browser.open(page.path, page.selector if not page.click else '.o_view_controller')
    for selector in page.click:
        browser.wait_for(selector)
        browser.settle(0.3)
        browser.evaluate(f"document.querySelector({selector!r}).click()")
    browser.wait_for(page.selector)
    path = Path(out_dir, f'{page.name}-{size}.png')
    browser.screenshot(path)
    return path
