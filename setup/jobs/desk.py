# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo's phone desk: rota, calls, repeated needs, volunteers asked, and two people with their own page.

Everybody is told by telephone: the demo sends no message to anyone.
"""
import datetime
import random

import needs
import people

PHONE = "02 40 00 00 00"
CALLS = [
    ("Préfère le matin, demande à son mari", "Rappeler après 17 h"),
    ("A bien noté l'heure", False),
    ("Pas de réponse", "Rappeler sa fille"),
    ("D'accord pour partager la voiture", "Prévenir l'autre personne"),
]


def prepare_desk(env, team, company, seed):
    """Fill the desk of an association once, with the rights of its coordinator.

    :return: True when it was filled, False when it had been before
    """
    coordinator = team.user('coordinator', company)
    stand_in = people.make_user(env, 'permanence', "Permanence", ['transport_solidaire.group_ts_user'], company)
    _give_pages(env, team, company)
    desk = env(user=coordinator.id, context={**env.context, 'allowed_company_ids': company.ids, 'lang': 'fr_FR'})
    if desk['ts.desk.shift'].search_count([('company_id', '=', company.id)]):
        return False
    chance = random.Random(seed)
    company.ts_desk_phone = PHONE
    today = company._to_local(datetime.datetime.now()).date()
    for volunteer in desk['ts.volunteer'].search([('state', '=', 'active')]):
        volunteer.wished_rides_week = chance.choice((0, 1, 2, 3, 4))
        _renew_papers(desk, volunteer, today)
    # most people have been told already of what the last days have settled
    desk['ts.notice'].search([('state', '=', 'to_call')], order='id')[4:].action_called()
    _fill_rota(desk, coordinator, stand_in, company, today)
    _repeat_needs(desk, chance, company, today)
    _ask(desk, chance)
    _note_calls(desk, stand_in, company)
    needs.prepare_needs(desk, company, today, seed)
    plan = desk['ts.day.plan'].create({
        'company_id': company.id, 'date': today + datetime.timedelta(days=1), 'seconds': 3})
    plan.action_start()
    plan.action_run_now()
    return True


def _give_pages(env, team, company):
    """Give a volunteer and a beneficiary a login for their pages."""
    for role, model in (('volunteer', 'ts.volunteer'), ('beneficiary', 'ts.beneficiary')):
        login = {'volunteer': 'benevole', 'beneficiary': 'beneficiaire'}[role]
        user = env['res.users'].search([('login', '=', login)])
        if not user:
            coming = 'ride_ids.date' if role == 'beneficiary' else 'run_ids.date'
            person = env[model].search(
                [('company_id', '=', company.id), (coming, '>=', datetime.date.today())], order='name', limit=1)
            if not person:
                continue
            user = people.make_user(env, login, person.name, ['base.group_portal'], company, person.partner_id)
        team.add(role, company, user)


def _renew_papers(desk, volunteer, today):
    """Note this year's papers: those of last year's list have expired meanwhile."""
    for kind in {paper.kind for paper in volunteer.paper_ids if paper.date_end and paper.date_end < today}:
        desk['ts.paper'].create({
            'volunteer_id': volunteer.id, 'kind': kind, 'date_end': today.replace(year=today.year + 1, day=1),
            'vehicle_id': volunteer.vehicle_id.id if kind in ('insurance', 'inspection') else False})


def _fill_rota(desk, coordinator, stand_in, company, today):
    monday = today - datetime.timedelta(days=today.weekday())
    week = desk['ts.desk.shift'].create([
        {'company_id': company.id, 'user_id': user.id, 'date': monday + datetime.timedelta(days=day),
         'hour_from': first, 'hour_to': first + 3}
        for day in range(5) for user, first in ((coordinator, 9), (stand_in, 14))])
    week.action_repeat()


def _repeat_needs(desk, chance, company, today):
    persons = desk['ts.beneficiary'].search([('company_id', '=', company.id)], order='name')
    places = desk['ts.place'].search([], order='name')
    volunteers = desk['ts.volunteer'].search([('state', '=', 'active')], order='name')
    for number, (kind, weekdays, every) in enumerate([('weekly', '03', 1), ('weekly', '4', 2), ('dates', '', 1)]):
        person = persons[number]
        dates = [today + datetime.timedelta(days=days) for days in (4, 11, 15)]
        series = desk['ts.ride.series'].create({
            'company_id': company.id, 'beneficiary_id': person.id, 'kind': kind, 'every': every,
            'place_id': chance.choice(places.filtered(lambda p, c=person.commune_id: p.commune_id != c)).id,
            'date_from': today, 'dates_text': ', '.join(f"{day:%d/%m/%Y}" for day in dates),
            'volunteer_id': volunteers[number].id if number else False,
            'slot_ids': [(0, 0, {'weekday': day or False, 'hour': 9.5, 'return_hour': 11.5})
                         for day in weekdays or ('',)]})
        series.action_start()


def _ask(desk, chance):
    """Ask for three rides: one yes, one no and then the next in turn, one that waits."""
    rides = desk['ts.ride'].search([
        ('state', '=', 'requested'), ('outward_id', '=', False), ('pickup_at', '>', datetime.datetime.now())], limit=3)
    for ride, answer in zip(rides, ('yes', 'no', None), strict=False):
        both = ride | ride.return_ids
        possible = [s.volunteer_id for s in both._get_suggestions(3) if s.possible]
        if not possible:
            continue
        batch = both._propose(desk['ts.volunteer'].browse(possible), 'order' if len(possible) > 1 else 'one')
        if answer == 'yes':
            batch.proposal_ids[:1]._reply_yes('phone')
        elif answer == 'no':
            reason = desk['ts.ride.reason'].search([('kind', '=', 'declined')], limit=1)
            batch.proposal_ids[:1]._reply_no(reason, chance.choice(("Pas avant lundi", "En famille")), 'phone')


def _note_calls(desk, stand_in, company):
    """Note calls; what was open with the stand-in is passed on, as at noon."""
    rides = desk['ts.ride'].search([
        ('state', 'in', ('requested', 'planned')), ('pickup_at', '>', datetime.datetime.now())], limit=len(CALLS))
    for ride, (said, step) in zip(rides, CALLS, strict=False):
        desk['ts.call'].create({
            'company_id': company.id, 'beneficiary_id': ride.beneficiary_id.id, 'ride_ids': ride.ids, 'said': said,
            'outcome': 'unreachable' if said == "Pas de réponse" else 'reached', 'next_step': step,
            'next_user_id': stand_in.id if step else False})
    desk['ts.desk.pass'].create({
        'company_id': company.id, 'from_user_id': stand_in.id, 'to_user_id': desk.uid,
        'note': "Je pars à midi : trois rappels à faire cet après-midi."}).action_pass()
