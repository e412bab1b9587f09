# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Locks between commands in the same clone. The kernel drops them whenever a process ends."""

import fcntl
import os
from contextlib import contextmanager

from . import ui


@contextmanager
def exclusive(path, purpose):
    """Hold the lock file `path`; wait, saying so, while another command has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with ui.step(f"Waiting for another setup/ts in this clone ({purpose})"):
                fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


class Users:
    """Who uses a shared thing (a database server): the last to leave may switch it off."""

    def __init__(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "a+")

    def enter(self):
        """Count this process among the users."""
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def leave(self):
        """Leave. True if nobody else is there: the caller then holds it alone until `close`."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self):
        """Stop counting this process."""
        self.file.close()
