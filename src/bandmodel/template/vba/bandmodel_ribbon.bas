Option Explicit

' What the buttons of the tab Band Model call (customUI14.xml).

Public Sub OnBandModelCheck(control As Object)
    RunMacro "BandModelCheck"
End Sub

Public Sub OnBandModelRefresh(control As Object)
    RunMacro "BandModelRefresh"
End Sub

Public Sub OnBandModelAddLevel(control As Object)
    RunMacro "BandModelAddLevel"
End Sub

Public Sub OnBandModelRunScenarios(control As Object)
    RunMacro "BandModelRunScenarios"
End Sub

Public Sub OnBandModelReport(control As Object)
    RunMacro "BandModelReport"
End Sub

Public Sub OnBandModelExport(control As Object)
    RunMacro "BandModelExport"
End Sub

Private Sub RunMacro(ByVal macroName As String)
    ' Two workbooks made from the template have callbacks of the same names, and Excel may call those of the one
    ' that is not in front. So the macro of the workbook in front is named; an add-in has the only one.
    Dim book As Workbook
    If ActiveWorkbook Is Nothing Then Exit Sub
    If LCase$(Right$(ThisWorkbook.Name, 5)) = ".xlam" Then
        Set book = ThisWorkbook
    Else
        Set book = ActiveWorkbook
    End If
    Application.Run "'" & Replace(book.Name, "'", "''") & "'!" & macroName
End Sub
