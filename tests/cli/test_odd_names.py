"""Names that a terminal would obey, or that look like a style in brackets, are printed as text."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from rich.console import Console

from bandmodel.cli import output
from cli.command import called

CLEAR = "\x1b[2J"  # what clears a terminal
TRACK, SITE = "[/bold] Spécialiste [red]", "[/i] Site"
READ, READ_SITE = f"[2J{TRACK}", f"{SITE}[2J"  # as they are read: what can be seen of them
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
COMMANDS = (
    ("check",), ("bands",), ("parity",), ("explain", READ, "S1"), ("place", "--by", READ_SITE), ("place", "--people"),
    ("audit",), ("moves",), ("equity", "--group", READ_SITE), ("pathway", "--add", "Manager/M3=G1"), ("scenarios",),
)  # fmt: skip


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """Two ladders and twenty people; the odd names stand wherever a cell or a header is free."""
    place = tmp_path_factory.mktemp("odd") / "[" / "dim] [blue]x"  # as a text …[/dim]…, where / parts folders
    place.mkdir(parents=True)
    track = f"{CLEAR}{TRACK}\x07"
    levels = [f"{track},S1,1,G1,80000,100000,120000", f"{track},S2,2,G2,90000,112000,134000",
              "Manager,M1,1,G1,85000,106000,127000", "Manager,M2,2,G2,95000,119000,143000"]  # fmt: skip
    people = [f"E{n}{CLEAR},{track if n % 2 else 'Manager'},{'MS'[n % 2]}{1 + n % 4 // 2},{90000 + 700 * n},[/u]{n % 3}\x1b"
              for n in range(20)]  # fmt: skip
    tables = {
        "Levels": ["Track,Level,Rank,Grade,Min,Mid,Max", *levels],
        "Tracks": ["Track,Kind", f"{track},specialist", "Manager,manager"],
        "People": [f"Employee,Track,Level,Base pay,{SITE}{CLEAR}", *people, f"X,{CLEAR}nowhere,[/x],1{CLEAR}2,"],
        "Scenarios": ["Scenario,Year,Lever,Scope,Value,Note", f"{CLEAR}[/a],2027,parity weight,all,0.5,[/b]\x9b2J"],
    }
    for name, lines in tables.items():
        (place / f"{name}.csv").write_bytes("\n".join(lines).encode())
    return place


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)], ids=["table", "csv", "json"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_obeys_a_name_or_stumbles_over_one(company, command, form):
    done = called(command[0], company, *command[1:], *form, width=300)
    assert done.returncode in (0, 1), done.stderr
    assert not CONTROL.findall(done.stdout + done.stderr)
    if command[0] in ("bands", "place", "moves") and form != ("--json",):
        assert "[/" in done.stdout, "the brackets of a name are part of it"


def test_a_message_on_what_was_asked_shows_it_as_text(company):
    done = called("explain", company, f"{CLEAR}[/nobody]", "S1")
    assert done.returncode == 2
    assert "[/nobody]" in done.stderr
    assert not CONTROL.findall(done.stderr)


def test_a_terminal_is_told_of_a_path_with_brackets(company):
    terminal = Console(stderr=True, highlight=False, force_terminal=True)
    with (
        mock.patch.object(output, "_err", terminal),
        terminal.capture() as shown,
        output.working(f"Reading {company}") as tell,
    ):
        tell("[/later] year")
    assert "[/later] year" in shown.get()
