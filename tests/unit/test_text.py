# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What finds a name or a telephone number however it is written."""
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ts_tools.text import fold, phone_digits

national = st.from_regex(r'0[1-9][0-9]{8}', fullmatch=True)
words = st.text(alphabet='abcdefghijklmnopqrstuvwxyz', min_size=1, max_size=8)


# ---- names ------------------------------------------------------------------------------------------
@pytest.mark.parametrize('text, folded', [
    ("Élodie", "elodie"), ("ÇELIK-Ñandú", "celik nandu"), ("Lœuillet", "loeuillet"), ("ŒUVRE", "oeuvre"),
    ("d'Arc", "d arc"), ("d’Arc", "d arc"), ("  Two   words ", "two words"), ("Saint-Été/Mer", "saint ete mer"),
    ("No 12 bis", "no 12 bis"), ("", ""), (None, ""), ("…", ""), ("ﬁn", "fin"), ("É", "e"),
])
def test_known_names(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_only_small_letters_digits_and_single_spaces_are_left(text):
    assert re.fullmatch(r'([a-z0-9]+( [a-z0-9]+)*)?', fold(text))


@given(st.lists(words, min_size=1, max_size=4), st.sampled_from([' ', '-', "'", ', ', ' / ', '. ']))
def test_case_and_separators_do_not_matter(parts, separator):
    assert fold(separator.join(part.upper() for part in parts)) == ' '.join(parts)


@given(words, st.sampled_from("\u0300\u0301\u0302\u0308\u0327"))
def test_accents_do_not_matter(word, accent):
    assert fold(accent.join(word) + accent) == word


# ---- telephone numbers ----------------------------------------------------------------------------
def written(number):
    """Return the ways in which people write a French number."""
    pairs = re.findall('..', number)
    return [
        number, ' '.join(pairs), '.'.join(pairs), '-'.join(pairs), f"+33{number[1:]}",
        f"+33 {number[1]} {' '.join(pairs[1:])}", f"0033{number[1:]}", f"+33 (0){number[1:]}",
        f"  {number} ", f"Tél. {' '.join(pairs)}",
    ]


@given(national)
def test_every_way_of_writing_gives_the_same_digits(number):
    assert {phone_digits(way) for way in written(number)} == {number}


@given(national, st.integers(0, 6), st.integers(4, 10))
def test_part_of_a_number_is_part_of_its_digits(number, start, length):
    part = number[start:start + length]
    assert phone_digits(part) in phone_digits(number) or part.startswith(('33', '0033'))


@given(st.text())
def test_digits_only(text):
    assert re.fullmatch(r'\d*', phone_digits(text))


@given(national)
def test_national_digits_stay_what_they_are(number):
    assert phone_digits(phone_digits(number)) == number


@pytest.mark.parametrize('phone, digits', [
    (None, ''), ('', ''), ('none', ''), ('15', '15'), ('33 12', '3312'), ('+33', '33'),
    ('3639', '3639'), ('+32 470 12 34 56', '32470123456'), ('0033612345678', '0612345678'),
])
def test_what_is_no_national_number_is_left_alone(phone, digits):
    assert phone_digits(phone) == digits
