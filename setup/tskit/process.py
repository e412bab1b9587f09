# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Starting other programs so that they never outlive this one."""

import ctypes
import signal
import subprocess

from .problem import Problem

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """Called in a child before it starts: it gets SIGTERM when this program dies, even by kill -9."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run(command, what, remedy="", env=None, **options):
    """Run a program to its end and give its output (text); a failure is a Problem with its last lines.

    :param what: what the program does, for the message ("initdb")
    """
    try:
        result = subprocess.run(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=env,
            preexec_fn=die_with_parent,
            **options,
        )
    except FileNotFoundError as error:
        raise Problem(f"{what}: the program {command[0]} is not there.", remedy) from error
    if result.returncode:
        tail = "\n    ".join(result.stdout.strip().splitlines()[-12:])
        if "No space left on device" in result.stdout:
            remedy = "the disk is full: free some space and run the same command again."
        raise Problem(f"{what} failed (code {result.returncode}):\n    {tail}", remedy)
    return result.stdout


def spawn(command, **options):
    """Start a program that ends when this one does."""
    return subprocess.Popen([str(word) for word in command], preexec_fn=die_with_parent, **options)


def stop(child, patience=20):
    """End a child that we started: kindly, then by force."""
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
