# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What was promised holds, whatever the day's limits and a rounded minute say. Plain Python."""
from dataclasses import replace

from .dispatch.problem import driven


def loosen(problem):
    """Return the day with the limits of promised legs and their drivers as wide as the promises need.

    A desk may have promised what the day's rules would not: outside somebody's hours, further than he wishes, a way
    back that begins before the way out has ended. The promise stays where it is; without this the whole day could not
    be timed.
    """
    legs, drivers = list(problem.legs), list(problem.drivers)
    for route in problem.locked:
        if route.stops:
            _loosen_route(problem, route, legs, drivers)
    return replace(problem, legs=tuple(legs), drivers=tuple(drivers))


def _loosen_route(problem, route, legs, drivers):
    seconds, driver = problem.table.seconds, drivers[route.driver]
    first = legs[route.stops[0] // 2]
    clock = first.pickup_windows[0][0] - int(seconds[driver.start, first.pickup])
    leaves, place, left = clock, driver.start, {}
    for stop in route.stops:
        number, at_dropoff = stop // 2, stop % 2
        leg = legs[number]
        arrival = clock + int(seconds[place, leg.place(at_dropoff)])
        begin = max(arrival, leg.windows(at_dropoff)[0][0])
        legs[number] = _widen(leg, at_dropoff, begin, begin - left.get(number, begin))
        clock, place = begin + leg.service(at_dropoff), leg.place(at_dropoff)
        left.setdefault(number, clock)
    back = clock + int(seconds[place, driver.end])
    drivers[route.driver] = _widen_driver(problem, driver, route, leaves, back)


def _widen(leg, at_dropoff, begin, lasts):
    """Let a stop begin when it does, and the ride last as long as it does."""
    name = 'dropoff_windows' if at_dropoff else 'pickup_windows'
    windows = getattr(leg, name)
    if not any(start <= begin <= end for start, end in windows):
        leg = replace(leg, **{name: ((windows[0][0], begin),)})
    if at_dropoff and leg.max_ride is not None:
        leg = replace(leg, max_ride=max(leg.max_ride, lasts))
    return leg


def _widen_driver(problem, driver, route, leaves, back):
    """Let a driver be there for what he has promised."""
    shifts = list(driver.shifts)
    start, end = shifts[route.shift]
    shifts[route.shift] = (min(start, leaves), max(end, back))
    legs = len(route.stops) // 2
    metres = driven(problem, route.driver, route.stops)
    return replace(
        driver, shifts=tuple(shifts),
        max_metres=None if driver.max_metres is None else max(driver.max_metres, metres),
        max_legs=None if driver.max_legs is None else max(driver.max_legs, legs))
