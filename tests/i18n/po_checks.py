# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may be wrong with a French translation. Plain Python on texts and ``polib`` entries.

Every function returns sentences for a person to read; none means that all is well.
"""
import re

NBSP = '\u00a0'
NARROW_NBSP = '\u202f'
PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[sdif]|%%')
TAG = re.compile(r'</?[a-z][^<>]*>')
# These attributes are read by people, so a translation changes them.
READ_ATTRIBUTE = re.compile(r'(title|aria-label|placeholder|alt)="[^"]*"')
CODE = re.compile(r'\bobject\.\w+')  # a printed report's name is an expression, not a text
PLAIN_SPACE = re.compile(r' (?:[:;?!](?=\s|$|<)|»)|« ')
MISSING_SPACE = re.compile(rf'[^\s{NBSP}{NARROW_NBSP}](?:[?!](?=\s|$|<)|»)|«[^{NBSP}{NARROW_NBSP}]')


def check_entry(entry):
    """Return everything that is wrong with one translated entry."""
    checks = (check_state, check_placeholders, check_tags, check_edges, check_typography)
    return [f"“{entry.msgid}”: {problem}" for check in checks for problem in check(entry)]


def check_state(entry):
    """Find entries that nobody has translated, or that a tool has guessed."""
    if entry.obsolete:
        return ["obsolete, to be removed"]
    if entry.fuzzy:
        return ["fuzzy, to be reviewed"]
    return [] if entry.msgstr.strip() else ["not translated"]


def check_placeholders(entry):
    """Find %(names)s that were lost, added or misspelt."""
    source, target = (
        sorted(set(PLACEHOLDER.findall(text))) for text in (entry.msgid, entry.msgstr))
    return [] if source == target else [f"placeholders {source} became {target}"]


def check_tags(entry):
    """Find markup that changed, apart from attributes that people read."""
    source, target = (
        [READ_ATTRIBUTE.sub(r'\1', tag) for tag in TAG.findall(text)]
        for text in (entry.msgid, entry.msgstr))
    return [] if source == target else [f"markup {source} became {target}"]


def check_edges(entry):
    """Find a line break at the beginning or the end, or a final stop, that is on one side only."""
    problems = []
    if entry.msgid.startswith('\n') != entry.msgstr.startswith('\n'):
        problems.append("begins with a line break on one side only")
    for sign in ('\n', '.', ':', '?', '…'):
        if entry.msgid.endswith(sign) != entry.msgstr.endswith(sign):
            problems.append(f"ends with {sign!r} on one side only")
    return problems


def check_typography(entry):
    """Find what a French printer would not let pass."""
    text = entry.msgstr
    if CODE.search(entry.msgid):
        return []
    problems = []
    if PLAIN_SPACE.search(text):
        problems.append("an ordinary space where a no-break space belongs")
    if MISSING_SPACE.search(TAG.sub('', text)):
        problems.append("no space before a double sign")
    if re.search('[“”]', text) or '"' in TAG.sub('', text):
        problems.append("quotation marks other than « »")
    if '...' in text:
        problems.append("three dots instead of …")
    return problems
