"""Words that VBA keeps for itself: a parameter named so makes every generated wrapper uncompilable.

Source: [MS-VBAL] 3.3.5.2, Reserved Identifiers; matched without regard to case. Words that the list does not have can be
parameters even where VBA has a function or a clause of that name: Mid, Level, Mode, Name, Step, Text, Value.
"""

from __future__ import annotations

_STATEMENTS = """
    call case close const declare defbool defbyte defcur defdate defdbl defint deflng deflnglng deflngptr defobj defsng
    defstr defvar dim do else elseif end endif enum erase event exit for friend function get global gosub goto if implements
    input let lock loop lset next on open option print private public put raiseevent redim rem resume return rset seek select
    set static stop sub type unlock wend while with write
"""
_MARKERS_AND_OPERATORS = """
    any as byref byval case each else in new shared until withevents write optional paramarray preserve spc tab then to
    addressof and eqv imp is like mod not or typeof xor
"""
_NAMES_TYPES_AND_LITERALS = """
    abs cbool cbyte ccur cdate cdbl cdec cint clng clnglng clngptr csng cstr cvar cverr date debug doevents fix int len lenb
    me pset scale sgn string array circle inputb lbound ubound boolean byte currency double integer long longlong longptr
    single variant true false nothing empty null
"""
_KEPT_FOR_LATER = "attribute lineinput cdecl decimal defdec"

RESERVED = frozenset(" ".join([_STATEMENTS, _MARKERS_AND_OPERATORS, _NAMES_TYPES_AND_LITERALS, _KEPT_FOR_LATER]).split())

USED_BY_THE_WRAPPER = frozenset({"caller", "app", "application", "thisworkbook", "activeworkbook", "err", "xlpy", "failed"})
"""Names in the body of each generated wrapper; and `caller`, which xlwings replaces by the calling range."""
