"""Numbers and sentences in three languages: rounded once, half away from zero, with the marks of the language."""

from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.errors import InputError
from bandmodel.report.content import Hidden
from bandmodel.report.wording import LANGUAGES, Words

EN, DE, FR = (Words(language, "CHF") for language in LANGUAGES)
THIN, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "kind", "texts"),
    [
        (1234567.4, "pay", ("1,234,567", "1.234.567", f"1{THIN}234{THIN}567")),
        (0.052, "share", (f"5.20{NBSP}%", f"5,20{NBSP}%", f"5,20{NBSP}%")),
        (-0.1629, "gap", (f"−16.29{NBSP}%", f"−16,29{NBSP}%", f"−16,29{NBSP}%")),
        (0.011167, "gap", (f"+1.12{NBSP}%", f"+1,12{NBSP}%", f"+1,12{NBSP}%")),
        (-0.000001, "gap", (f"0.00{NBSP}%", f"0,00{NBSP}%", f"0,00{NBSP}%")),  # no sign where nothing is left
        (-0.25, "size", (f"25.00{NBSP}%", f"25,00{NBSP}%", f"25,00{NBSP}%")),
        (0.05, "limit", (f"5{NBSP}%", f"5{NBSP}%", f"5{NBSP}%")),
        (0.075, "limit", (f"7.5{NBSP}%", f"7,5{NBSP}%", f"7,5{NBSP}%")),
        (-0.4249, "points", ("−42.49", "−42,49", "−42,49")),
        (1.0275, "ratio", ("1.028", "1,028", "1,028")),
        (1183.0, "count", ("1,183", "1.183", f"1{THIN}183")),
        (0.711865, "weight", ("0.711865", "0,711865", "0,711865")),
        (0.03, "plain", ("0.03", "0,03", "0,03")),
        (None, "pay", ("unknown", "unbekannt", "inconnu")),
        (math.nan, "gap", ("unknown", "unbekannt", "inconnu")),
        (Hidden(5), "count", ("<5", "<5", "<5")),
        (Hidden(), "pay", ("withheld", "nicht gezeigt", "non montré")),
        (dt.date(2026, 3, 1), "date", ("1 March 2026", "1. März 2026", "1er mars 2026")),
        (dt.date(2026, 8, 14), "date", ("14 August 2026", "14. August 2026", "14 août 2026")),
        ("=1+1", "pay", ("=1+1", "=1+1", "=1+1")),
    ],
)
def test_a_cell_of_a_table_has_the_marks_of_its_language(value, kind, texts):
    assert tuple(words.figure(value, kind) for words in (EN, DE, FR)) == texts


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.0616, "share", f"6.2{NBSP}%"),
        (0.0625, "share", f"6.3{NBSP}%"),  # half away from zero, though 6.25 is stored exactly
        (0.1145, "share", f"11.5{NBSP}%"),  # 11.45 is stored a hair lower
        (0.0004, "share", f"less than 0.1{NBSP}%"),
        (0.0, "share", f"0.0{NBSP}%"),
        (213830.8, "money", f"CHF{NBSP}214,000"),
        (1239999.0, "money", f"CHF{NBSP}1,240,000"),
        (999.6, "money", f"CHF{NBSP}1,000"),
        (87.0, "money", f"CHF{NBSP}87"),
        (0.0, "money", f"CHF{NBSP}0"),
        (-2345.0, "money", f"CHF{NBSP}−2,350"),
        (Hidden(5), "count", "fewer than 5"),
        (["S", "M", "P"], "list", "S, M and P"),
        (["S"], "list", "S"),
    ],
)
def test_a_figure_of_a_sentence_is_what_a_reader_keeps_in_mind(value, kind, text):
    assert EN.brief(value, kind) == text


def test_money_of_no_known_currency_is_a_number():
    assert Words("de").brief(213830.8, "money") == "214.000"


@pytest.mark.parametrize(
    ("value", "text"),
    # beyond 5 %, so never shown as 5.0 %; exactly 5 % stays as it is
    [(0.0504, "5.04"), (0.05004, "5.004"), (0.0561, "5.6"), (0.05, "5.0"), (0.0496, "4.96"), (-0.0504, "5.04")],
)
def test_beside_a_limit_a_figure_gets_as_many_digits_as_tell_it_from_it(value, text):
    assert EN.brief(value, "size", beside=0.05) == f"{text}{NBSP}%"


def test_pay_below_one_unit_of_rounding_shows_its_cents():
    assert Words("en", "CHF", 2).figure(31.5, "pay") == "31.50"


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (EN, ("no specialist", "one specialist", "2 specialists", "fewer than 5 specialists")),
        (DE, ("keine Fachkraft", "eine Fachkraft", "2 Fachkräfte", "weniger als 5 Fachkräfte")),
        (FR, ("zéro spécialiste", "un spécialiste", "2 spécialistes", "moins de 5 spécialistes")),
    ],
)
def test_a_number_chooses_the_form_of_its_text(words, texts):
    numbers = (0.0, 1.0, 2.0, Hidden(5))
    assert tuple(words.say("careers.trapped_people", n=n, people=n) for n in numbers) == texts


def test_in_french_nought_takes_the_form_for_one():
    assert FR.say("cost.closing_note", n=0, falls=0).startswith("0 milieu serait")
    assert EN.say("cost.closing_note", n=0, falls=0).startswith("0 midpoints would")


def test_what_is_filled_in_is_never_read_as_a_text_with_placeholders():
    said = EN.say("answer.every_pair"), EN.say("verdict.below", track="{amount:money} {0}")
    assert said == ("every pair", "{amount:money} {0} below")


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(InputError, match='Language "it" is not known; use one of en, de, fr'):
        Words("it").say("answer.title")


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_numbers_round_half_away_from_zero(thousandths, digits):
    # oracle: whole numbers, in which ⌊x + ½⌋ of the size is exact
    exact = Fraction(abs(thousandths), 1000) * 10**digits
    size = math.floor(exact + Fraction(1, 2))
    text = EN.number(thousandths / 1000, digits)
    sign = "−" if thousandths < 0 and size else ""
    assert text.replace(",", "") == sign + (f"{size // 10**digits}.{size % 10**digits:0{digits}d}" if digits else f"{size}")
