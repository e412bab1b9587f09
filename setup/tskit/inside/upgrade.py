# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Bring a database to the addons that are here. Options: `modules`."""

import base_layer
import session


def main():
    """Update the modules, with their migrations, and answer with their names."""
    task = session.read_task()
    names = task["options"]["modules"]
    session.configure(task, "--without-demo")
    from odoo.modules.registry import Registry

    Registry.new(task["database"], update_module=True, upgrade_modules=names)
    with session.environment(task) as env:
        base_layer.refuse_incomplete(env, names)
    session.answer(task, {"modules": names})


if __name__ == "__main__":
    main()
