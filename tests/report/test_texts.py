"""The texts: complete in every language, with the same placeholders, and none that nobody says."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import bandmodel.report
from bandmodel.findings.catalogue import CATALOGUE
from bandmodel.report.wording import KINDS, LANGUAGES, texts

ROOM = Path(bandmodel.report.__file__).parent
FORMS = {"none", "one", "other"}


def flat(language: str) -> dict[str, object]:
    return {f"{part}.{key}": text for part, entries in texts(language).items() for key, text in entries.items()}


def placeholders(text: str) -> set[tuple[str, str]]:
    return {(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None}


def forms(text: object) -> dict[str, str]:
    return dict(text) if isinstance(text, dict) else {"other": text} if isinstance(text, str) else {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_forms(language):
    own, english = flat(language), flat("en")
    assert own.keys() == english.keys()
    assert {key for key in own if type(own[key]) is not type(english[key])} == set()
    for key, text in own.items():
        assert forms(text).keys() == forms(english[key]).keys(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree_in_every_language(language):
    for key, text in flat(language).items():
        english = placeholders(forms(flat("en")[key]).get("other", ""))
        for form, said in forms(text).items():
            found = placeholders(said)
            assert found == english if form == "other" else found <= english, f"{key} {form}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_something_and_every_placeholder_is_of_a_known_kind(language):
    for key, text in flat(language).items():
        assert set(forms(text)) <= FORMS
        for said in forms(text).values():
            assert said, key
            assert {spec for _, spec in placeholders(said)} <= {"", *KINDS}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_there_is_has_a_text(language):
    meant = {entry.code: entry.meaning for entry in CATALOGUE}
    said = texts(language)["finding"]
    assert said.keys() == meant.keys()
    assert len(texts(language)["format"]["months"]) == 12
    assert language == "en" or {code for code in meant if said[code] == meant[code]} == set()  # translated, each of them


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_is_not_left_in_english(language):
    same = [key for key, text in flat(language).items() if isinstance(text, str) and text == flat("en")[key] and " " in text]
    allowed = {
        "careers.map_move",
        "bands.grade",
        "report.stamp",
        "format.date",
        "format.money",
        "format.few",
        "answer.counted_and_widest",
    }
    assert set(same) <= allowed


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_calls_a_person_anything(language):
    # contract §4: levels and counts, "evidence suggests", never a bad manager
    judged = re.compile(r"\b(bad|poor|weak|underperform\w*|schlecht\w*|schwach\w*|mauvais\w*|faible\w*|incompet\w*)\b", re.I)
    assert [key for key, text in flat(language).items() for said in forms(text).values() if judged.search(said)] == []


def test_every_text_is_said_somewhere_and_nothing_is_said_that_has_no_text():
    source = "\n".join(path.read_text("utf-8") for path in ROOM.rglob("*") if path.suffix in (".py", ".jinja"))
    parts = "|".join(texts("en"))
    named = set(re.findall(rf"""["']((?:{parts})\.[a-z_]+)["']""", source))
    made = re.findall(rf"""f["']((?:{parts})\.[^"'\s]*\{{[^\n]*?\}}[a-z_]*)["']""", source)
    patterns = [re.compile(re.sub(r"\\\{.*?\\\}", "[a-z0-9_-]+", re.escape(text))) for text in made]
    keys = {key for key in flat("en") if not key.startswith(("format.", "finding.", "left_out."))}
    begun = {"cost.now", "cost.then"}  # beginnings of keys
    assert named - flat("en").keys() == begun
    assert {key for key in keys - named if not any(pattern.fullmatch(key) for pattern in patterns)} == set()
