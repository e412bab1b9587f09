# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Install addons in a database. Options: `modules`."""

import base_layer
import session


def main():
    """Install the modules and answer with their names."""
    task = session.read_task()
    session.configure(task, "--without-demo")
    with session.environment(task) as env:
        base_layer.install(env, task["options"]["modules"])
        env.cr.commit()
    session.answer(task, {"modules": task["options"]["modules"]})


if __name__ == "__main__":
    main()
