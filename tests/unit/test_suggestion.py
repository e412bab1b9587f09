# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The order of a ranking, and what a fair turn is worth."""
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ts_tools.blocker import Blocker
from ts_tools.planning import Finding, Offer, VolunteerFacts
from ts_tools.suggestion import Candidate, Suggestion, get_turn_share


def make_candidate(number, score, hard):
    """Return a candidate with a score, who may be impossible."""
    offer = Offer(VolunteerFacts(number, f"Volunteer {number}", 'active', None), {})
    if hard:
        offer.findings[1] = [Finding('overlap', lambda: "No.", hard=True)]
    return Candidate(offer, 1.0, 1.0, score=score)


CANDIDATES = st.lists(st.tuples(st.integers(1, 500), st.floats(-200, 200), st.booleans()),
                      max_size=30, unique_by=lambda row: row[0])


@given(CANDIDATES, st.integers(0, 1000))
def test_order_does_not_depend_on_the_order_they_come_in(rows, seed):
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    orders = [[c.volunteer.id for c in sorted((make_candidate(*row) for row in some), key=Candidate.get_order)]
              for some in (rows, mixed)]
    assert orders[0] == orders[1]


@given(CANDIDATES)
def test_nobody_impossible_stands_above_somebody_possible(rows):
    ranked = sorted((make_candidate(*row) for row in rows), key=Candidate.get_order)
    possible = [c.offer.is_possible for c in ranked]
    assert possible == sorted(possible, reverse=True)
    for one, other in zip(ranked, ranked[1:], strict=False):
        if one.offer.is_possible == other.offer.is_possible:
            assert one.score >= other.score - 1e-6


@given(st.integers(0, 100), st.floats(0, 5000), st.integers(0, 40), st.integers(0, 4000))
def test_share_lies_between_all_over_and_all_left(rides, km, wished_rides, wished_km):
    share = get_turn_share(rides, km, wished_rides, wished_km, 4, 200)
    assert -1 <= share <= 1
    more = get_turn_share(rides + 1, km + 10, wished_rides, wished_km, 4, 200)
    assert more <= share, "whoever drives more is never asked sooner"


@pytest.mark.parametrize(('rides', 'km', 'wished', 'share'), [
    (0, 0, (8, 0), 1), (4, 999, (8, 0), 0.5), (8, 0, (8, 0), 0), (16, 0, (8, 0), -1), (40, 0, (8, 0), -1),
    (99, 100, (0, 200), 0.5), (4, 100, (8, 200), 0.5), (2, 50, (0, 0), (0.5 + 0.75) / 2),
])
def test_share_of_a_turn(rides, km, wished, share):
    assert get_turn_share(rides, km, *wished, 4, 200) == pytest.approx(share)


def test_nobody_drives_yet():
    assert get_turn_share(0, 0, 0, 0, 0, 0) == 0


def test_json_form_has_the_line():
    told = Suggestion(3, "Nora", 1.5, 20.0, 8.0, ["8 km of approach", "knows her"],
                      [Blocker('papers', "Expired.")], needs_reason=True).as_dict()
    assert told['reason'] == "8 km of approach, knows her"
    assert told['blockers'] == [{'code': 'papers', 'message': "Expired.", 'hard': False}]
    assert told['run_id'] is False
