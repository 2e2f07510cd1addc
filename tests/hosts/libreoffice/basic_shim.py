"""The Basic source that takes the place of the VBA module `xlwings`, whose DLL exists for Windows only.

It offers what the rest of a workbook's VBA calls: XLPy.CallUDF and RunPython. Each hands everything to a Python object
of the test, which answers with an array: Array("cell", value), Array("row", values), Array("rows", rows) or
Array("error", description). As with COM, an error is raised in VBA, so that the wrapper's own On Error meets it.

Basic drops, without a word, a call to an object that is being called already, and the cell then shows a wrong value. So
formulas and macros have an object each, as a macro's edits make formulas call; and what is to be recalculated in an
argument is so before Python is asked, by a query for the errors in it, and not when Python reads it.
"""

from __future__ import annotations

MODULE = """Rem Attribute VBA_ModuleType=VBAModule
Option VBASupport 1
Private ofFormulas As Variant
Private ofMacros As Variant
Private python As Object

Public Sub ConnectTest(forFormulas, forMacros)
    ofFormulas = forFormulas
    ofMacros = forMacros
    Set python = New XlwingsStandIn
End Sub

Public Function XLPy()
    Set XLPy = python
End Function

Public Function AskPython(details)
    AskPython = ofFormulas.callFunction("CallUDF", details)
End Function

Public Function RunPython(PythonCommand As String)
    Dim answer
    answer = ofMacros.callFunction("RunPython", Array(PythonCommand))
    If answer(0) = "error" Then RunPython = -1
End Function
"""

CLASS_NAME = "XlwingsStandIn"
CLASS = """Rem Attribute VBA_ModuleType=VBAClassModule
Option VBASupport 1
Option ClassModule

Public Function CallUDF(modname, fname, args, Optional wb, Optional caller)
    Dim given(), cells, answer, book As String, k As Long
    If Not IsMissing(wb) Then book = wb.Name
    If UBound(args) >= LBound(args) Then ReDim given(LBound(args) To UBound(args))
    For k = LBound(args) To UBound(args)
        If IsMissing(args(k)) Then
            given(k) = Array("missing")
        ElseIf IsObject(args(k)) Then
            Set cells = args(k).getCellRange()
            cells.queryFormulaCells(4)
            given(k) = Array("range", cells)
        Else
            given(k) = Array("value", args(k))
        End If
    Next k
    answer = AskPython(Array(modname, fname, given, book))
    If answer(0) = "error" Then Err.Raise 1000, "Python", answer(1)
    If answer(0) = "rows" Then
        CallUDF = Block(answer(1))
    Else
        CallUDF = answer(1)
    End If
End Function

Private Function Block(rows)
    Dim cells(), y As Long, x As Long
    ReDim cells(0 To UBound(rows), 0 To UBound(rows(0)))
    For y = 0 To UBound(rows)
        For x = 0 To UBound(rows(0))
            cells(y, x) = rows(y)(x)
        Next x
    Next y
    Block = cells
End Function
"""

CALLER_TEST = "If TypeOf Application.Caller Is Range Then On Error GoTo failed"
WITHOUT_IT = "On Error GoTo failed"
"""LibreOffice leaves Application.Caller empty in a cell, and asking for its type ends the function without a word."""
