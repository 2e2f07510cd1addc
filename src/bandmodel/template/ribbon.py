"""The ribbon tab "Band Model": the same actions as the buttons on the sheets.

Source: [MS-CUSTOMUI2] (Office 2010 and later); names of built-in icons: Microsoft's lists of Office control identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
LABEL = "Band Model"


@dataclass(frozen=True)
class Action:
    """One button: it runs the macro BandModel<name> through the callback OnBandModel<name>.

    icon  name of a built-in icon
    tip   what the button does, shown under its name
    """

    name: str
    label: str
    icon: str
    tip: str


ACTIONS = (
    Action("Check", "Check", "AcceptInvitation", "Goes through all tables and lists what to look at, with remedies."),
    Action("Refresh", "Refresh", "RefreshAll", "Loads the model again and recalculates everything that depends on it."),
    Action("AddLevel", "Add level", "SheetRowsInsert", "Adds a level to a track, with what the tables need for it."),
    Action(
        "RunScenarios",
        "Run scenarios",
        "TableWhatIfAnalysisMenu",
        "Runs every scenario and says what each costs and closes.",
    ),
    Action("Report", "Report", "FileSaveAsPdfOrXps", "Writes the report for leadership (html, pdf, xlsx); it names nobody."),
    Action("Export", "Export", "ExportExcel", "Saves bands, parity and findings as a workbook without macros."),
)


def customui() -> bytes:
    """The part customUI14.xml."""
    root = ElementTree.Element("customUI", xmlns=NAMESPACE)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="BandModelTab", label=LABEL)
    group = ElementTree.SubElement(tab, "group", id="BandModelGroup", label="Pay bands")
    for action in ACTIONS:
        ElementTree.SubElement(
            group, "button", id=f"BandModel{action.name}", label=action.label, size="large", imageMso=action.icon,
            screentip=action.label, supertip=action.tip, onAction=f"OnBandModel{action.name}",
        )  # fmt: skip
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
