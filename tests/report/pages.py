"""A page of html read by the standard library's parser: its elements in order, its text, its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "base"}


@dataclass
class Element:
    """One element: its tag, attributes, the tags around it, and the text inside it."""

    tag: str
    attributes: dict[str, str | None]
    around: list[str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Every element of a page. Raises AssertionError where tags are not closed in order."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        page.close()
        assert not page.open, [element.tag for element in page.open]
        return page

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), [each.tag for each in self.open])
        assert len(element.attributes) == len(attrs), f"an attribute of {tag} stands twice"
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1].tag == tag, f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}"
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """The elements of some tags with some attributes; class_ is one of its classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}

        def fits(element: Element) -> bool:
            own = element.attributes
            return all(value in (own.get(name) or "").split() if name == "class" else own.get(name) == value
                       for name, value in wanted.items())  # fmt: skip

        return [element for element in self.elements if element.tag in tags and fits(element)]

    def tables(self) -> dict[str, list[list[str]]]:
        """The rows of every table under its caption, headers first; of captions that are alike, those of the last."""
        return dict(self.table_list())

    def table_list(self) -> list[tuple[str, list[list[str]]]]:
        """Caption and rows of every table in order, headers first."""
        found: list[tuple[str, list[list[str]]]] = []
        for element in self.elements:
            if element.tag == "caption":
                found.append((element.text, []))
            elif element.tag == "tr":
                found[-1][1].append([])
            elif element.tag in ("th", "td"):
                found[-1][1][-1].append(element.text)
        return found
