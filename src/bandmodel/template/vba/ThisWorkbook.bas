Option Explicit

Private noteShown As Boolean

Private Sub Workbook_Open()
    Dim wasSaved As Boolean
    wasSaved = ThisWorkbook.Saved
    DescribeFunctions ThisWorkbook
    ThisWorkbook.Saved = wasSaved ' help alone is no change to save
    If LCase$(Right$(ThisWorkbook.Name, 5)) <> ".xlam" Then LoadModel ' an add-in has no model of its own
End Sub

Private Sub Workbook_BeforeClose(Cancel As Boolean)
    If noteShown Then Application.StatusBar = False
End Sub

Private Sub LoadModel()
    ' Without Python no cell is touched: the values that were saved stay
    #If Mac Then
        ShowNote "worksheet functions need Excel for Windows; cells show the values that were saved"
    #Else
        Application.StatusBar = "Band Model: starting Python"
        If PythonAnswers() Then
            Application.StatusBar = False
            CalculateModel
        Else
            ShowNote "Python did not answer, so cells show the values that were saved; run: bandmodel doctor"
        End If
    #End If
End Sub

Private Function PythonAnswers() As Boolean
    ' The midpoint of 1 and 3 is 2; where the call fails, the assignment does not happen and False stays
    On Error Resume Next
    PythonAnswers = (XLPy.CallUDF("bandmodel.excel", "BM_MIDPOINT", Array(1, 3), ThisWorkbook) = 2)
End Function

Private Sub CalculateModel()
    ' Python has just started and knows no model yet: the cell named Model builds it again, with all that depends on it.
    ' Calculate follows Dirty because Dirty is said to mark cells of the active sheet in some versions of Excel
    Dim modelCell As Range
    On Error Resume Next
    Set modelCell = ThisWorkbook.Names("Model").RefersToRange
    If modelCell Is Nothing Then Exit Sub
    modelCell.Dirty
    modelCell.Calculate
    Application.Calculate
End Sub

Private Sub ShowNote(ByVal note As String)
    Application.StatusBar = "Band Model: " & note
    noteShown = True
End Sub
