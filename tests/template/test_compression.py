"""Compression of [MS-OVBA] 2.4.1 against oletools' decompression and the specification's own examples."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from bandmodel.template.vba_project import compress, decompress

# 3.2.1 to 3.2.3: no compression, normal compression, maximum compression
NONE = (b"abcdefghijklmnopqrstuv.",
        "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E")  # fmt: skip
NORMAL = (b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
          "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70"
          " 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C")  # fmt: skip
MOST = (b"a" * 73, "01 03 B0 02 61 45 00")

texts = st.text(st.sampled_from("abc (),=\n"), max_size=300).map(lambda text: text.encode() * 40)


@pytest.mark.parametrize(("data", "published"), [NONE, NORMAL, MOST], ids=["none", "normal", "most"])
def test_the_published_examples_are_read_and_none_is_written_longer(data, published):
    example = bytes.fromhex(published)
    assert decompress(example) == data
    assert len(compress(data)) <= len(example)


@pytest.mark.parametrize(("data", "published"), [NONE, MOST], ids=["none", "most"])
def test_published_examples_with_one_choice_only_are_written_byte_for_byte(data, published):
    assert compress(data) == bytes.fromhex(published)


@given(st.binary(max_size=3000) | texts)
def test_what_is_compressed_is_read_back_by_us_and_by_oletools(data):
    packed = compress(data)
    assert decompress(packed) == data
    assert not data or bytes(decompress_stream(bytearray(packed))) == data


@pytest.mark.parametrize("size", [1, 4095, 4096, 4097, 8191, 8192, 8193, 3 * 4096 + 1, 60_000])
@pytest.mark.parametrize("letters", [1, 2, 8])
def test_every_length_around_a_chunk_is_read_back(size, letters):
    data = bytes(random.Random(size).choices(range(97, 97 + letters), k=size))
    packed = compress(data)
    assert decompress(packed) == bytes(decompress_stream(bytearray(packed))) == data
    assert len(packed) < size + size // 8 + 10


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_whole_chunks_that_do_not_compress_are_stored_as_they_are(chunks):
    data = random.Random(chunks).randbytes(4096 * chunks)
    packed = compress(data)
    assert len(packed) == 1 + 4098 * chunks
    assert decompress(packed) == bytes(decompress_stream(bytearray(packed))) == data


def test_a_last_chunk_that_can_neither_be_compressed_nor_stored_is_refused():
    with pytest.raises(ValueError, match="The last 4000 bytes do not compress"):
        compress(random.Random(1).randbytes(4000))


def test_source_code_becomes_much_shorter():
    code = "".join(f'    Describe book, {number}, "Pay of the band"\n' for number in range(500)).encode()
    assert len(compress(code)) < len(code) / 4


@pytest.mark.parametrize("data", [b"", b"\2", b"\1\0\0", b"\1\x00\xb0\x01\xff\xff"])
def test_damaged_data_is_refused(data):
    with pytest.raises((ValueError, IndexError)):
        decompress(data)
