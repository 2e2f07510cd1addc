"""Everything that a reader of the files can find in them, seen or not: every text and every number, by file."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib

from report.test_pdf import poppler

TOKEN = re.compile(r"(?<![\w.])[-\u2212]?\d[\d.,'\u2019\u202f\u00a0]*")


def texts(files: dict[str, bytes]) -> dict[str, str]:
    """All that is written in the files, by file and part of it: caches, hidden cells, comments, metadata, alternatives."""
    found = {"html": files["html"].decode()}
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as package:
        for name in package.namelist():
            content = package.read(name)
            found[f"xlsx {name}"] = content.decode() if name.endswith((".xml", ".rels")) else content.decode("latin-1")
    document = files["pdf"]
    found["pdf text"] = poppler("pdftotext", document)
    found["pdf metadata"] = poppler("pdfinfo", document) + poppler("pdfinfo", document, "-meta")
    found["pdf strings"] = strings(document)
    return found


def strings(document: bytes) -> str:
    """Every string of a PDF, in packed objects too: titles, alternatives, names. What is drawn is glyphs, not letters."""
    streams = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
    objects = [streams.sub(b"", document)]
    for packed in streams.findall(document):
        with contextlib.suppress(zlib.error):  # not packed: a font or a picture
            content = zlib.decompress(packed)
            if b" BDC" in content:  # what is drawn, which may carry texts of its own
                objects.append(content)
    found = []
    for content in objects:
        found += [text.decode("latin-1") for text in re.findall(rb"\(((?:[^()\\]|\\.)*)\)", content)]
        coded = [text for text in re.findall(rb"<FEFF([0-9A-F]*)>", content) if len(text) % 4 == 0]
        found += [bytes.fromhex(text.decode()).decode("utf-16-be") for text in coded]
    return "\n".join(found)


def numbers(text: str) -> set[float]:
    """Every number of a text, read in the English way and in that of a program."""
    found: set[float] = set()
    for token in TOKEN.findall(text):
        plain = re.sub(r"[,'\u2019\u202f\u00a0]", "", token.replace("\u2212", "-")).rstrip(".")
        try:
            found.add(float(plain))
        except ValueError:
            continue
    return found
