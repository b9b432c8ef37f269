"""Compiled functions as built-in functions of Python: a call goes straight to machine code."""
