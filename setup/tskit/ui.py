# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a user sees while waiting. All of it goes to standard error; results go to standard output."""

import sys
import threading
import time
from contextlib import contextmanager

REMIND_EVERY = 20  # seconds between signs of life when the output is no terminal


def say(text):
    """Print one line of progress."""
    print(text, file=sys.stderr, flush=True)


class Step:
    """A piece of work that may last: shows its title, a detail, the seconds gone by."""

    def __init__(self, title):
        self.title = title
        self.detail = ""
        self.start = time.monotonic()
        self.done = threading.Event()
        self.terminal = sys.stderr.isatty()
        self.thread = threading.Thread(target=self._tick, daemon=True)

    def seconds(self):
        """Seconds since the step began."""
        return time.monotonic() - self.start

    def tell(self, detail):
        """Say what is going on inside the step."""
        self.detail = str(detail)

    def _line(self):
        return f"  … {self.title} {self.seconds():.0f} s  {self.detail}"

    def _tick(self):
        wait = 0.5 if self.terminal else REMIND_EVERY
        while not self.done.wait(wait):
            if self.terminal:
                sys.stderr.write(f"\r\x1b[2K{self._line()[:110]}")
                sys.stderr.flush()
            else:
                say(self._line())

    def finish(self, mark):
        """Say how the step ended and how long it took."""
        self.done.set()
        self.thread.join()
        if self.terminal:
            sys.stderr.write("\r\x1b[2K")
        say(f"  {mark} {self.title} ({self.seconds():.1f} s)")


@contextmanager
def step(title):
    """Show `title` while the block runs, then how long it took."""
    work = Step(title)
    if not work.terminal:
        say(f"  … {title}")
    work.thread.start()
    try:
        yield work
    except BaseException:
        work.finish("✗")
        raise
    work.finish("✓")
