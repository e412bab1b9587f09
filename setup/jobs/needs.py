# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The demo's needs that nobody could meet, so that the map and the figures have something to tell."""
import datetime
import random

# Share of the communes where drivers are few, and what was asked for in vain there in three months.
POOR, NOT_MET = 3, (14, 9, 6)


def prepare_needs(desk, company, today, seed):
    """Note rides of the last three months for which no driver was found, with the coordinator's rights.

    :param desk: environment of the coordinator, in the association
    :return: the rides
    """
    chance = random.Random(seed)
    persons = desk['ts.beneficiary'].search([('company_id', '=', company.id)], order='name')
    places = desk['ts.place'].search([], order='name')
    reasons = desk['ts.ride.reason'].search([('kind', '=', 'unserved')])
    rides = desk['ts.ride']
    for commune, count in zip(persons.commune_id.sorted('name')[:POOR], NOT_MET, strict=False):
        here = persons.filtered(lambda p, c=commune: p.commune_id == c)
        there = places.filtered(lambda p, c=commune: p.commune_id != c)
        for _number in range(count):
            day = today - datetime.timedelta(days=chance.randint(3, 90))
            rides |= desk['ts.ride'].create({
                'company_id': company.id, 'beneficiary_id': chance.choice(here).id,
                'dropoff_place_id': chance.choice(there).id,
                'pickup_at': company._to_utc(day, chance.choice((8, 8.5, 9, 14, 17.5)))})
    for ride in rides:
        ride._close('unserved', chance.choice(reasons))
    return rides
