# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How good the proposed day is: on the days of `instances/`, and on public dial-a-ride instances.

Every plan is inspected by `tests/dispatch/checker.py`. Targets are those measured for VROOM alone; a
figure that misses its target is printed as it is.
"""
import json
import math
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'dispatch'), str(HERE.parents[1] / 'addons' / 'transport_solidaire')]

INSTANCES = HERE / 'instances'
# day: seconds given, legs, priority points, kilometres per leg that were the best line before
TARGETS = {
    'ts-20-15': (3, 30, 189, 38.9), 'ts-100-60': (3, 165, 1065, 38.02), 'ts-500-250': (20, 845, 5047, 28.87),
    'ts-2000-800': (60, 3405, 20654, 24.58),
}
BASELINE_SHARE = 0.85
DARP_SECONDS, DARP_GAP = 10, 2.2
SCALE = 1000


def run(env, options, progress):
    """Solve the days and the public instances; return a row for each.

    :param options: `names`, only these instances
    """
    names = options.get('names')
    wanted = [name for name in TARGETS if not names or name in names]
    rows = []
    for number, name in enumerate(wanted):
        progress(f"Day {name}", number, len(wanted))
        rows.append(solve_day(name))
    best = json.loads((INSTANCES / 'bks.json').read_text(encoding='utf-8'))['cordeau']
    instances = [name for name in sorted(best) if (INSTANCES / 'cordeau' / f'{name}.txt').exists()
                 and (not names or name in names)]
    public = []
    for number, name in enumerate(instances):
        progress(f"Dial-a-ride {name}", number, len(instances))
        public.append(solve_darp(name, best[name]))
    sys.path.insert(0, str(HERE))
    import dispatch_matching

    progress("Matching only", 0, 1)
    matched = dispatch_matching.run(names)
    gaps = [row['gap'] for row in public if row['gap'] is not None]
    mean = round(sum(gaps) / len(gaps), 2) if gaps else None
    invalid = [row['name'] for row in public if not row['valid']]
    return {'ok': all(row['ok'] for row in [*rows, *matched]) and not invalid and (mean is None or mean <= DARP_GAP),
            'days': rows, 'matching': matched, 'dial_a_ride': public, 'mean_gap': mean, 'not_valid': invalid,
            'report': report(rows, matched, public, mean)}


def report(rows, matched, public, mean):
    """Return the figures as text."""
    lines = [f"{row['name']}: {row['legs']} legs, {row['points']} points, {row['km_per_leg']} km per leg in "
             f"{row['seconds']} s (target {row['target']}); {row['below_baseline']} % under first come first served; "
             f"faults {row['faults']}" for row in rows]
    lines += [f"{row['name']}: {row['rides']} of {row['of']} rides in {row['seconds']} s (target {row['target']}), "
              f"gap {row['gap']}, faults {row['faults']}" for row in matched]
    lines += [f"{row['name']}: {row['value']} (best known {row['best']}, gap {row['gap']} %), "
              f"valid {row['valid']}, {row['seconds']} s" for row in public]
    return '\n'.join([*lines, f"mean gap {mean} %"])


# ---- days ----------------------------------------------------------------------------------------------
def read_day(name):
    """Return the problem of a day, and the priority points of each leg."""
    from tools.dispatch import Driver, Leg, Location, Problem, Table
    from tools.distance import GreatCircleProvider
    from tools.geo import Point

    data = json.loads((INSTANCES / 'days' / f'{name}.json').read_text(encoding='utf-8'))
    points = [Point(lat, lon) for lat, lon in data['locs']]
    metres, seconds = GreatCircleProvider(1.3).table(points)
    legs = [Leg(id=(request['id'], number), request=request['id'], pickup=leg['frm'], dropoff=leg['to'],
                pickup_windows=(tuple(leg['ptw']),), dropoff_windows=(tuple(leg['dtw']),),
                pickup_service=request['svc_p'], dropoff_service=request['svc_d'], load=(request['seats'],),
                skills=frozenset(request['skills']), max_ride=leg['L'], priority=10 * request['prio'])
            for request in data['reqs'] for number, leg in enumerate(request['legs'])]
    drivers = [Driver(id=one['id'], start=one['loc'], end=one['loc'], shifts=(tuple(one['tw']),),
                      capacity=(one['seats'],), skills=frozenset(one['skills']), max_metres=1000 * one['max_km'])
               for one in data['vols']]
    # the days were made with a minute more for each way
    away = seconds + 60
    for number in range(len(points)):
        away[number, number] = 0
    return Problem(tuple(Location(n, *place) for n, place in enumerate(data['locs'])), Table(metres, away),
                   tuple(legs), tuple(drivers))


def solve_day(name):
    """Return what a day gave beside its target and beside nearest-driver dispatch."""
    from checker import find_faults
    from tools.dispatch import solve
    from tools.dispatch.baseline import dispatch

    problem = read_day(name)
    limit, legs, points, km = TARGETS[name]
    start = time.monotonic()
    plan = solve(problem, limit)
    seconds = round(time.monotonic() - start, 1)
    simple = dispatch(problem)
    made = sum(leg.priority // 10 for leg in problem.legs if leg.id not in plan.unserved)
    per_leg, before = (found.metres / 1000 / max(1, found.served) for found in (plan, simple))
    faults = len(find_faults(problem, plan)) + len(find_faults(problem, simple))
    return {
        'name': name, 'legs': plan.served, 'points': made, 'km_per_leg': round(per_leg, 2), 'seconds': seconds,
        'target': f"{legs} legs, {points} points, {km} km per leg, {limit} s", 'faults': faults,
        'below_baseline': round(100 * (1 - per_leg / before), 1),
        'ok': (plan.served >= legs and made >= points and per_leg <= km and seconds <= limit + 1 and not faults
               and per_leg <= BASELINE_SHARE * before)}


# ---- public instances ----------------------------------------------------------------------------------
def read_darp(name):
    """Return the problem of a public instance: one depot, times and distances × 1000."""
    from tools.dispatch import Driver, Leg, Location, Problem, Table

    lines = [line.split() for line in (INSTANCES / 'cordeau' / f'{name}.txt').read_text().splitlines() if line.strip()]
    cars, _nodes, longest, capacity, ride = (int(float(value)) for value in lines[0][:5])
    nodes = [[float(value) for value in line] for line in lines[1:]]
    people = (len(nodes) - 1) // 2 if len(nodes) % 2 else (len(nodes) - 2) // 2
    nodes = nodes[:2 * people + 1]
    import numpy as np
    grid = np.array([node[1:3] for node in nodes])
    table = (np.sqrt(((grid[:, None] - grid) ** 2).sum(2)) * SCALE).round()

    def window(node):
        return ((math.ceil(node[5] * SCALE), math.floor(node[6] * SCALE)),)

    legs = tuple(Leg(
        id=n, pickup=n, dropoff=n + people, pickup_windows=window(nodes[n]), dropoff_windows=window(nodes[n + people]),
        pickup_service=int(nodes[n][3] * SCALE), dropoff_service=int(nodes[n + people][3] * SCALE),
        load=(int(nodes[n][4]),), max_ride=ride * SCALE) for n in range(1, people + 1))
    shift = (0, int(nodes[0][6] * SCALE) or 1440 * SCALE)
    drivers = tuple(Driver(id=n, start=0, end=0, shifts=(shift,), capacity=(capacity,), max_seconds=longest * SCALE)
                    for n in range(cars))
    return Problem(tuple(Location(n, *node[1:3]) for n, node in enumerate(nodes)), Table(table, table), legs, drivers)


def solve_darp(name, best):
    """Return the value of a public instance beside the best known."""
    from checker import find_faults
    from tools.dispatch import solve

    best = best[-1] if isinstance(best, list) else best
    problem = read_darp(name)
    start = time.monotonic()
    plan = solve(problem, DARP_SECONDS)
    seconds = round(time.monotonic() - start, 1)
    valid = not plan.unserved and not find_faults(problem, plan)
    value = plan.metres / SCALE
    return {'name': name, 'value': round(value, 2), 'best': best, 'valid': valid, 'unserved': len(plan.unserved),
            'gap': round(100 * (value / best - 1), 2) if valid else None, 'seconds': seconds}
