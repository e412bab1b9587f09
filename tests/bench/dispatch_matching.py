# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Matching only: how many rides get a volunteer at once, and how many with time to think."""
import json
import time
from pathlib import Path

DAYS = Path(__file__).resolve().parent / 'instances' / 'days'
# day: (rides at once, seconds for it), (rides with time, seconds for it); one territory is solved to the bound
TARGETS = {
    'match-100-60': ((66, 1), (73, 30)), 'match-250-125': ((191, 1), (0, 30)),
    'match-1000-500': ((841, 1), (859, 40)),
}
TERRITORY_GAP = 0.001


def read_day(name):
    """Return blocks, drivers, table and locations of a day."""
    from tools.dispatch import Driver, Location, Table
    from tools.dispatch.matching import Block
    from tools.distance import GreatCircleProvider
    from tools.geo import Point

    data = json.loads((DAYS / f'{name}.json').read_text(encoding='utf-8'))
    metres, seconds = GreatCircleProvider(1.3).table([Point(lat, lon) for lat, lon in data['locs']])
    away = seconds + 60  # the days were made with a minute more for each way
    for number in range(len(data['locs'])):
        away[number, number] = 0
    blocks = []
    for request in data['reqs']:
        first, last = request['legs'][0], request['legs'][-1]
        end = last['ptw'][0] + request['svc_p'] + int(away[last['frm'], last['to']]) + request['svc_d']
        blocks.append(Block(
            request['id'], first['ptw'][0], end, first['frm'], last['to'],
            sum(int(metres[leg['frm'], leg['to']]) for leg in request['legs']), 10 * request['prio'],
            frozenset(request['skills']), request['seats']))
    drivers = [Driver(one['id'], one['loc'], one['loc'], (tuple(one['tw']),), (one['seats'],),
                      frozenset(one['skills']), 1000 * one['max_km']) for one in data['vols']]
    return blocks, drivers, Table(metres, away), [Location(n, *place) for n, place in enumerate(data['locs'])]


def run(names=None):
    """Return a row for each day and way: rides, seconds, gap, faults and whether the target is met."""
    from matching_checker import find_faults
    from tools.dispatch.matching import match

    rows = []
    for name, targets in TARGETS.items():
        if names and name not in names:
            continue
        blocks, drivers, table, locations = read_day(name)
        for limit, (wanted, seconds) in zip((0, targets[1][1]), targets, strict=True):
            start = time.monotonic()
            found = match(blocks, drivers, table, limit, locations)
            lasted = round(time.monotonic() - start, 2)
            faults = find_faults(blocks, drivers, table, found)
            near = not limit or len(blocks) > 250 or found.bound_gap <= TERRITORY_GAP
            rows.append({
                'name': name, 'rides': len(found.drivers), 'of': len(blocks), 'seconds': lasted,
                'gap': found.bound_gap, 'faults': len(faults), 'target': f"{wanted} rides in {seconds} s",
                'ok': len(found.drivers) >= wanted and lasted <= seconds + 1 and near and not faults})
    return rows
