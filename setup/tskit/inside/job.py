# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Run a file that defines `run(env, options, progress) -> dict`. Options: `file`, `options`.

The transaction is committed when it returns and rolled back when it raises; it may commit on its own.
"""

import importlib.util
import sys
from pathlib import Path

import session


def load(path):
    """The module of a file; what lies beside it can be imported by it."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def main():
    """Run the job, commit, answer with what it returned."""
    task = session.read_task()
    session.configure(task)
    with session.environment(task) as env:
        module = load(Path(task["options"]["file"]))
        result = module.run(env, task["options"]["options"], session.Progress())
        env.cr.commit()
    session.answer(task, result or {})


if __name__ == "__main__":
    main()
