"""The VBA project against oletools and olefile, against what Office wrote, and against [MS-OVBA]'s own decryption."""

from __future__ import annotations

import io
import re
import struct
from importlib.resources import files
from zipfile import ZipFile

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser

from bandmodel.errors import InputError
from bandmodel.template import compound_file, vba_project
from bandmodel.template.vba_project import Kind, Module, Project

SHIPPED = ["quickstart.xlsm", "quickstart_standalone.xlsm", "quickstart_addin.xlam", "quickstart_addin_ribbon.xlam",
           "addin/xlwings.xlam"]  # fmt: skip


def shipped(book: str) -> bytes:
    """vbaProject.bin of a workbook that xlwings ships."""
    with ZipFile(io.BytesIO(files("xlwings").joinpath(book).read_bytes())) as archive:
        return archive.read("xl/vbaProject.bin")


def source(name: str, code: str) -> str:
    """A module's text with its first line."""
    return f'Attribute VB_Name = "{name}"\n{code}'


SMALL = Project((
    Module("ThisWorkbook", Kind.DOCUMENT, source("ThisWorkbook", "Option Explicit\n")),
    Module("Sheet1", Kind.DOCUMENT, source("Sheet1", "")),
    Module("Work", Kind.STANDARD, source("Work", "Sub Go()\n    MsgBox \"caf\u00e9\"\nEnd Sub\n" * 400)),
    Module("Thing", Kind.CLASS, source("Thing", "Public Name As String\n"), "A thing.\r\nOf two lines."),
))  # fmt: skip


def test_a_project_is_read_back_as_it_was_written():
    assert vba_project.read(vba_project.write(SMALL)) == SMALL


@given(st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,30}", fullmatch=True), st.sampled_from(list(Kind)),
                          st.text(st.characters(codec="cp1252", exclude_characters="\r"), max_size=300)),
                max_size=8, unique_by=lambda drawn: drawn[0].casefold()))  # fmt: skip
def test_modules_of_any_name_kind_and_text_are_read_back(drawn):
    modules = tuple(Module(name, kind, source(name, text)) for name, kind, text in drawn)
    assert vba_project.read(vba_project.write(Project(modules))).modules == modules


@pytest.mark.parametrize(("code_page", "name"), [(1251, "\u041b\u0438\u0441\u04421"), (932, "\u30b7\u30fc\u30c81"),
                                                 (1252, "Feuille\u00e91"), (65001, "\u5de5\u4f5c\u88681")])  # fmt: skip
def test_sheets_named_in_other_scripts_are_written_in_their_code_page(code_page, name):
    project = Project((Module(name, Kind.DOCUMENT, source(name, "")),), code_page=code_page)
    assert vba_project.read(vba_project.write(project)) == project


def test_text_that_the_code_page_does_not_have_is_refused():
    with pytest.raises(ValueError, match="encode"):
        vba_project.write(Project((Module("A", Kind.STANDARD, source("A", "' \u041b\n")),)))


def test_two_writings_of_one_project_are_the_same_bytes():
    assert vba_project.write(SMALL) == vba_project.write(SMALL)


def test_olefile_sees_no_defect_and_olevba_reads_every_module():
    data = vba_project.write(SMALL)
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as read:
        assert read.parsing_issues == []
        assert {"/".join(path) for path in read.listdir()} == {
            "PROJECT", "PROJECTwm", "VBA/_VBA_PROJECT", "VBA/dir", "VBA/ThisWorkbook", "VBA/Sheet1", "VBA/Work", "VBA/Thing",
        }  # fmt: skip
    parser = VBA_Parser("vbaProject.bin", data=data)
    texts = {name: text for _, _, name, text in parser.extract_macros()}
    assert texts == {
        f"{module.name}.{'bas' if module.kind is Kind.STANDARD else 'cls'}": module.source.replace("\n", "\r\n")
        for module in SMALL.modules
    }


@pytest.mark.parametrize("book", SHIPPED)
def test_a_project_that_office_wrote_is_read_as_olevba_reads_it(book):
    ours = {module.name: module for module in vba_project.read(shipped(book)).modules}
    theirs = {name.rpartition(".")[0]: text for _, _, name, text in VBA_Parser(book, data=shipped(book)).extract_macros()}
    assert ours.keys() == theirs.keys()
    for name, text in theirs.items():
        assert ours[name].source == text.replace("\r\n", "\n")


@pytest.mark.parametrize("book", SHIPPED)
def test_the_kinds_of_modules_are_those_of_the_project_stream(book):
    with olefile.OleFileIO(io.BytesIO(shipped(book))) as read:
        stream = read.openstream("PROJECT").read().decode("cp1252")
    told = re.findall(r"(?m)^(Module|Class|Document|BaseClass)=(\w+)", stream)
    modules = vba_project.read(shipped(book)).modules
    assert {(module.kind.value, module.name) for module in modules} == set(told)


@pytest.mark.parametrize("book", SHIPPED)
def test_a_project_that_office_wrote_stays_what_it_is_when_written_by_us(book):
    read = vba_project.read(shipped(book))
    assert vba_project.read(vba_project.write(read)) == read


# ---------------------------------------------------------------- 2.4.3.3, the specification's decryption


def decrypted(text: str, project_id: str) -> bytes:
    """What a value of the PROJECT stream means."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    assert key == sum(project_id.encode("ascii")) & 0xFF
    plain, last, before = [], data[2], data[1]
    above = key
    for byte in data[3:]:
        above = byte ^ ((before + above) & 0xFF)
        before, last = last, byte
        plain.append(above)
    ignored = (seed & 6) // 2
    length = struct.unpack("<I", bytes(plain[ignored : ignored + 4]))[0]
    content = bytes(plain[ignored + 4 :])
    assert len(content) == length
    return content


def locks_of(data: bytes) -> dict[str, bytes]:
    """The protection, password and visibility of a project, decrypted."""
    stream = compound_file.read(data)["PROJECT"].decode("cp1252")
    values = dict(re.findall(r'(?m)^(ID|CMG|DPB|GC)="(.*?)"', stream))
    return {name: decrypted(values[name], values["ID"]) for name in ("CMG", "DPB", "GC")}


def test_the_project_is_not_protected_has_no_password_and_is_visible():
    assert locks_of(vba_project.write(SMALL)) == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


@pytest.mark.parametrize("book", SHIPPED[:4])
def test_the_decryption_of_this_test_reads_what_office_wrote(book):
    assert locks_of(shipped(book)) == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


def test_the_cache_of_compiled_code_is_marked_as_of_no_version():
    stream = compound_file.read(vba_project.write(SMALL))["VBA"]["_VBA_PROJECT"]
    assert struct.unpack("<HHB", stream[:5]) == (0x61CC, 0xFFFF, 0)  # 2.3.4.1
    assert len(stream) == 7


def test_the_stream_of_names_gives_each_module_twice():
    stream = compound_file.read(vba_project.write(SMALL))["PROJECTwm"]  # 2.3.3
    expected = b"".join(m.name.encode("cp1252") + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in SMALL.modules)
    assert stream == expected + b"\0\0"


# ---------------------------------------------------------------- damage

WHOLE = vba_project.write(SMALL)


@settings(max_examples=300)
@given(st.integers(8, len(WHOLE) - 1), st.integers(0, 255))
def test_a_project_with_a_wrong_byte_is_refused_or_read_never_worse(place, value):
    try:
        vba_project.read(WHOLE[:place] + bytes([value]) + WHOLE[place + 1 :])
    except InputError as trouble:
        assert "damaged" in str(trouble)


GOOD = compound_file.read(WHOLE)


@pytest.mark.parametrize("folder", [
    {}, {"PROJECT": b""}, {"PROJECT": b"", "VBA": b""}, {"PROJECT": b"", "VBA": {"dir": b""}}, {**GOOD, "PROJECT": {}},
    {**GOOD, "PROJECT": b""}, {**GOOD, "VBA": {**GOOD["VBA"], "dir": {}}}, {**GOOD, "VBA": {"dir": GOOD["VBA"]["dir"]}},
])  # fmt: skip
def test_a_compound_file_without_a_project_is_refused(folder):
    with pytest.raises(InputError, match="VBA project is damaged"):
        vba_project.read(compound_file.write(folder))
