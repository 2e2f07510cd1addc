"""The ribbon tab as XML."""

from __future__ import annotations

from xml.etree import ElementTree

from bandmodel.excel.functions import CATEGORY
from bandmodel.template import ribbon

SPACE = f"{{{ribbon.NAMESPACE}}}"


def buttons() -> list[dict[str, str]]:
    """The attributes of each button."""
    return [element.attrib for element in ElementTree.fromstring(ribbon.customui()).iter(f"{SPACE}button")]


def test_it_is_one_tab_named_as_the_functions_category():
    root = ElementTree.fromstring(ribbon.customui())
    assert root.tag == f"{SPACE}customUI"
    assert [tab.get("label") for tab in root.iter(f"{SPACE}tab")] == [ribbon.LABEL] == [CATEGORY]


def test_each_action_is_a_button_with_icon_and_tip():
    assert [button["label"] for button in buttons()] == [
        "Check",
        "Refresh",
        "Add level",
        "Run scenarios",
        "Report",
        "Export",
    ]
    for button, action in zip(buttons(), ribbon.ACTIONS, strict=True):
        assert button["imageMso"] == action.icon
        assert button["supertip"] == action.tip
        assert button["onAction"] == f"OnBandModel{action.name}"
        assert len(button["supertip"]) <= 1024  # [MS-CUSTOMUI2] ST_LongString
        assert button["supertip"].isascii()


def test_no_identifier_comes_twice():
    found = [element.get("id") for element in ElementTree.fromstring(ribbon.customui()).iter() if element.get("id")]
    assert len(found) == len(set(found)) == len(ribbon.ACTIONS) + 2


def test_it_is_the_same_every_time():
    assert ribbon.customui() == ribbon.customui()
