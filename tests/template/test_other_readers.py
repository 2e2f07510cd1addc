"""The macro workbook and the add-in before programs that no one here wrote: Microsoft's Open XML SDK, Apache POI, olevba.

Where a program is missing the test says how to get it; with CI=true it must be there.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from oletools.olevba import VBA_Parser

from bandmodel.template import package, vba_project

HERE = Path(__file__).parent
VALIDATOR = "ooxml-validator"
POI_JAR = Path("/usr/share/java/poi.jar")


def missing(what: str, remedy: str) -> NoReturn:
    """Skip, saying why; fail where the gate runs, which must have everything."""
    reason = f"{what} is not here: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def saved(built, tmp_path) -> Path:
    """The workbook or add-in as a file."""
    path = tmp_path / built[0]
    path.write_bytes(built[1])
    return path


def validated(path: Path) -> dict:
    """What Microsoft's validator says of a file."""
    program = os.environ.get("OOXML_VALIDATOR") or shutil.which(VALIDATOR)
    if not program:
        missing("Microsoft's validator", f"npm install -g @xarsh/{VALIDATOR}, or its path in OOXML_VALIDATOR")
    surroundings = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run([program, str(path)], env=surroundings, capture_output=True, text=True, timeout=120)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_microsofts_validator_finds_nothing_wrong(saved):
    said = validated(saved)
    assert said["ok"], said["errors"]
    assert said["errors"] == []


def test_microsofts_validator_reads_the_ribbon_and_sees_a_fault_in_it(saved):
    saved.write_bytes(package.finished(saved.read_bytes(), package.read(saved.read_bytes())[package.RIBBON].replace(
        b'size="large"', b'size="huge"', 1)))  # fmt: skip
    said = validated(saved)
    assert not said["ok"]
    assert [fault["path"] for fault in said["errors"]] == ["/customUI/customUI14.xml"]


def macros_by_poi(path: Path) -> dict[str, tuple[str, str]]:
    """Type and source of each module as Apache POI reads them."""
    java = shutil.which("java")
    if not java or not POI_JAR.exists():
        missing("Apache POI", "apt-get install libapache-poi-java default-jdk-headless")
    command = [java, "-cp", f"{POI_JAR.parent}/*", str(HERE / "ReadMacros.java"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ") for line in done.stdout.splitlines()]
    return {name: (kind, base64.b64decode(text).decode("utf-8")) for name, kind, text in lines}


def test_apache_poi_reads_every_module_with_its_kind_and_source(saved, built):
    modules = vba_project.read(package.read(built[1])["xl/vbaProject.bin"]).modules
    assert macros_by_poi(saved) == {
        module.name: (module.kind.value, module.source.replace("\n", "\r\n")) for module in modules
    }


def test_olevba_reads_every_module_with_its_source(built):
    name, data = built
    modules = vba_project.read(package.read(data)["xl/vbaProject.bin"]).modules
    found = {text: file for _, _, file, text in VBA_Parser(name, data=data).extract_macros()}
    assert set(found) == {module.source.replace("\n", "\r\n") for module in modules}
    assert {file.rpartition(".")[0] for file in found.values()} == {module.name for module in modules}
