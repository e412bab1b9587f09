# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Small days for the tests, on a plane: a kilometre is a thousand metres and takes a minute."""
import random

import numpy as np
from ts_tools.dispatch import Driver, Leg, Location, LockedRoute, Problem, Table

HOUR = 3600


def make_table(points):
    """Return the table of points given in kilometres."""
    grid = np.array(points, dtype=float).reshape(len(points), 2)
    km = np.sqrt(((grid[:, None] - grid) ** 2).sum(2))
    return Table((km * 1000).round(), (km * 60).round())


def make_day(points, legs, drivers, locked=()):
    """Return a problem."""
    return Problem(tuple(Location(n, *point) for n, point in enumerate(points)), make_table(points),
                   tuple(legs), tuple(drivers), tuple(locked))


def make_leg(number, pickup, dropoff, at=10 * HOUR, **vals):
    """Return a leg picked up within a quarter of an hour; the drop-off is free."""
    vals = {'pickup_windows': ((at, at + 900),), 'dropoff_windows': ((0, 24 * HOUR),), **vals}
    return Leg(id=f'leg {number}', pickup=pickup, dropoff=dropoff, **vals)


def make_driver(number, home, **vals):
    """Return a driver with three seats who is there all day."""
    vals = {'shifts': ((0, 24 * HOUR),), 'capacity': (3,), **vals}
    return Driver(id=f'driver {number}', start=home, end=home, **vals)


def random_day(seed, people, volunteers):
    """Return a day in which everything occurs: aids, several seats, limits, blocks, promises."""
    chance = random.Random(seed)
    points = [(chance.uniform(0, 40), chance.uniform(0, 40)) for _ in range(people + volunteers + 3)]
    table = make_table(points)
    legs = []
    for number in range(people):
        pickup, dropoff = number, people + volunteers + chance.randrange(3)
        at, direct = chance.randrange(8, 17) * HOUR, int(table.seconds[number, dropoff])
        legs.append(make_leg(
            number, pickup, dropoff, at, load=(chance.choice((1, 1, 1, 2)),), priority=chance.choice((20, 50, 90)),
            skills=frozenset({'walker'}) if chance.random() < 0.2 else frozenset(), pickup_service=120,
            max_ride=max(round(1.5 * direct), direct + 900)))
    drivers = []
    for number in range(volunteers):
        begin = chance.choice((0, 8, 12)) * HOUR
        drivers.append(make_driver(
            number, people + number, shifts=((begin, begin + chance.choice((6, 10)) * HOUR),),
            skills=frozenset({'walker'}) if chance.random() < 0.6 else frozenset(),
            max_metres=chance.choice((None, 60_000, 150_000)), max_legs=chance.choice((None, 2, 4)),
            cost=chance.choice((0.7, 1.0, 1.8))))
    return make_day(points, legs, drivers, _promise(chance, legs, drivers, table))


def _promise(chance, legs, drivers, table):
    """Promise the first leg to a driver who can drive it alone."""
    for number, driver in enumerate(drivers):
        leg = legs[0]
        there, back = table.seconds[driver.start, leg.pickup], table.seconds[leg.dropoff, driver.end]
        drive, at = table.seconds[leg.pickup, leg.dropoff], leg.pickup_windows[0][0]
        way = table.metres[driver.start, leg.pickup] + table.metres[leg.pickup, leg.dropoff] \
            + table.metres[leg.dropoff, driver.end]
        fits = driver.shifts[0][0] + there <= at and at + 120 + drive + back <= driver.shifts[0][1]
        if fits and leg.skills <= driver.skills and way <= (driver.max_metres or way) and chance.random() < 0.7:
            return (LockedRoute(number, (0, 1)),)
    return ()
