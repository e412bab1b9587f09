# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fields that move by the actions of their model and by nothing else.

A guarded write carries this very object in its context, which no remote call can do: what comes from
outside is text, numbers and lists.
"""

GUARD = object()
GUARD_KEY = 'ts_guard'


def guarded(records):
    """Return the same records, whose guarded fields this code may write."""
    return records.with_context(**{GUARD_KEY: GUARD})


def is_guarded(records):
    """Return whether the records come from ``guarded``."""
    return records.env.context.get(GUARD_KEY) is GUARD


def get_moved(records, vals, names):
    """Return the records whose guarded fields ``vals`` would change from outside.

    :param names: the guarded fields; writing what is there already changes nothing
    """
    written = set(names) & set(vals)
    if not written or is_guarded(records):
        return records.browse()
    return records.filtered(lambda record: any(
        (record._fields[name].convert_to_write(record[name], record) or False) != (vals[name] or False)
        for name in written))
