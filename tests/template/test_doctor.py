"""The doctor: what it finds in workbooks that were spoiled on purpose, and how it mends their VBA."""

import openpyxl
import pytest

from bandmodel.errors import InputError
from bandmodel.sample import canada
from bandmodel.template import build, doctor, modules, package, vba_project
from bandmodel.template.vba_project import Kind, Module, Project

FOREIGN = Module("MyMacros", Kind.STANDARD, 'Attribute VB_Name = "MyMacros"\nSub Hello()\nMsgBox "hello"\nEnd Sub\n')


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "Löhne und Bänder.xlsm"
    path.write_bytes(build.workbook(canada.inputs(), name=path.name))
    return path


def spoil(path, change):
    """Write the workbook with another VBA project."""
    parts = package.read(path.read_bytes())
    project = vba_project.read(parts[doctor.PART])
    parts[doctor.PART] = vba_project.write(change(project))
    path.write_bytes(package.write(parts))


def older(project):
    """The same project as an older xlwings would have written it."""
    return Project(
        tuple(
            Module(m.name, m.kind, m.source.replace("xlwings64-0.37.8", "xlwings64-0.30.1"), m.description)
            if m.name == "xlwings"
            else m
            for m in project.modules
        ),
        project.name,
        project.code_page,
    )


def results(path):
    return {check.check: check for check in doctor.of_workbook(path)}


def test_a_fresh_workbook_has_nothing_to_mend(book):
    assert [check.check for check in doctor.of_workbook(book) if check.result == doctor.FAILS] == []


def test_the_machine_is_checked_with_a_remedy_for_what_fails():
    checks = list(doctor.of_machine())
    assert [check.check for check in checks] == ["Python", "xlwings", "pywin32", "xlwings DLL"]
    assert all(check.remedy for check in checks if check.result == doctor.FAILS)


def test_vba_of_another_xlwings_is_found_and_mended(book):
    spoil(book, older)
    found = results(book)["xlwings in the VBA"]
    assert (found.result, found.found) == (doctor.FAILS, "0.30.1")
    assert "--fix" in found.remedy
    before = book.read_bytes()
    doctor.fix(book)
    assert [check.check for check in doctor.of_workbook(book) if check.result == doctor.FAILS] == []
    assert book.with_name(book.name + ".bak").read_bytes() == before


def test_mending_a_second_time_keeps_the_first_copy(book):
    spoil(book, older)
    before = book.read_bytes()
    doctor.fix(book)
    said = doctor.fix(book)
    assert book.with_name(book.name + ".bak").read_bytes() == before
    assert said.endswith(f"is {book.name} (2).bak.")


def test_mending_touches_no_other_part_and_keeps_the_code_names(book):
    def with_a_sheet(project):
        extra = Module("shMine", Kind.DOCUMENT, modules.DOCUMENT_HEAD.format(name="shMine", base=modules.SHEET))
        first, *rest = older(project).modules
        return Project((first, extra, *rest), project.name, project.code_page)

    spoil(book, with_a_sheet)
    before = package.read(book.read_bytes())
    doctor.fix(book)
    after = package.read(book.read_bytes())
    assert [name for name in before if before[name] != after[name]] == [doctor.PART]
    names = {module.name for module in vba_project.read(after[doctor.PART]).modules}
    assert "shMine" in names
    assert openpyxl.load_workbook(book).sheetnames[0] == "Start"


def test_mending_stops_at_code_that_is_not_ours_and_changes_nothing(book):
    spoil(book, lambda project: Project((*older(project).modules, FOREIGN), project.name, project.code_page))
    before = book.read_bytes()
    with pytest.raises(InputError, match="MyMacros"):
        doctor.fix(book)
    assert book.read_bytes() == before
    assert not book.with_name(book.name + ".bak").exists()


def test_a_file_without_macros_is_told_apart(tmp_path):
    import xlsxwriter

    path = tmp_path / "plain.xlsx"
    xlsxwriter.Workbook(str(path)).close()
    with pytest.raises(InputError, match="holds no macros"):
        list(doctor.of_workbook(path))
    with pytest.raises(InputError, match="does not exist"):
        list(doctor.of_workbook(tmp_path / "gone.xlsm"))


def test_a_synced_folder_is_warned_of(book, tmp_path):
    cloud = tmp_path / "OneDrive - Firm"
    cloud.mkdir()
    moved = cloud / book.name
    moved.write_bytes(book.read_bytes())
    assert results(moved)["Place"].result == doctor.FAILS


def test_the_addin_has_its_own_settings_and_passes_the_same_checks(tmp_path):
    path = tmp_path / "BandModel.xlam"
    path.write_bytes(build.addin(build.Wiring(), path.name))
    found = results(path)
    assert found["Settings sheet"].found == "bandmodel.conf: complete"
    assert [check.check for check in found.values() if check.result == doctor.FAILS] == []
