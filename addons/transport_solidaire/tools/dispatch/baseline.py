# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""First come, first served: what a desk without a computer does, to compare with.

Each leg, in the order of its request, goes to the nearest suitable driver who can still take it,
alone in the car: he comes from where he is, and nothing that was given moves.
"""
import time

from .problem import Plan, driven, is_suitable
from .reasons import explain
from .shifts import with_one_shift
from .timing import build_route, is_feasible


def dispatch(problem):
    """Return the plan that nearest-driver dispatch makes of the same day by the same rules."""
    begun = time.monotonic()
    single, origin = with_one_shift(problem.check())
    sequences = first_come(single)
    left = set(range(len(single.legs))) - {s // 2 for seq in sequences.values() for s in seq}
    return make_plan(problem, single, origin, sequences, left, begun, {'engine': 'first come, first served'})


def first_come(problem):
    """Return the sequences of nearest-driver dispatch (one shift for each driver)."""
    sequences = {route.driver: route.stops for route in problem.locked}
    served = {stop // 2 for stops in sequences.values() for stop in stops}
    metres, partner = problem.table.metres, problem.partner
    for leg, need in enumerate(problem.legs):
        if leg in served or leg in partner:  # a driver who waits is no ride by itself
            continue
        near = sorted((n for n in range(len(problem.drivers)) if is_suitable(problem, leg, n)),
                      key=lambda n, at=need.pickup: metres[problem.drivers[n].start, at])
        for driver in near:
            added = _append(problem, driver, sequences.get(driver, ()), leg)
            if added:
                sequences[driver] = added
                break
    return sequences


def _append(problem, driver, sequence, leg):
    """Put a leg alone between the others, where it costs least; None when there is no room."""
    options = [(*sequence[:at], 2 * leg, 2 * leg + 1, *sequence[at:]) for at in range(0, len(sequence) + 1, 2)]
    options = [option for option in options if is_feasible(problem, driver, option)]
    return min(options, key=lambda option: driven(problem, driver, option), default=None)


def make_plan(given, problem, origin, sequences, left, begun, engine):
    """Return the ``Plan`` of sequences, in the caller's ids."""
    names = [given.drivers[index].id for index, _shift in origin]
    routes = [build_route(problem, driver, sequence, (names[driver], origin[driver][1]))
              for driver, sequence in sorted(sequences.items()) if sequence]
    unserved = {problem.legs[leg].id: reason for leg, reason in explain(problem, sorted(left)).items()}
    return Plan(tuple(routes), unserved, round(time.monotonic() - begun, 2), round(time.process_time(), 2), engine)
