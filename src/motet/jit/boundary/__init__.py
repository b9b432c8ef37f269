"""Compiled functions as built-in functions of Python: a call goes straight to machine code."""

from motet.jit.boundary.builtin import Callables, Link, is_available
from motet.jit.boundary.callbacks import CallbackTable
from motet.jit.boundary.signature import Direct
from motet.jit.boundary.text import ABANDON

__all__ = ["ABANDON", "Callables", "CallbackTable", "Direct", "Link", "is_available"]
