"""Compound files against olefile, which no one here wrote, and against the rules of [MS-CFB] 2.6.4."""

from __future__ import annotations

import io
import struct
from importlib.resources import files
from zipfile import ZipFile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandmodel.errors import InputError
from bandmodel.template import compound_file

FREE = 0xFFFFFFFF

names = st.text(st.characters(codec="utf-16-le", exclude_characters="/\\:!\0"), min_size=1, max_size=15)
streams = st.one_of(st.binary(max_size=200), st.integers(0, 20_000).map(lambda size: b"stream " * (size // 7)))


def distinct(folder: dict) -> bool:
    """Whether no two names of a folder differ in case only: such would be the same name."""
    return len({name.upper().casefold() for name in folder}) == len(folder)


folders = st.recursive(
    st.dictionaries(names, streams, max_size=12).filter(distinct),
    lambda inner: st.dictionaries(names, streams | inner, max_size=4).filter(distinct), max_leaves=5,
)  # fmt: skip


@given(folders)
def test_what_is_written_is_read_back(folder):
    assert compound_file.read(compound_file.write(folder)) == folder


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 512 * 127, 512 * 128, 200_000])
@pytest.mark.parametrize("others", [0, 1, 20])
def test_olefile_reads_the_same_and_sees_no_defect(size, others):
    content = {"big": bytes(range(256)) * (size // 256) + b"x" * (size % 256), "VBA": {"dir": b"d" * size, "inner": {}}}
    content |= {f"s{number}": b"small" * number for number in range(others)}
    data = compound_file.write(content)
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as read:
        assert read.parsing_issues == []
        assert read.openstream("big").read() == content["big"]
        assert read.openstream("VBA/dir").read() == b"d" * size
        assert read.exists("VBA/inner")
        assert all(read.openstream(f"s{number}").read() == b"small" * number for number in range(others))
    assert compound_file.read(data) == content


def directory_of(data: bytes) -> list[tuple]:
    """The directory entries, read without our reader: the sectors of a fresh directory follow each other."""
    first = struct.unpack_from("<I", data, 48)[0]
    start = 512 * (first + 1)
    entries = []
    for at in range(start, len(data), 128):
        name, length, kind, black, left, right, child = struct.unpack_from("<64sHBBIII", data, at)
        if kind == 0:
            break
        entries.append((name[: length - 2].decode("utf-16-le"), black, left, right, child))
    return entries


def check_tree(entries: list[tuple], number: int, low: tuple, high: tuple, above_is_red: bool) -> int:
    """Black entries on each path down from an entry; asserts order and colours on the way."""
    if number == FREE:
        return 0
    name, black, left, right, _ = entries[number]
    key = (len(name), name.upper())
    assert low < key < high
    assert black or not above_is_red, "a red entry under a red entry"
    below = [check_tree(entries, left, low, key, not black), check_tree(entries, right, key, high, not black)]
    assert below[0] == below[1], "paths with unequal numbers of black entries"
    return below[0] + black


@pytest.mark.parametrize("count", range(1, 36))
def test_the_entries_of_a_folder_are_a_red_black_tree(count):
    folder = {f"{'n' * (number % 3)}{chr(65 + number % 26)}{number}": b"" for number in range(count)}
    entries = directory_of(compound_file.write(folder))
    root = entries[0][4]
    assert entries[root][1] == 1, "the root is black"
    check_tree(entries, root, (0, ""), (99, ""), False)


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "a!b", "a\\b", "x" * 32])
def test_a_name_that_the_format_cannot_hold_is_refused(name):
    with pytest.raises(ValueError, match="cannot be a name in a compound file"):
        compound_file.write({name: b""})


def test_content_that_needs_a_table_of_tables_is_refused():
    with pytest.raises(ValueError, match="too many"):
        compound_file.write({"big": bytes(8_000_000)})


@pytest.mark.parametrize("book", ["quickstart.xlsm", "quickstart_standalone.xlsm", "quickstart_addin_ribbon.xlam"])
def test_a_file_that_office_wrote_is_read_as_olefile_reads_it(book):
    with ZipFile(io.BytesIO(files("xlwings").joinpath(book).read_bytes())) as archive:
        data = archive.read("xl/vbaProject.bin")
    ours = compound_file.read(data)
    with olefile.OleFileIO(io.BytesIO(data)) as theirs:
        for folder, *inner in theirs.listdir():
            content = ours[folder][inner[0]] if inner else ours[folder]
            assert content == theirs.openstream([folder, *inner]).read()


@pytest.mark.parametrize("data", [b"", b"PK\3\4", compound_file.SIGNATURE[:7]])
def test_another_kind_of_file_is_refused_as_such(data):
    with pytest.raises(InputError, match="not a compound file"):
        compound_file.read(data)


WHOLE = compound_file.write({"VBA": {"dir": b"d" * 5000, "a": b"small"}, "PROJECT": b"p" * 100})


@given(st.integers(8, len(WHOLE)))
def test_a_file_that_was_cut_is_refused_or_read_never_worse(length):
    try:
        compound_file.read(WHOLE[:length])
    except InputError as trouble:
        assert "damaged" in str(trouble)


@given(st.integers(8, len(WHOLE) - 1), st.integers(0, 255))
def test_a_file_with_a_wrong_byte_is_refused_or_read_never_worse(place, value):
    try:
        compound_file.read(WHOLE[:place] + bytes([value]) + WHOLE[place + 1 :])
    except InputError as trouble:
        assert "damaged" in str(trouble)


def test_a_chain_that_runs_in_a_circle_is_refused():
    fat_sector = struct.unpack_from("<I", WHOLE, 76)[0]
    at = 512 * (fat_sector + 1)
    circle = WHOLE[:at] + struct.pack("<I", 0) + WHOLE[at + 4 :]  # sector 0 is followed by itself
    with pytest.raises(InputError, match="circle"):
        compound_file.read(circle)
