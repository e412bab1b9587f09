# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The account that a database server of ours runs as."""

import os
import pwd
import stat

from .problem import Problem


def for_server():
    """The account the server runs as: None for an ordinary user, `nobody` for root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise Problem(
            "PostgreSQL refuses to run as root, and there is no account `nobody`.",
            "run setup/ts as an ordinary user, or set PGHOST to a server.",
        ) from error


def can_reach(folder, account):
    """True if the account may pass through every folder down to `folder`."""
    for part in (folder, *folder.parents):
        mode = part.stat()
        bit = stat.S_IXUSR if mode.st_uid == account.pw_uid else stat.S_IXOTH
        if not mode.st_mode & bit:
            return False
    return True
