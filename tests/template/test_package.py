"""The finished package: what is in it, in which order and of which time; the same bytes in any process."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import openpyxl
import pytest
import xlsxwriter

from bandmodel.errors import InputError
from bandmodel.template import modules, package, ribbon, vba_project
from template.conftest import small_workbook

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def plain_workbook() -> bytes:
    """A workbook without macros as XlsxWriter writes it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.add_worksheet("Pay").write("A1", 60000)
    book.close()
    return content.getvalue()


def content_types(data: bytes) -> dict[str, str]:
    """Content type of each part, by the rules of a package: its own, else that of its ending."""
    root = ElementTree.fromstring(package.read(data)["[Content_Types].xml"])
    of_ending = {element.get("Extension"): element.get("ContentType") for element in root.iter(f"{TYPES}Default")}
    own = {element.get("PartName"): element.get("ContentType") for element in root.iter(f"{TYPES}Override")}
    parts = [name for name in package.read(data) if name != "[Content_Types].xml"]
    return {name: own.get(f"/{name}") or of_ending[name.rpartition(".")[2]] for name in parts}


def test_the_entries_stand_in_a_fixed_order_at_a_fixed_time(built):
    with ZipFile(io.BytesIO(built[1])) as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    names = [entry.filename for entry in entries]
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert names[2:] == sorted(names[2:])
    assert len(names) == len(set(names))
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.external_attr, entry.extra) for entry in entries} == {(0, 0o600 << 16, b"")}


def test_every_part_has_a_content_type_and_the_main_part_that_of_its_kind(built):
    name, data = built
    types = content_types(data)
    kind = "addin" if name.endswith(".xlam") else "sheet"
    assert types["xl/workbook.xml"] == f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml"
    assert types["xl/vbaProject.bin"] == "application/vnd.ms-office.vbaProject"
    assert types["customUI/customUI14.xml"] == "application/xml"


def test_every_part_of_xml_is_well_formed(built):
    for name, content in package.read(built[1]).items():
        if not name.endswith(".bin"):
            ElementTree.fromstring(content)


def test_the_ribbon_is_found_through_its_relationship(built):
    parts = package.read(built[1])
    links = [element.attrib for element in ElementTree.fromstring(parts["_rels/.rels"]).iter(RELATION)]
    (link,) = [link for link in links if link["Type"].endswith("/2007/relationships/ui/extensibility")]
    assert link["Type"] == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    assert parts[link["Target"]] == ribbon.customui()
    assert len({link["Id"] for link in links}) == len(links)


def test_the_vba_project_in_the_package_is_the_one_that_was_written(built):
    name, data = built
    read = vba_project.read(package.read(data)["xl/vbaProject.bin"])
    sheets = ["shStart", "shNotes", "shConfiguration"]
    assert list(read.modules) == modules.modules(sheets, name)


def test_code_names_of_sheets_are_those_of_the_modules(built):
    parts = package.read(built[1])
    found = []
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            found += [e.get("codeName") for e in ElementTree.fromstring(content).iter() if e.tag.endswith("}sheetPr")]
    read = {module.name for module in vba_project.read(parts["xl/vbaProject.bin"]).modules}
    assert len(found) == 3
    assert set(found) <= read


def test_openpyxl_opens_the_workbook():
    book = openpyxl.load_workbook(io.BytesIO(small_workbook()), keep_vba=True)
    assert book.sheetnames == ["Start", "Notes", "xlwings.conf"]


def test_a_workbook_that_has_a_ribbon_gets_the_new_one_in_its_place(built):
    again = package.finished(built[1], b"<customUI/>")
    assert package.read(again) == {**package.read(built[1]), package.RIBBON: b"<customUI/>"}
    assert package.finished(again, ribbon.customui()) == built[1]


def test_a_workbook_without_macros_can_have_a_ribbon_too_and_keeps_its_parts():
    before = package.read(plain_workbook())
    after = package.read(package.finished(plain_workbook(), ribbon.customui()))
    assert {name: after[name] for name in before if name != "_rels/.rels"} == {
        name: content for name, content in before.items() if name != "_rels/.rels"
    }
    assert set(after) - set(before) == {package.RIBBON}


def test_a_package_that_gives_xml_no_content_type_gives_the_ribbon_one():
    parts = package.read(plain_workbook())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b'Extension="xml"', b'Extension="vml"')
    finished = package.finished(package.write(parts), ribbon.customui())
    assert content_types(finished)["customUI/customUI14.xml"] == "application/xml"


def test_finishing_again_names_the_ribbons_type_once():
    parts = package.read(plain_workbook())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b'Extension="xml"', b'Extension="vml"')
    again = package.finished(package.finished(package.write(parts), ribbon.customui()), ribbon.customui())
    assert package.read(again)["[Content_Types].xml"].count(b"customUI14.xml") == 1


def test_what_is_no_macro_workbook_does_not_become_an_add_in(built):
    with pytest.raises(ValueError, match="Only a workbook with macros"):
        package.as_addin(plain_workbook())


def test_what_is_no_package_is_refused():
    with pytest.raises(InputError, match="not an Excel workbook"):
        package.read(b"\xd0\xcf\x11\xe0")


def test_folders_in_a_package_are_no_parts():
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        archive.mkdir("xl")
        archive.writestr("xl/a.xml", "<a/>")
    assert package.read(content.getvalue()) == {"xl/a.xml": b"<a/>"}


BUILD = """
import hashlib, warnings
warnings.simplefilter("ignore")
from template.conftest import small_workbook
print(hashlib.sha256(small_workbook({name!r})).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_builds_the_same_bytes(built, seed):
    tests = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", BUILD.format(name=built[0])], capture_output=True, text=True, timeout=120,
                          env={"PYTHONHASHSEED": seed, "PYTHONPATH": tests, "TZ": "Asia/Tokyo"}, check=True)  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(built[1]).hexdigest()
