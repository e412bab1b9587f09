# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A problem and a plan as JSON: kept with the plan for replay, and spoken between processes."""
from .problem import Driver, Leg, Location, LockedRoute, Plan, PlannedStop, Problem, Route, Table


def to_json(problem):
    """Return a problem as plain lists and numbers. Keys that are tuples become lists and come back."""
    return {
        'locations': [[_out(x.id), x.lat, x.lon] for x in problem.locations],
        'metres': problem.table.metres.tolist(), 'seconds': problem.table.seconds.tolist(),
        'legs': [_record(x) for x in problem.legs], 'drivers': [_record(x) for x in problem.drivers],
        'locked': [_record(x) for x in problem.locked],
    }


def from_json(data):
    """Return the problem that ``to_json`` wrote."""
    return Problem(
        tuple(Location(_in(key), lat, lon) for key, lat, lon in data['locations']),
        Table(_square(data['metres']), _square(data['seconds'])),
        tuple(_build(Leg, x) for x in data['legs']), tuple(_build(Driver, x) for x in data['drivers']),
        tuple(_build(LockedRoute, x) for x in data['locked']))


def plan_to_json(plan):
    """Return a plan as plain lists and numbers."""
    return {
        'routes': [{**_record(route), 'stops': [_record(stop) for stop in route.stops]} for route in plan.routes],
        'unserved': [[_out(leg), reason] for leg, reason in plan.unserved.items()],
        'seconds': plan.seconds, 'cpu_seconds': plan.cpu_seconds, 'engine': plan.engine}


def plan_from_json(data):
    """Return the plan that ``plan_to_json`` wrote."""
    routes = [Route(**{**_values(route), 'stops': tuple(_build(PlannedStop, s) for s in route['stops'])})
              for route in data['routes']]
    return Plan(tuple(routes), {_in(leg): reason for leg, reason in data['unserved']},
                data['seconds'], data['cpu_seconds'], data['engine'])


def _square(rows):
    import numpy as np

    return np.array(rows, dtype='int64').reshape(len(rows), len(rows))


def _record(record):
    return {name: _out(getattr(record, name)) for name in record.__dataclass_fields__ if name != 'stops'} | (
        {'stops': _out(record.stops)} if isinstance(record, LockedRoute) else {})


def _build(kind, data):
    values = _values(data)
    if 'skills' in values:
        values['skills'] = frozenset(values['skills'])
    return kind(**values)


def _values(data):
    return {name: _in(value) for name, value in data.items() if name != 'stops' or isinstance(value, list)}


def _out(value):
    if isinstance(value, frozenset):
        return sorted((_out(item) for item in value), key=str)
    return [_out(item) for item in value] if isinstance(value, tuple) else value


def _in(value):
    return tuple(_in(item) for item in value) if isinstance(value, list) else value
