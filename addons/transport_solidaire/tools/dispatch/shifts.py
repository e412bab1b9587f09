# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Drivers of several shifts: inside the package everybody has one."""
from dataclasses import replace

from .problem import driven


def with_one_shift(problem):
    """The same day with one driver for each shift: inside the package everybody has one shift only.

    Limits in kilometres and legs of somebody with several shifts are shared out by their lengths,
    after what is locked. That is careful: no plan made so breaks the real limits.

    :return: the problem and, for each of its drivers, ``(driver, shift)`` of the one given
    """
    origin = [(index, shift) for index, driver in enumerate(problem.drivers)
              for shift in range(len(driver.shifts))]
    if len(origin) == len(problem.drivers):
        return problem, origin
    number = {pair: index for index, pair in enumerate(origin)}
    drivers = [part for index, driver in enumerate(problem.drivers)
               for part in _split(problem, index, driver)]
    legs = [leg if leg.driver is None else
            replace(leg, driver=None, skills=leg.skills | {('only', leg.driver)})
            for leg in problem.legs]
    locked = [replace(route, driver=number[route.driver, route.shift], shift=0)
              for route in problem.locked]
    return replace(problem, legs=tuple(legs), drivers=tuple(drivers), locked=tuple(locked)), origin


def _split(problem, index, driver):
    """One driver for each shift; a leg that asks for this driver finds the skill ('only', index)."""
    held = [next((r.stops for r in problem.locked if (r.driver, r.shift) == (index, shift)), ())
            for shift in range(len(driver.shifts))]
    lengths = [end - start for start, end in driver.shifts]
    metres = _share(driver.max_metres, [driven(problem, index, stops) for stops in held], lengths)
    legs = _share(driver.max_legs, [len(stops) // 2 for stops in held], lengths)
    return [replace(driver, id=(driver.id, shift), shifts=(window,), max_metres=metres[shift],
                    max_legs=legs[shift], skills=driver.skills | {('only', index)})
            for shift, window in enumerate(driver.shifts)]


def _share(limit, held, lengths):
    """Share a limit out by lengths, after what is held already."""
    if limit is None:
        return [None] * len(lengths)
    rest, total = max(0, limit - sum(held)), sum(lengths) or 1
    return [used + int(rest * length / total) for used, length in zip(held, lengths, strict=True)]
