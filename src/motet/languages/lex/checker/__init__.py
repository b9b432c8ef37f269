"""The type and effect checker of Lex (specification 7 and 8)."""

from motet.languages.lex.checker.checked import (
    AliasInfo,
    Checked,
    FunctionInfo,
    Options,
    Reference,
    Refinement,
    UnionInfo,
)

__all__ = ["AliasInfo", "Checked", "FunctionInfo", "Options", "Reference", "Refinement", "UnionInfo"]
