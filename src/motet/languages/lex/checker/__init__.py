"""The type and effect checker of Lex (specification 7 and 8)."""

from motet.languages.lex.checker.check import check
from motet.languages.lex.checker.checked import (
    LAXNESS,
    AliasInfo,
    Checked,
    FunctionInfo,
    Options,
    Reference,
    Refinement,
    UnionInfo,
)
from motet.languages.lex.checker.errors import CheckError, Problem

__all__ = [
    "LAXNESS",
    "AliasInfo",
    "CheckError",
    "Checked",
    "FunctionInfo",
    "Options",
    "Problem",
    "Reference",
    "Refinement",
    "UnionInfo",
    "check",
]
