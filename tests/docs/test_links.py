"""Links lead somewhere: to files, to headings, to pictures; and every page can be reached."""

import re
from pathlib import Path

import pytest
import typer

from bandmodel.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    """Links of a page that lead nowhere; addresses of the web are not followed."""
    found = []
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    assert broken(page) == []


def test_a_broken_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# A heading, with `code`\n", "utf-8")
    page.write_text(
        "[a](other.md#a-heading-with-code) [b](other.md#no) [c](none.md) ![d](none.png) [e](https://example.org/#x)\n"
        "```text\n[f](none-either.md)\n```\n",
        "utf-8",
    )
    assert broken(page) == ["other.md#no", "none.md", "none.png"]


def test_every_page_is_linked_from_the_index():
    linked = {target.partition("#")[0] for target in LINK.findall((DOCS / "index.md").read_text("utf-8"))}
    assert [page.name for page in sorted(DOCS.glob("*.md")) if page.name not in linked | {"index.md"}] == []


def test_pictures_of_the_report_are_small():
    pictures = sorted((DOCS / "img").glob("report-*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size >= 150_000] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda page: page.name)
def test_commands_named_in_sentences_exist_with_their_options(page):
    """`bandmodel bands BOOK --csv` in a sentence: there is a command bands, and it has an option --csv."""
    commands = typer.main.get_command(app).commands
    for words in re.findall(r"`bandmodel ([^`]+)`", prose(page)):
        name, *rest = words.split()
        if name in ("…", "--version", "--help"):
            continue
        assert name in commands, words
        known = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known | {"--help"}, words
