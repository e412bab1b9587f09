# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo's coming days, so that the phone desk has something to do: booked and assigned by the dialogs."""
import datetime
import random

DAYS = 7
CALLS_A_DAY = 6


def prepare_week(env, coordinator, company, seed):
    """Book rides for the coming days as the coordinator would; most of them get a volunteer.

    :return: number of requests booked; none when the association has coming rides already
    """
    env = env(user=coordinator.id, context={**env.context, 'allowed_company_ids': company.ids})
    today = company._to_local(datetime.datetime.now()).date()
    if env['ts.ride'].search_count([('date', '>=', today)]):
        return 0
    chance = random.Random(seed)
    people = env['ts.beneficiary'].search([('company_id', '=', company.id)])
    places = env['ts.place'].search([])
    volunteers = env['ts.volunteer'].search([('state', '=', 'active')])
    booked = 0
    for day in (today + datetime.timedelta(days=n) for n in range(DAYS)):
        for person in chance.sample(list(people), min(CALLS_A_DAY, len(people))):
            ride = _book(env, chance, person, places, day)
            booked += 1
            if chance.random() < 0.7:
                _assign(ride | ride.return_ids, chance, volunteers)
    return booked


def _book(env, chance, person, places, day):
    place = chance.choice(places.filtered(lambda p: p.commune_id != person.commune_id))
    return env['ts.ride.book'].create({
        'beneficiary_id': person.id, 'place_id': place.id, 'date': day,
        'hour': chance.choice((9, 9.5, 10, 14, 14.5, 15)),
        'purpose_id': env['ts.purpose'].search([], order='sequence')[chance.choice((0, 0, 0, 1, 1, 2))].id,
    })._book()


def _assign(rides, chance, volunteers):
    """Give the rides to the first volunteer of a shuffled list who can take them.

    The papers of last year's list have expired meanwhile: the coordinator takes that on, with a reason.
    """
    renewed = rides.env.ref('transport_solidaire.ts_ride_reason_override_2')
    for volunteer in chance.sample(list(volunteers), len(volunteers)):
        blockers = [b for found in rides._get_assignment_blockers(volunteer).values() for b in found]
        if {blocker.code for blocker in blockers} <= {'papers'}:
            rides._assign(volunteer, reason=renewed)
            if chance.random() < 0.7:
                rides.action_confirm()
            return
