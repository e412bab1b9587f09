# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Looks at a plan as an inspector would, with nothing of the solver's: every rule, on the times it tells.

The plan says when each stop begins; the inspector adds up by himself and trusts no figure.
"""


def find_faults(problem, plan):
    """Return a list of sentences, empty when the plan keeps every rule of the day."""
    faults, seen, used = _look_at_routes(problem, plan), {}, {}
    legs = {leg.id: leg for leg in problem.legs}
    drivers = {driver.id: driver for driver in problem.drivers}
    index = {leg.id: number for number, leg in enumerate(problem.legs)}
    for route in plan.routes:
        driver = drivers[route.driver]
        faults += _walk(problem, route, driver, legs)
        for stop in route.stops:
            if stop.kind == 'pickup':
                if stop.leg in seen:
                    faults.append(f"leg {stop.leg} is driven twice")
                seen[stop.leg] = driver
        metres, count = used.get(driver.id, (0, 0))
        used[driver.id] = metres + _metres(problem, route, driver), count + len(route.stops) // 2
    for identity, (metres, count) in used.items():
        driver = drivers[identity]
        if driver.max_metres is not None and metres > driver.max_metres:
            faults.append(f"driver {identity} drives {metres} m of {driver.max_metres}")
        if driver.max_legs is not None and count > driver.max_legs:
            faults.append(f"driver {identity} has {count} legs of {driver.max_legs}")
    faults += _look_at_blocks(problem, plan, seen)
    faults += _look_at_promises(problem, plan, seen)
    for leg in problem.legs:
        if (leg.id in seen) == (leg.id in plan.unserved):
            faults.append(f"leg {leg.id} is neither driven nor left out, or both")
        if leg.driver is not None and leg.id in seen and problem.drivers[leg.driver] is not seen[leg.id]:
            faults.append(f"leg {index[leg.id]} is not with the driver it asks for")
    return faults


def _look_at_routes(problem, plan):
    faults, shifts, drivers = [], set(), {driver.id: driver for driver in problem.drivers}
    for route in plan.routes:
        if (route.driver, route.shift) in shifts:
            faults.append(f"driver {route.driver} is on two routes at once")
        shifts.add((route.driver, route.shift))
        if route.metres != _metres(problem, route, drivers[route.driver]):
            faults.append(f"the metres of driver {route.driver} are not those of the table")
    return faults


def _walk(problem, route, driver, legs):
    faults, place, clock, aboard = [], driver.start, route.start, {}
    shift = driver.shifts[route.shift]
    if route.start < shift[0]:
        faults.append(f"driver {driver.id} leaves before his hours")
    for stop in route.stops:
        leg = legs[stop.leg]
        at_end = stop.kind == 'dropoff'
        here = leg.dropoff if at_end else leg.pickup
        clock += int(problem.table.seconds[place, here])
        if stop.begin < clock:
            faults.append(f"leg {leg.id}: {stop.kind} begins before the car is there")
        windows = leg.dropoff_windows if at_end else leg.pickup_windows
        if not any(start <= stop.begin <= end for start, end in windows):
            faults.append(f"leg {leg.id}: {stop.kind} at {stop.begin} is outside its windows")
        clock = stop.begin + (leg.dropoff_service if at_end else leg.pickup_service)
        faults += _get_off(leg, stop, aboard) if at_end else _get_on(leg, driver, clock, aboard)
        place = here
    clock += int(problem.table.seconds[place, driver.end])
    if clock > shift[1]:
        faults.append(f"driver {driver.id} is back after his hours")
    if driver.max_seconds is not None and clock - route.start > driver.max_seconds:
        faults.append(f"driver {driver.id} is away too long")
    return faults + [f"leg {leg} never gets off" for leg in aboard]


def _get_on(leg, driver, clock, aboard):
    faults = [] if set(leg.skills) <= set(driver.skills) else [f"leg {leg.id}: driver {driver.id} lacks a skill"]
    aboard[leg.id] = (clock, leg.load)
    for kind in range(max(len(load) for _at, load in aboard.values())):
        need = sum(load[kind] for _at, load in aboard.values() if kind < len(load))
        if need > (driver.capacity[kind] if kind < len(driver.capacity) else 0):
            faults.append(f"driver {driver.id} has no place of kind {kind} for {need}")
    return faults


def _get_off(leg, stop, aboard):
    if leg.id not in aboard:
        return [f"leg {leg.id} gets off before it gets on"]
    since = aboard.pop(leg.id)[0]
    if leg.max_ride is not None and stop.begin - since > leg.max_ride:
        return [f"leg {leg.id} is on board {stop.begin - since} s of {leg.max_ride}"]
    return []


def _metres(problem, route, driver):
    places = [driver.start, *(stop.location for stop in route.stops), driver.end]
    return sum(int(problem.table.metres[a, b]) for a, b in zip(places, places[1:], strict=False))


def _look_at_blocks(problem, plan, seen):
    faults = []
    for leg in problem.legs:
        if leg.driver_waits_with is None:
            continue
        other = problem.legs[leg.driver_waits_with]
        if (leg.id in seen) != (other.id in seen):
            faults.append(f"legs {leg.id} and {other.id} of one block are not together")
        for route in plan.routes:
            stops = [stop.leg for stop in route.stops]
            if leg.id in stops:
                first = stops.index(leg.id)
                aboard = {one for one in stops[:first] if stops[:first].count(one) == 1}
                if aboard or stops[first:first + 4] != [leg.id, leg.id, other.id, other.id]:
                    faults.append(f"somebody else is on board of the block of {leg.id}")
    return faults


def _look_at_promises(problem, plan, seen):
    faults = []
    for locked in problem.locked:
        driver = problem.drivers[locked.driver]
        wanted = [(problem.legs[stop // 2].id, stop % 2) for stop in locked.stops]
        held = {leg for leg, _end in wanted}
        found = [(stop.leg, int(stop.kind == 'dropoff')) for route in plan.routes if route.driver == driver.id
                 for stop in route.stops if stop.leg in held]
        if found != wanted:
            faults.append(f"what was promised to driver {driver.id} is not kept")
    return faults
