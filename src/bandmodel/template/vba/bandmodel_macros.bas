Option Explicit

' The buttons on the sheets and on the tab Band Model run these; the work is done in Python.

Public Sub BandModelCheck()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.check()"
End Sub

Public Sub BandModelRefresh()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.refresh()"
End Sub

Public Sub BandModelAddLevel()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.add_level()"
End Sub

Public Sub BandModelRunScenarios()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.run_scenarios()"
End Sub

Public Sub BandModelReport()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.report()"
End Sub

Public Sub BandModelExport()
    RunPython "import bandmodel.excel.macros; bandmodel.excel.macros.export()"
End Sub
