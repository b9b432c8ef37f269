"""The instruction table, programs, their text form, verifier and content hash."""

from motet.bytecode.blocks import Facts
from motet.bytecode.builder import FunctionBuilder, Label
from motet.bytecode.program import Constant, Effect, Function, Global, Instruction, Program, Value, stack_effect
from motet.bytecode.table import OPS
from motet.bytecode.traps import Trap
from motet.bytecode.values import Vector
from motet.bytecode.verify import VerifyError, verify

__all__ = [
    "OPS",
    "Constant",
    "Effect",
    "Facts",
    "Function",
    "FunctionBuilder",
    "Global",
    "Instruction",
    "Label",
    "Program",
    "Trap",
    "Value",
    "Vector",
    "VerifyError",
    "stack_effect",
    "verify",
]
