# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A reason against an assignment is a value: other addons compare, collect and count them."""
from dataclasses import FrozenInstanceError

import pytest
from ts_tools.blocker import Blocker


def test_a_reason_is_soft_unless_it_says_otherwise():
    assert Blocker('papers', "The licence expired.").hard is False
    assert Blocker('seats', "Five seats are needed.", hard=True).hard is True


def test_equal_reasons_are_one():
    reasons = [Blocker('papers', "The licence expired."), Blocker('papers', "The licence expired."),
               Blocker('papers', "The licence expired.", hard=True)]
    assert len(dict.fromkeys(reasons)) == 2


def test_nobody_changes_a_reason_afterwards():
    with pytest.raises(FrozenInstanceError):
        Blocker('papers', "The licence expired.").hard = True
