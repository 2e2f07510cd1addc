"""The checker finds what is wrong on a page: each test gives it a page with one wrong claim, made by hand."""

import pytest

from docs.checker import complaints, not_printed
from docs.formula import arithmetic, difference
from docs.page import steps

BANDS = [
    ["Track", "Level", "Min", "Mid", "Max"],
    ["Specialist", "S1", 80.0, 100.0, 120.0],
    ["Manager", "M1", 90.0, 110.0, 130.0],
]


def wrong(text, folder, **more):
    """The complaints about a page, in one text."""
    return "\n".join(complaints(text, folder, **more))


@pytest.mark.parametrize(
    ("shows", "found"),
    [
        ("40 %", ""),
        ("0.4", ""),
        ("40.01 %", "line 5: =BM_SPREAD(100,140) shows '40.01 %' on the page and gives 0.4"),
        ("0.5", "line 5: =BM_SPREAD(100,140) shows '0.5' on the page and gives 0.4"),
        ("forty", "line 5: =BM_SPREAD(100,140) shows 'forty' on the page and gives 0.4"),
        ("", "line 5: =BM_SPREAD(100,140) shows '' on the page and gives 0.4"),
    ],
)
def test_a_wrong_value_of_a_formula_is_reported(shows, found, tmp_path):
    page = f"# Page\n\n| formula | shows |\n|---|---|\n| `=BM_SPREAD(100,140)` | {shows} |\n"
    assert wrong(page, tmp_path) == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["S1 | 100", "M1 | 110"], None),
        (["… |", "M1 | 110"], None),
        (["S1 | 100", "… |"], None),
        (["S1 | 100", "M1 | 111"], "the row M1 | 111 is not there"),
        (["S1 | 100"], "more rows follow"),
        (["M1 | 110", "… |"], "the row M1 | 110 is not there"),
        (["… |", "M1 | 110", "S1 | 100"], "the row S1 | 100 is not there"),
    ],
)
def test_rows_of_a_spilled_table_are_compared_in_their_order(rows, found, tmp_path):
    table = "\n".join(f"| {row} |" for row in ["Level | Mid", "--|--", *rows])
    page = f"```excel\n=BM_BANDS(A1:E3)\n```\n\n{table}\n"
    said = wrong(page, tmp_path, cells={"A1:E3": BANDS})
    assert said == "" if found is None else found in said


def test_a_column_that_is_not_there_is_reported(tmp_path):
    page = "```excel\n=BM_BANDS(A1:E3)\n```\n\n| Level | Middle |\n|---|---|\n| … | |\n"
    assert "has no column Middle" in wrong(page, tmp_path, cells={"A1:E3": BANDS})


def test_output_that_is_not_printed_is_reported(tmp_path):
    page = "```shell\nbandmodel demo\n```\n\n```text\n4 of 6 compared pairs are within\n…\n```\n"
    assert "not printed, or not there: '4 of 6 compared pairs are within'" in wrong(page, tmp_path)


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        (["one", "two", "three"], None),
        (["one", "…", "three"], None),
        (["…", "t…o", "three"], None),
        (["one", "…"], None),
        (["one", "three"], "three"),
        (["two", "…"], "two"),
        (["one", "two"], "(the end, but there is more: three)"),
        (["…", "three", "two"], "two"),
    ],
)
def test_printed_lines_are_compared_in_their_order(shown, missing):
    assert not_printed(tuple(shown), "one\n ─────\n\n  two  \nthree\n") == missing


def test_a_command_that_fails_is_reported_unless_the_page_shows_its_message(tmp_path):
    fails = "```shell\nbandmodel check Nothing.xlsx\n```\n"
    said = complaints(fails + "\n```text\nbandmodel: Nothing.xlsx does not exist; …\n```\n" + fails + fails, tmp_path)
    assert [message.partition(":")[0] for message in said] == [
        "line 11",
        "the last command fails, which the page does not show",
    ]
    assert all("bandmodel: Nothing.xlsx does not exist" in message for message in said)


def test_a_command_of_another_program_is_not_run(tmp_path):
    assert wrong("```shell\nrm -r folder\n```\n", tmp_path) == "line 1: not a command of bandmodel: rm -r folder"


def test_a_formula_in_a_sentence_must_work(tmp_path):
    assert wrong("Type `=BM_SPREAD(100,140)`.\n", tmp_path) == ""
    assert "line 1: =BM_SPREAD(140,100) gives #BM!" in wrong("Type `=BM_SPREAD(140,100)`.\n", tmp_path)
    assert "the formula cannot be read" in wrong("Type `=BM_SPREAD(100;140)`.\n", tmp_path)


def test_a_wrong_sum_is_reported(tmp_path):
    assert wrong("By hand: `2,900 × 1.16 = 3,364.00`.\n", tmp_path) == ""
    assert "line 1: 2,900 × 1.16 is 3364, not 3,364.01" in wrong("By hand: `2,900 × 1.16 = 3,364.01`.\n", tmp_path)


def test_arithmetic_is_that_of_paper():
    assert arithmetic("1 − 2 × (3 + 4) / 7") == -1
    assert arithmetic("1 − ln(0.95) / ln(139 / 150)") == pytest.approx(0.326518, abs=5e-7)
    assert arithmetic("1.1^2") == pytest.approx(1.21)
    with pytest.raises(ValueError, match="not arithmetic"):
        arithmetic("open(1)")


@pytest.mark.parametrize(
    "page",
    [
        "```\ncode\n```\n",
        "```bash\nls\n```\n",
        "```text\noutput of nothing\n```\n",
        "```excel\n=BM_STEPS(1,2,3)\n```\n\nText.\n",
    ],
)
def test_what_nothing_would_check_is_reported(page, tmp_path):
    assert wrong(page, tmp_path)


def test_a_table_is_typed_as_it_can_be_pasted(tmp_path):
    page = "```shell\nbandmodel new B.xlsm --from empty\n```\n"
    for head, row in (("Track | Level", "Manager | M9"), ("Track | Rank", "Manager | 1"), ("Track | Band", "Manager | 1")):
        page += f"\n**Levels**: text\n\n| {head} |\n|---|---|\n| {row} |\n"
    said = complaints(page, tmp_path)
    assert len(said) == 2
    assert "do not follow each other" in said[0]
    assert "has no column Band" in said[1]


def test_what_is_typed_is_what_formulas_and_commands_see(tmp_path):
    page = """
```shell
bandmodel new B.xlsm --from empty
```

**Levels**, row 5:

| Row | Mid |
|---|---|
| 5 | 80000 |

**Policy**:

| Setting | Value |
|---|---|
| rounding | 1000 |

| formula | shows |
|---|---|
| `=BM_BAND(Model,"Specialist","S1")` | 80,000 |
| `=BM_BAND(Model,"Specialist","S1","min")` | 64,000 |

```shell
bandmodel bands B.xlsm --csv
```

```text
…
Specialist,S1,…,64000.0,80000.0,96000.0,…
…
```
"""
    assert wrong(page, tmp_path) == ""


@pytest.mark.parametrize(
    ("shown", "value", "same"),
    [
        ("−5.53 %", -0.0553145, True),
        ("−5.53 %", 0.0553145, False),
        ("1,234.57", 1234.565, True),
        ("1,234.57", 1234.564, False),
        ("", float("nan"), True),
        ("", None, True),
        ("0", None, False),
        ("in band", "in band", True),
        ("in  … d", "in band", True),
        ("band", "in band", False),
    ],
)
def test_values_are_compared_to_the_digits_shown(shown, value, same):
    assert (difference(shown, value) is None) == same


def test_a_page_is_read_into_steps_with_their_lines():
    read = steps("Text.\n\n```shell\nbandmodel demo  # shown\n```\n\n```text\nout\n```\n")
    assert [(type(step).__name__, step.line) for step in read] == [("Commands", 3), ("Printed", 7)]
