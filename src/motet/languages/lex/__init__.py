"""Lex: a small functional language, statically typed, with effects in its signatures."""
