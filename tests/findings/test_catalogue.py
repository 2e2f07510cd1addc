"""The catalogue of findings against the findings that the code makes."""

import re
from pathlib import Path

import bandmodel
from bandmodel.findings.catalogue import CATALOGUE

SOURCE = Path(bandmodel.__file__).parent
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
NOT_CODES = {"market-not-base", "market-weight-zero", "utf-8-sig", "utf-8", "utf-16"}  # reasons without a finding; encodings


def test_codes_are_unique():
    codes = [entry.code for entry in CATALOGUE]
    assert len(codes) == len(set(codes))


def test_every_code_in_the_source_is_in_the_catalogue_and_the_other_way_round():
    files = [path for path in SOURCE.rglob("*.py") if path.name != "catalogue.py" and "cli" not in path.parts]
    used = set()
    for path in files:
        used |= set(CODE.findall(path.read_text("utf-8")))
    made = {code for code in used if code.count("-") and code not in NOT_CODES}
    codes = {entry.code for entry in CATALOGUE}
    families = {"progression-small", "progression-large"}  # written as progression-{word}
    assert codes - made - families == set(), "in the catalogue, made nowhere"
    assert {code for code in made if code.split("-")[0] in {c.split("-")[0] for c in codes}} - codes == set(), (
        "made, not listed"
    )
