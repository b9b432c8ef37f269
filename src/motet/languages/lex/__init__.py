"""Lex: a small functional language, statically typed, with effects in its signatures."""

from motet.languages.lex.language import LANGUAGE

__all__ = ["LANGUAGE"]
