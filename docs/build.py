"""Write the parts of the documentation that the code itself determines: `python docs/build.py`.

README: the table of functions. docs/functions.md: every function. docs/policy.md: every setting. docs/findings.md: every
finding. docs/scenarios.md: the table of levers. docs/excel-check-form.md: the steps of docs/excel-checklist.md as a form. A
test holds them against a fresh build.
"""

from __future__ import annotations

import re
from pathlib import Path

from bandmodel import policy
from bandmodel.excel import FUNCTIONS
from bandmodel.findings.catalogue import CATALOGUE
from bandmodel.scenarios.levers import LEVERS

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- functions: written by docs/build.py -->\n", "<!-- /functions -->"
LEVERS_START, LEVERS_END = "<!-- levers: written by docs/build.py -->\n", "<!-- /levers -->"


def function_table() -> str:
    """The table of worksheet functions of the README."""
    rows = [f"| `{known.signature}` | {_cell(known.description)} |" for known in FUNCTIONS.values()]
    return "\n".join(["| function | what it gives |", "|---|---|", *rows, ""])


def readme() -> str:
    """The README with a fresh table of functions."""
    text = (ROOT / "README.md").read_text("utf-8")
    before, _, rest = text.partition(START)
    return before + START + function_table() + END + rest.partition(END)[2]


def functions_page() -> str:
    """The page of worksheet functions, each with its arguments as the function wizard shows them."""
    parts = [
        """# Worksheet functions

In Excel they are in the category "Band Model"; type `=BM_` to see them all. In Python: `import bandmodel.excel as bm`.

- A range is a list of rows (a column: a list of one-cell rows, or a flat list); a table's first row holds its headers.
- Functions of single cells take ranges too and give the same shape; a row that cannot be computed holds its own message.
- A blank optional argument means its default. Unknown is blank and stays so.
- Errors are text that begins with `#BM!`.
"""
    ]
    for known in FUNCTIONS.values():
        rows = [f"| `{p.name}` | {'optional' if p.optional else 'required'} | {_cell(p.help)} |" for p in known.parameters]
        table = "\n".join(["| argument | | meaning |", "|---|---|---|", *rows])
        parts.append(f"## {known.name}\n\n`={known.signature}`\n\n{known.description}\n\n{table}\n")
    return "\n".join(parts)


def policy_page() -> str:
    """The page of settings."""
    head = """# Policy: every setting

One row of the Policy table per setting that differs from its default; names match without regard to case. `{track}` and
`{location}` stand for a name of yours, as in `Specialist: progression`.

| setting | default | unit | admitted | meaning | source |
|---|---|---|---|---|---|
"""
    rows = [
        f"| `{s.name}` | {_default(s)} | {s.unit} | {s.range} | {_cell(s.meaning)} | {_cell(s.source)} ({s.date}) |"
        for s in policy.settings()
    ]
    return head + "\n".join(rows) + "\n"


def findings_page() -> str:
    """The page of findings."""
    head = """# Findings

What `bandmodel check` and `BM_FINDINGS` can say. Each finding names table, row, column, value and remedy. The code never
changes; `bandmodel check --json` gives it.

- **error**: a figure is missing or wrong; `bandmodel check` ends with exit code 1
- **warning**: look at it
- **note**: for the record

| code | severity | table | what it means |
|---|---|---|---|
"""
    return head + "".join(f"| `{e.code}` | {e.severity} | {e.table} | {_cell(e.meaning)} |\n" for e in CATALOGUE)


def scenarios_page() -> str:
    """The page of scenarios with a fresh table of levers."""
    text = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
    before, _, rest = text.partition(LEVERS_START)
    rows = [
        f"| `{k.name}` | {_cell(k.unit)} | {', '.join(['all', *k.scopes]) if k.scopes else 'blank'} | {_cell(k.meaning)} |\n"
        for k in LEVERS.values()
    ]
    return before + LEVERS_START + "".join(rows) + LEVERS_END + rest.partition(LEVERS_END)[2]


def check_form_page() -> str:
    """The form of the check in Excel: headings and steps of the checklist, with room for what a tester sees."""
    parts = [
        """# The check in Excel: the form

Copy this file, fill it in, and keep it with the release. The steps are those of [the checklist](excel-checklist.md), from
which `python docs/build.py` writes this page. One form for each system: a step that does not apply there is "n/a".

| | |
|---|---|
| tester | |
| date | |
| operating system and build | |
| Excel version and build (File, Account) | |
| language of Excel and of the system | |
| Office 32 or 64 bit | |
| Python (`python --version`) | |
| bandmodel (`bandmodel --version`) and xlwings | |
| `bandmodel doctor` on the workbook | |
"""
    ]
    steps = 0
    headers: list[str] = []
    for line in (ROOT / "docs" / "excel-checklist.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            parts.append(f"\n{line}\n")
        if not line.startswith("|"):
            headers = []
            continue
        row = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not headers:
            headers = row
            if "step" in headers:
                parts.append("| step | what to do | expected | proves | seen | pass / fail |\n|---|---|---|---|---|---|")
        elif "step" in headers and not set(row[0]) <= set("-: "):
            steps += 1
            cells = dict(zip(headers, row, strict=False))
            told = [cells[name] for name in ("step", "what to do", "what should happen", "proves")]
            parts.append(f"| {' | '.join(told)} | | |")
    parts.append(f"""
## Result

| | |
|---|---|
| steps passed, of {steps} | |
| steps failed | |
| not applicable | |
| what was unlike the pictures | |
| fit for release (yes / no) | |
""")
    return "\n".join(parts)


def _default(setting: policy.Setting) -> str:
    if setting.default is None:
        return "none"
    return f"{setting.default:g}" if isinstance(setting.default, (int, float)) else str(setting.default)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {
    "README.md": readme,
    "docs/functions.md": functions_page,
    "docs/policy.md": policy_page,
    "docs/findings.md": findings_page,
    "docs/scenarios.md": scenarios_page,
    "docs/excel-check-form.md": check_form_page,
}

if __name__ == "__main__":
    for name, write in PAGES.items():
        (ROOT / name).write_text(write(), "utf-8", newline="\n")
