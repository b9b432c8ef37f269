"""Snek: s-expressions, tagged numbers and booleans, vectors at the heap levels.

The way of a text: `reader` (s-expressions), `forms` (tree, by the words of `levels`), `check` (scope, arity), `types`
(typed modes only), `lower` (bytecode). `language` puts them together, `session` is the REPL.
"""

from motet.languages.snek.language import LANGUAGE

__all__ = ["LANGUAGE"]
