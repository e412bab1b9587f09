# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Warnings and errors in Odoo's log. Each is a failure, save the known ones of core."""

import re
from pathlib import Path

KNOWN = Path(__file__).parent / "known_log_lines.txt"
LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)$"
)
SERIOUS = ("WARNING", "ERROR", "CRITICAL")


def known(path=KNOWN):
    """The expressions of the list, each with the reason above it: [(pattern, reason)]."""
    rules, reason = [], ""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#"):
            reason = line.lstrip("# ")
        elif line.strip():
            if not reason:
                raise ValueError(f"{path.name}:{number}: an expression without a reason above it")
            rules.append((re.compile(line), reason))
            reason = ""
    return rules


def entries(text):
    """(level, logger, message) of each entry; a message keeps the lines that follow it."""
    current = None
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            if current:
                yield tuple(current)
            current = [match["level"], match["logger"], match["text"]]
        elif current:
            current[2] += f"\n{line}"
    if current:
        yield tuple(current)


def unexpected(text, rules=None):
    """The serious entries of a log that no rule knows, as "LEVEL logger: message"."""
    rules = known() if rules is None else rules
    found = []
    for level, logger, message in entries(text):
        said = f"{logger}: {message}"
        if level in SERIOUS and not any(pattern.search(said) for pattern, _reason in rules):
            found.append(f"{level} {said}")
    return found
