"""Names that do harm where a file takes them for more than text, for every kind of file that the report is written as."""

from __future__ import annotations

import unicodedata

from bandmodel.model import Model

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A1", '=HYPERLINK("http://x.test","y")', '=WEBSERVICE("http://x.test")', "{=1+1}", "+1+1", "+A1",
    "-1+1", "-A1", "@SUM(A1)", "@A1", "\t=1+1", "\n=1+1", "=DDE('a';'b')", "'=1+1", '"=1+1"', ";=1+1", ",=1+1",
    "=IMPORTXML(CONCAT(A1),\"//a\")", "=1+1\",=2+2", "_x0041_", "_x003D_1+1", "_x000D_", "007", "1e5", "TRUE", "#REF!",
]  # fmt: skip
"""What a program of sheets might compute, or take for a number, a truth, an error or a coded letter."""
LINKS = ["http://x.test", "mailto:a@x.test", "internal:A1", "external:c:\\a", "javascript:alert(1)", "url(http://x)"]
MARKUP = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", '"><rect onload="x"/>',
    "</style><script>alert(1)</script>", "<a href=javascript:alert(1)>x</a>", "<![CDATA[x]]>", "]]>", "<!-- x -->", "-->",
    "<b>&amp;</b>", "A & B", "&amp;", "&#x41;", "&lt;script&gt;", "it's", "<label>",
]  # fmt: skip
"""What a browser might take for elements."""
TEMPLATES = [
    "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "%s{0}", "#eval(\"1+1\")", "#include \"/etc/passwd\"", "#read(\"/etc/passwd\")",
    "#let x = 1", "#sys.inputs.report", "$x^2$", "*bold* _slanted_", "`raw`", "= Heading", "- item", "@reference",
    "[content]", "\\u{41}", "// no comment", "/* no comment */", "~", "---", "'single' \"double\"", "{\"a\": [1]}", "\\",
    "...", "-?", "https://example.org/x",
]  # fmt: skip
"""What the engines of the templates might carry out or set otherwise."""
LETTERS = [
    "مدير أول", "\u202eright-to-left", "e\u0301", "zero\u200bwidth", "\ufeffmark", "soft\u00adhyphen", "x" * 300,
    "a\tb", "a\nb\tc",
]  # fmt: skip
"""Letters that few programs expect."""
FAR = ["専門家", "\uff1d1+1"]
"""Letters that the fonts of a bare computer lack."""
FORBIDDEN = ["a\x00b", "a\x07b", "\ud800", "\ufdd0", "\uffff", "", " "]
"""What some file cannot hold at all, or holds for nothing."""
TEXTS = list(dict.fromkeys([*FORMULAS, *LINKS, *MARKUP, *TEMPLATES, *LETTERS]))
READ = list(dict.fromkeys(text.strip() for text in TEXTS if text != "#REF!"))
"""The same as a table of the model's reads them: without spaces around them, each once, errors left out."""
SCENARIOS = ["=1+1", "@A1", "<img src=x onerror=alert(1)>", "{{ 7 * 7 }}", '#eval("1+1")', "]]>", "_x0041_"]


def company(model_of, texts: list[str] = READ, scenarios: list[str] = SCENARIOS) -> Model:
    """A company whose levels, titles, reasons of differences, people and scenarios are called by the texts."""
    turned = [texts[1:] + texts[:1], texts[2:] + texts[:2]]
    levels = [["Track", "Level", "Rank", "Grade", "Title", "Mid", "Spread", "Bonus target", "LTI target"]]
    equal = [["From track", "From level", "To track", "To level", "Note"]]
    people = [["Employee", "Track", "Level", "Base pay"]]
    for rank, (level, title, note) in enumerate(zip(texts, *turned, strict=True), 1):
        levels.append(["Specialist", level, rank, f"{rank:03d}", title, 60000 + 1000 * rank, 0.5, 0.1, 0])
        levels.append(["Manager", f"M{rank}", rank, f"{rank:03d}", "", 90000 + 1000 * rank, 0.5, 0.1, 0])
        equal.append(["Specialist", level, "Manager", f"M{rank}", note])
        people.append([title, "Specialist", level, 30000 + rank])  # below every minimum: the internal report lists them
    levers = [["Scenario", "Year", "Lever", "Scope", "Value"]]
    levers += [[name, 2026, "structure adjustment", "all", 0.01] for name in scenarios]
    return model_of({"structure currency": "CHF"}, Levels=levels, Equivalence=equal, People=people, Scenarios=levers)


def ladders(model_of, texts: list[str] = READ) -> Model:
    """A company whose tracks are called by the texts, each of two levels beside those of the managers."""
    tracks = [["Track", "Kind"], *([name, "specialist"] for name in texts), ["Manager", "manager"]]
    levels = [["Track", "Level", "Rank", "Grade", "Mid", "Spread", "Bonus target", "LTI target"]]
    for name in (*texts, "Manager"):
        levels += [[name, f"L{rank}", rank, rank, 90000 + 9000 * rank, 0.5, 0.1, 0] for rank in (1, 2)]
    return model_of(Tracks=tracks, Levels=levels)


def shown(text: str) -> str:
    """Text without what has no shape of its own: spaces, line ends, marks of direction; compatible letters are alike."""
    alike = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in alike if not letter.isspace() and unicodedata.category(letter) != "Cf")


def harmless(texts: list[str]) -> list[str]:
    """As many texts that mean nothing to any program."""
    return [f"name {place}" for place, _ in enumerate(texts)]
