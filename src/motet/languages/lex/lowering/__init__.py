"""From the checked tree to bytecode (specification 10)."""

from motet.languages.lex.lowering.lower import lower
from motet.languages.lex.lowering.options import Options

__all__ = ["Options", "lower"]
