"""What a part says where there are no people to tell of."""

from __future__ import annotations

from bandmodel.report.content import Notice
from bandmodel.report.material import Material


def notice(material: Material) -> Notice:
    """That the page needs a People table, and which columns."""
    say = material.words.say
    return Notice("missing", say("missing.title"), (say("missing.people"),))
