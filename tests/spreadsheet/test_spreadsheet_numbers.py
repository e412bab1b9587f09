# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Numbers with units, amounts, yes and no, telephone numbers, postcodes, mail, IBAN."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheet.cells import (
    CellError,
    Fee,
    parse_bool,
    parse_cost,
    parse_decimal,
    parse_email,
    parse_fee,
    parse_iban,
    parse_int,
    parse_km,
    parse_money,
    parse_phone,
    parse_phones,
    parse_zip,
)


@pytest.mark.parametrize(('value', 'km'), [
    ('85,9 km', '85.9'), ('70.2', '70.2'), ('1 234,5', '1234.5'),
    ('1\u202f234,5\u00a0km', '1234.5'),
    ('1.234,5', '1234.5'), ('1,234.5', '1234.5'), ("1'234,5", '1234.5'), ('85 kms', '85'),
    ('85,', '85'),
    ('85.9KM', '85.9'), (70.2, '70.2'), (103, '103'), ('km 85', '85'), ('85 km A/R', '85'),
    ('0', '0'),
    ('52 kilomètres', '52'), (',5', '.5'), (Decimal('3.2'), '3.2')])
def test_kilometres(value, km):
    assert parse_km(value) == Decimal(km)


@pytest.mark.parametrize(('value', 'key'), [
    ('', 'nokm'), (None, 'nokm'), ('  ', 'nokm'), ('?', 'nokm.unreadable'),
    ('à voir', 'nokm.unreadable'),
    ('12 5', 'nokm.unreadable'), ('70;2', 'nokm.unreadable'), (True, 'nokm.unreadable'),
    ('70 €', 'nokm.unreadable'), ('#REF!', 'nokm.unreadable'), (float('nan'), 'nokm.unreadable'),
    (float('inf'), 'nokm.unreadable'), ('1.2.3', 'nokm.unreadable'), ('2h', 'nokm.unreadable'),
    ('-31,7', 'negative.km'), ('−31,7 km', 'negative.km'), ('(31,7)', 'negative.km'),
    (-5, 'negative.km')])
def test_what_is_no_distance(value, key):
    with pytest.raises(CellError) as caught:
        parse_km(value)
    assert caught.value.key == key


@given(tenths=st.integers(0, 99999), form=st.sampled_from(range(6)))
def test_any_distance_reads_back(tenths, form):
    km = Decimal(tenths) / 10
    plain = f'{km:.1f}'
    grouped = f'{km:,.1f}'.replace(',', ' ').replace('.', ',')
    text = [plain, plain.replace('.', ','), plain.replace('.', ',') + ' km', grouped,
            grouped.replace(' ', '\u202f') + '\u00a0km', float(km)][form]
    assert parse_km(text) == km


@pytest.mark.parametrize(('value', 'amount'), [
    ('2,00 €', '2.00'), ('3,20', '3.20'), ('€ 3.20', '3.20'), ('1 234,50 €', '1234.50'),
    ('gratuit', '0'),
    ('2€50', '2.50'), ('3,205', '3.21'), ('-2,00', '-2'), ('5 euros', '5'), (2, '2'),
    ('5 EUR', '5'),
    (0.1 + 0.2, '0.30')])
def test_amounts(value, amount):
    assert parse_money(value) == Decimal(amount)


def test_what_is_no_amount():
    for value in ('asso', '?', '3 km', '12/13'):
        with pytest.raises(CellError) as caught:
            parse_money(value)
        assert caught.value.key == 'badamount'


def test_a_cost_cannot_be_negative():
    assert parse_cost('3,20 €') == Decimal('3.20')
    with pytest.raises(CellError) as caught:
        parse_cost('-3,20')
    assert caught.value.code == 'negative'


@pytest.mark.parametrize(('value', 'number'), [('6 CV', 6), (6, 6), (6.0, 6), ('80 km', 80),
    ('4 places', 4)])
def test_whole_numbers(value, number):
    assert parse_int(value) == number


@pytest.mark.parametrize('value', ['6,5', '-1', 'six', '', True])
def test_what_is_no_whole_number(value):
    with pytest.raises(CellError) as caught:
        parse_int(value)
    assert caught.value.key == 'badinteger'


def test_latitudes():
    assert parse_decimal('47,3834') == Decimal('47.3834')
    assert parse_decimal('-1.18211') == Decimal('-1.18211')


@pytest.mark.parametrize('value', ['oui', 'OUI', 'x', 'X', 'vrai', 'yes', 'payé', 'Payée', 'o', 1,
    '1', True, '✓'])
def test_yes(value):
    assert parse_bool(value) is True


@pytest.mark.parametrize('value', ['non', 'NON', 'n', 'faux', 'no', 'pas payé', 0, '0', False, '-',
    'impayé'])
def test_no(value):
    assert parse_bool(value) is False


@pytest.mark.parametrize('value', ['', 'peut-être', 2, '5 €'])
def test_neither_yes_nor_no(value):
    with pytest.raises(CellError) as caught:
        parse_bool(value)
    assert caught.value.key == 'badbool'


@pytest.mark.parametrize(('value', 'fee'), [
    ('5 €', Fee(True, Decimal('5'))), ('5,00', Fee(True, Decimal('5'))),
    (5, Fee(True, Decimal('5'))),
    ('payé', Fee(True)), ('non', Fee(False)), ('0', Fee(False, Decimal(0))),
    ('payé le 3/1', Fee(True)),
    ('à jour', Fee(True)), ('x', Fee(True)), ('pas payé', Fee(False))])
def test_fees(value, fee):
    assert parse_fee(value) == fee


@pytest.mark.parametrize(('value', 'national'), [
    ('06.39.50.60.25', '0639506025'), ('0753325770', '0753325770'),
    ('+33 7 98 14 15 60', '0798141560'),
    ('0722 23 9200', '0722239200'), (639505025, '0639505025'), (639505025.0, '0639505025'),
    ('+33 (0)6 39 50 50 25', '0639505025'), ('0033639505025', '0639505025'),
    ('33639505025', '0639505025'),
    ('+44 20 7946 0018', '+442079460018'), ('Tél : 06 11 22 33 44 (le soir)', '0611223344'),
    ('06-39-50-60-25', '0639506025'), ('06\u00a039\u00a050\u00a060\u00a025', '0639506025')])
def test_phones(value, national):
    phone = parse_phone(value)
    assert (phone.national, phone.valid) == (national, True)


def test_a_phone_abroad_and_at_home():
    assert parse_phone('06 39 50 60 25').international == '+33639506025'
    assert parse_phone('+44 20 7946 0018').international == '+442079460018'


@pytest.mark.parametrize('value', ['06 39 50', '1 23', 'néant', '', '06 39 50 60 25 99',
    '00 00 00 00 00'])
def test_impossible_phones_are_flagged(value):
    assert not parse_phone(value).valid


@pytest.mark.parametrize('value', [
    '02 40 11 22 33 / 06 11 22 33 44', '0240112233 ou 0611223344', '02.40.11.22.33\n06.11.22.33.44',
    '02 40 11 22 33;06 11 22 33 44', 'fixe 0240112233, port. 0611223344'])
def test_two_phones_in_a_cell(value):
    assert [phone.national for phone in parse_phones(value)] == ['0240112233', '0611223344']


@given(digits=st.from_regex(r'0[1-9][0-9]{8}', fullmatch=True), form=st.sampled_from(range(7)))
def test_any_french_phone_reads_back(digits, form):
    pairs = [digits[i:i + 2] for i in range(0, 10, 2)]
    text = [digits, ' '.join(pairs), '.'.join(pairs), '-'.join(pairs), '+33 ' + digits[1:],
            '0033' + digits[1:], int(digits)][form]
    assert parse_phone(text).national == digits


def test_postcodes():
    for value in ('44440', 44440, 'F-44440', '44 440'):
        assert parse_zip(value) == '44440'
    assert parse_zip(1000) == '01000'
    for value in ('', 'Nantes', '444400', '123'):
        with pytest.raises(CellError) as caught:
            parse_zip(value)
        assert caught.value.key == 'badzip'


def test_mail_addresses():
    assert parse_email(' Jeanne.D@Example.org ') == 'jeanne.d@example.org'
    assert parse_email('mailto:a@b.fr') == parse_email('Anne <a@b.fr>') == 'a@b.fr'
    with pytest.raises(CellError) as caught:
        parse_email('jeanne chez example')
    assert caught.value.key == 'bademail'


def test_ibans():
    assert parse_iban('FR76 3000 6000 0112 3456 7890 189') == 'FR7630006000011234567890189'
    for value in ('FR76 3000 6000 0112 3456 7890 188', '3000 6000', 'oui'):
        with pytest.raises(CellError) as caught:
            parse_iban(value)
        assert caught.value.key == 'badiban'
