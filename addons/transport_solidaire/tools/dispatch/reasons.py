# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a leg is not served, found by looking at the rules one after the other."""
from . import problem as p
from .timing import is_feasible


def explain(problem, left):
    """Return ``{leg: reason}`` of the legs (indices) that no route carries."""
    return {leg: _explain(problem, leg) for leg in left}


def _explain(problem, leg):
    if not problem.drivers:
        return p.NO_DRIVER
    need = problem.legs[leg]
    skilled = [n for n, driver in enumerate(problem.drivers) if need.skills <= driver.skills]
    if not skilled:
        return p.FIXED_DRIVER if any(isinstance(s, tuple) and s[:1] == ('only',) for s in need.skills) \
            else p.NO_SKILL
    roomy = [n for n in skilled if p.has_room(need, problem.drivers[n])]
    if not roomy:
        return p.NO_SEAT
    alone = (2 * leg, 2 * leg + 1)
    if any(is_feasible(problem, n, alone) for n in roomy):
        return p.OTHER_LEG if leg in problem.partner and not _block_possible(problem, leg, roomy) \
            else p.NO_DRIVER_FREE
    far = [n for n in roomy if _is_far(problem, n, alone)]
    return p.TOO_FAR if len(far) == len(roomy) else p.NO_TIME


def _is_far(problem, driver, alone):
    limit = problem.drivers[driver].max_metres
    return limit is not None and p.driven(problem, driver, alone) > limit


def _block_possible(problem, leg, drivers):
    other = problem.partner[leg]
    first, second = (leg, other) if problem.legs[leg].driver_waits_with is not None else (other, leg)
    stops = (2 * first, 2 * first + 1, 2 * second, 2 * second + 1)
    return any(p.is_suitable(problem, other, n) and is_feasible(problem, n, stops) for n in drivers)
