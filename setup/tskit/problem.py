# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one exception a user is meant to read."""

import errno


class Problem(Exception):
    """Something a user can act on: what is wrong, and the remedy. Printed without a traceback.

    :param message: what is wrong, one or more sentences
    :param remedy: what to do about it
    """

    def __init__(self, message, remedy=""):
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self):
        return f"{self.message}\n  Remedy: {self.remedy}" if self.remedy else self.message


def from_os_error(error):
    """Turn an OSError that a user can cure into a Problem; None when it is none of those."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Problem(
            f"The disk is full{f' ({error.filename})' if error.filename else ''}.",
            "free some space (a full set-up takes about 3 GB) and run the same command again: "
            "it goes on where it stopped.",
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM) and error.filename:
        return Problem(
            f"{error.filename} cannot be written: {error.strerror}.",
            "run setup/ts as the user who owns this clone (after a run as root: "
            "`sudo setup/ts reset --all`).",
        )
    return None
