# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every sentence this library may say, as English templates that a caller can translate.

A problem is a key of ``MESSAGES`` and the values of its placeholders. The part of the key before
the dot is its code: the coarse reason that statistics and tests use.
"""


def _lt(text):
    """Mark a text for those who gather what is to translate; the caller translates it."""
    return text


MESSAGES = {
    # files
    'password': (
        _lt("“%(file)s” is protected by a password. Open it, remove the password, save it and try "
        "again.")
    ),
    'empty': _lt("“%(file)s” is empty."),
    'toobig': _lt("“%(file)s” is too large (more than %(limit)s MB). Split it and try again."),
    'unsupported.ods': (
        _lt("“%(file)s” is an OpenDocument file. Save it as Excel (xlsx) or CSV and try again.")
    ),
    'unsupported.xlsb': _lt("“%(file)s” is a binary Excel file (xlsb). Save it as xlsx and try again."),
    'unsupported.html': (
        _lt("“%(file)s” is a web page under a spreadsheet's name. Open it in a spreadsheet program, "
        "save it as xlsx and try again.")
    ),
    'notspreadsheet': _lt("“%(file)s” is not a spreadsheet. Expected is an xlsx, xls or csv file."),
    'damaged': (
        _lt("“%(file)s” is damaged and cannot be read. Open it in a spreadsheet program, save it "
        "again and try again.")
    ),
    # tables
    'nokind': (
        _lt("It is not clear what sheet “%(sheet)s” holds. Say whether it lists volunteers, "
        "beneficiaries, places or rides.")
    ),
    'noheading': _lt("No row of headings was found in sheet “%(sheet)s”. Put a name above each column."),
    'nofield': _lt("No column of sheet “%(sheet)s” was recognised as “%(field)s”. Say which one it is."),
    'badmapping': _lt("Column %(number)s cannot be used as “%(field)s” in a list of this kind."),
    # dates and times
    'baddate.missing': _lt("the date is missing. Write it as day/month/year, for instance 03/01/2025."),
    'baddate.unreadable': (
        _lt("“%(value)s” is not a date. Write it as day/month/year, for instance 03/01/2025.")
    ),
    'baddate.weekday': (
        _lt("“%(value)s” is a day of the week, not a date. Write the date as day/month/year, for "
        "instance 03/01/2025.")
    ),
    'baddate.year_only': (
        _lt("“%(value)s” is only a year. Write the whole date, for instance 03/01/2025.")
    ),
    'baddate.month': (
        _lt("“%(value)s” is not a date: there is no month %(month)s. The day comes first, then the "
        "month.")
    ),
    'baddate.day': (
        _lt("“%(value)s” is not a date: that month has no day %(day)s. Correct the day or the "
        "month.")
    ),
    'baddate.no_year': _lt("“%(value)s” has no year. Write the whole date, for instance 03/01/2025."),
    'baddate.year': _lt("the year of “%(value)s” is not plausible. Correct it."),
    'baddate.future': _lt("“%(value)s” is in the future. Correct the date of birth."),
    'badtime': _lt("“%(value)s” is not a time. Write hours and minutes, for instance 14:30."),
    'badtime.ambiguous': (
        _lt("“%(value)s” may mean two times. Write hours and minutes, for instance 14:30.")
    ),
    'badduration': _lt("“%(value)s” is not a duration. Write for instance 1h30 or 90 min."),
    # numbers
    'nokm': (
        _lt("the kilometres are missing. Ask the driver and write them in figures, for instance "
        "70,2.")
    ),
    'nokm.unreadable': (
        _lt("“%(value)s” is not a number of kilometres. Ask the driver and write them in figures, "
        "for instance 70,2.")
    ),
    'nokm.odometer': (
        _lt("the odometer at the end (%(end)s) is below the one at the start (%(start)s). Correct "
        "one of them.")
    ),
    'negative.km': (
        _lt("%(value)s kilometres cannot be negative. Remove the minus sign or correct the figure.")
    ),
    'negative.amount': (
        _lt("the amount %(value)s cannot be negative. Remove the minus sign or correct the figure.")
    ),
    'badnumber': _lt("“%(value)s” is not a number. Write it in figures, for instance 70,2."),
    'badamount': _lt("“%(value)s” is not an amount. Write it in figures, for instance 3,20."),
    'badinteger': _lt("“%(value)s” is not a whole number. Write it in figures."),
    # words
    'badbool': _lt("“%(value)s” is neither yes nor no."),
    'badphone': _lt("“%(value)s” is not a telephone number. Write its ten digits."),
    'bademail': _lt("“%(value)s” is not an e-mail address."),
    'badzip': _lt("“%(value)s” is not a postcode. Write its five digits."),
    'badweekday': _lt("no day of the week was found in “%(value)s”. Write for instance Mon Tue Thu."),
    'badweekday.ambiguous': (
        _lt("a single M in “%(value)s” may be Tuesday or Wednesday. Write more letters.")
    ),
    'badiban': _lt("“%(value)s” is not a valid IBAN. Check each character."),
    'badword': _lt("“%(value)s” was not understood."),
    # people
    'noname': _lt("the name is missing. Write the person's last and first name."),
    'nodriver': _lt("the driver is missing. Write the volunteer's last and first name."),
    'nobeneficiary': _lt("the person carried is missing. Write the beneficiary's last and first name."),
    'unknown': (
        _lt("nobody in the list of %(people)s is called “%(value)s”. Correct the name, or add this "
        "person first.")
    ),
    'unknown.near': (
        _lt("nobody in the list of %(people)s is called “%(value)s”. Did you mean %(suggestions)s? "
        "Correct the name, or add this person first.")
    ),
    'ambiguous': (
        _lt("“%(value)s” may be %(candidates)s. Write the full name, or add the telephone number.")
    ),
    'duplicate': (
        _lt("this is the same as line %(other)s. Remove one of the two, or correct what differs.")
    ),
    'duplicate.sheet': (
        _lt("this is the same as line %(other)s of sheet “%(sheet)s”. Remove one of the two, or "
        "correct what differs.")
    ),
    'nameless': _lt("a place needs a name. Write how people call it."),
    # warnings: the row is taken, the value is left out
    'notime': _lt("no time was found. The ride is kept without one."),
    'zerokm': _lt("0 kilometres were driven. Check whether this is meant."),
    'bigkm': _lt("%(value)s kilometres is a lot for one ride. Check the figure."),
    'left_out': _lt("%(problem)s This value was left out."),
    # where
    'at.line': _lt("Line %(line)s: %(problem)s"),
    'at.column': _lt("Line %(line)s, column “%(column)s”: %(problem)s"),
    'at.sheet_line': _lt("Sheet “%(sheet)s”, line %(line)s: %(problem)s"),
    'at.sheet_column': _lt("Sheet “%(sheet)s”, line %(line)s, column “%(column)s”: %(problem)s"),
}

# Words that stand inside a message and must be translated too.
LABELS = (_lt("volunteers"), _lt("beneficiaries"), _lt("places"), _lt("rides"), _lt("communes"))

# The heading of the last column of a file of refused rows; the French one is what users of the
# French
# client get. Both are recognised, and ignored, when the file comes back.
REFUSAL_HEADING = _lt("Reason for Refusal")
REFUSAL_HEADING_FR = "Motif du refus"


class Label(str):
    """A word inside a message's values that is translated like the message itself."""

    __slots__ = ()


class Problem(ValueError):
    """Something that could not be read, as a key of ``MESSAGES`` and its values.

    ``code`` is the coarse reason, ``template`` the English sentence with named placeholders,
    ``values`` what goes into it. ``str(problem)`` is the English sentence.
    """

    def __init__(self, key, /, **values):
        super().__init__(key)
        self.key = key
        self.values = values

    @property
    def code(self):
        """The coarse reason, such as ``baddate``."""
        return self.key.partition('.')[0]

    @property
    def template(self):
        """The English sentence with named placeholders."""
        return MESSAGES[self.key]

    def render(self, translate=str):
        """Return the sentence; ``translate`` turns an English template into another language's."""
        values = {}
        for name, value in self.values.items():
            if isinstance(value, Problem):
                value = value.render(translate)
            elif isinstance(value, Label):
                value = translate(str(value))
            values[name] = value
        return translate(self.template) % values

    def __str__(self):
        return self.render()

    def __eq__(self, other):
        return isinstance(other, Problem) and self.key == other.key and self.values == other.values

    def __hash__(self):
        return hash(self.key)


class SpreadsheetError(Problem):
    """A whole file or sheet that cannot be used."""


class CellError(Problem):
    """One cell that cannot be read as what its column should hold."""


def locate(problem, line, column=None, sheet=None):
    """Return ``problem`` preceded by where it is: line, column heading, sheet if there are
    several.
    """
    key = f"at.{'sheet_' if sheet else ''}{'column' if column else 'line'}"
    values = {'line': line, 'column': column, 'sheet': sheet, 'problem': problem}
    return Problem(key, **{name: value for name, value in values.items() if value is not None})
