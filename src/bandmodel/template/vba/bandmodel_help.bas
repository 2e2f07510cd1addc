Option Explicit

' What the function wizard (fx) shows of each worksheet function. Excel forgets it when a workbook closes.

Private Sub Describe(ByVal book As Workbook, ByVal functionName As String, ByVal help As String, ByVal argumentHelp As Variant)
    ' A hidden add-in may be refused; the functions work without help too
    On Error Resume Next
    Application.MacroOptions _
        Macro:="'" & Replace(book.Name, "'", "''") & "'!" & functionName, _
        Description:=help, _
        Category:="Band Model", _
        ArgumentDescriptions:=argumentHelp
End Sub
