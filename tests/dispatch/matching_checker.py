# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Looks at a matching as an inspector would, with nothing of the matcher's."""


def find_faults(blocks, drivers, table, matching):
    """Return a list of sentences, empty when every rule is kept."""
    by_id, faults, days = {driver.id: driver for driver in drivers}, [], {}
    for block in blocks:
        if block.id in matching.drivers:
            days.setdefault(matching.drivers[block.id], []).append(block)
    faults += [f"block {key} is unknown" for key in matching.drivers if key not in {b.id for b in blocks}]
    for identity, day in days.items():
        faults += _walk(by_id[identity], sorted(day, key=lambda block: block.start), table)
    return faults


def _walk(driver, day, table):
    faults, place, clock, metres = [], driver.start, driver.shifts[0][0], 0
    if len(day) > (driver.max_legs or 3):
        faults.append(f"{driver.id} has {len(day)} blocks")
    for block in day:
        clock += int(table.seconds[place, block.pickup])
        metres += int(table.metres[place, block.pickup]) + block.metres
        if clock > block.start:
            faults.append(f"{driver.id} is late for {block.id}")
        if not set(block.skills) <= set(driver.skills):
            faults.append(f"{driver.id} lacks a skill for {block.id}")
        if block.load > driver.capacity[0]:
            faults.append(f"{driver.id} has no seat for {block.id}")
        clock, place = block.end, block.dropoff
    if clock + int(table.seconds[place, driver.end]) > driver.shifts[-1][1]:
        faults.append(f"{driver.id} is back too late")
    metres += int(table.metres[place, driver.end])
    if driver.max_metres is not None and metres > driver.max_metres:
        faults.append(f"{driver.id} drives {metres} m")
    return faults
