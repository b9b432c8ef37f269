"""Whole programs: functions, main, the routines that report errors."""

from __future__ import annotations

from importlib.resources import files
from typing import Final, cast

from motet.languages.snek import ast
from motet.languages.snek.assembly import calls, expressions, operators, vectors
from motet.languages.snek.assembly.bindings import assignments, nodes
from motet.languages.snek.assembly.code import WORD, Code, Rule, Unit
from motet.languages.snek.assembly.instructions import (
    ARGUMENT_REGISTERS,
    Comment,
    Instruction,
    Label,
    Line,
    Memory,
    write_lines,
)
from motet.languages.snek.assembly.names import MAIN, function_label
from motet.languages.snek.assembly.values import Kind, Representation, representation, static_kind
from motet.languages.snek.levels import Level
from motet.languages.snek.trampoline import trampoline

# Each rule takes nodes of its own class only, which a mapping by class cannot say in types.
_RULES: Final = cast(
    "dict[type[ast.Expr], Rule]",
    {
        **dict.fromkeys((ast.Number, ast.Boolean, ast.Nil, ast.Input, ast.Variable), expressions.leaf),
        ast.Let: expressions.let,
        ast.Assign: expressions.assign,
        ast.Block: expressions.block,
        ast.If: expressions.conditional,
        ast.Loop: expressions.loop,
        ast.Break: expressions.leave,
        ast.Unary: operators.unary,
        ast.Binary: operators.binary,
        ast.Cast: operators.cast,
        ast.Call: calls.call,
        ast.VectorForm: vectors.vector_form,
    },
)

_ERRORS: Final = {
    "error_overflow": 1,
    "error_invalid_argument": 2,
    "error_bad_cast": 3,
    "error_index": 4,
    "error_vector_size": 5,
    "error_out_of_memory": 6,
    "error_division_by_zero": 7,
    "error_stack_overflow": 8,
}
"""The code that each routine gives to snek_error."""

_SUPPORT: Final = {
    "make_vector": ("error_invalid_argument", "error_vector_size"),
    "collect": ("snek_try_gc",),
    "collect_all": ("snek_gc",),
}
"""The routines that programs bring along when they need them, and the names those refer to."""

_EXTERNAL: Final = ("snek_print", "snek_error", "snek_try_gc", "snek_gc", "snek_equal")
_ALWAYS_EXTERNAL: Final = 2

_UNCHECKED_FRAME: Final = 1 << 12
"""Bytes of frame that a function which calls none may use without a look at the stack limit."""
_SMALL_FRAME: Final = 1 << 16
"""Bytes of frame that the reserve below the stack limit has room for."""

_HEADER: Final = """\
; Snek, level {level}. Assemble with `nasm -f elf64`, link with a run-time system by `cc`.
;
; Values:  a number n is the word 2n, false is {false}, true is {true}{heap}.
; Calls:   the result is in rax. Arguments are in rdi, rsi, rdx, rcx, r8, r9, the seventh and later ones on the stack from
;          [rsp] upwards, padded to an even number of words; the callee removes them, so that tail calls can replace them.
; Frames:  [rbp-8], [rbp-16] ... are the parameters that came in registers, then variables and waiting operands, pushed
;          and popped as they come and go. [rbp+16] and up are the parameters that came on the stack.
; Stack:   functions that call others compare rsp with snek_stack_limit, which a run-time system may define; else it is 0.

        default rel
        section .text
        global  {main}
{external}        common  snek_stack_limit 8:8
"""
_HEAP_NOTE: Final = """, nil is 1, a vector at address A is A+1:
;          [A] GC word, [A+8] length, then the elements. r15 is the heap pointer, r14 the end of the heap, rbx the stack base"""
_HAS_VECTORS: Final = """
        section .data
        global  snek_has_vectors        ; tells the run-time system how values look
        align   8
snek_has_vectors:
        dq      1
"""
_FOOTER: Final = "\n        section .note.GNU-stack noalloc noexec nowrite progbits\n"


def compile_to_assembly(program: ast.Program, level: Level, typed: bool) -> str:
    """NASM text of a program that has passed the static checks.

    It exports `our_code_starts_here` (System V: `input` in rdi; at the levels with vectors the start and end of the
    heap in rsi and rdx; the result in rax) and refers to the external routines of specification 16.

    Args:
        program: its tree.
        level: decides how values are represented.
        typed: whether the program has passed the type checker, so that the types in the tree may be relied on. If it
            was checked for inputs of one type only they are not: the code works for every input.
    """
    patterns = representation(level)
    typed = typed and not any(
        isinstance(node, ast.Input) and node.type not in (None, "Any") for node in nodes(program.main)
    )
    functions = {
        definition.name: (function_label(definition.name, number), definition)
        for number, definition in enumerate(program.definitions)
    }
    unit = Unit(program.source, patterns, typed, functions)
    pieces = [write_lines(_function(unit, label, definition)) for label, definition in functions.values()]
    pieces.append(write_lines(_main(unit, program.main)))
    pieces.extend(_support(unit))
    pieces.append(write_lines(_errors(unit)))
    if patterns.heap:
        pieces.append(_HAS_VECTORS)
    return "\n".join([_header(unit, level, patterns), *pieces, _FOOTER])


def _header(unit: Unit, level: Level, patterns: Representation) -> str:
    external = [name for i, name in enumerate(_EXTERNAL) if i < _ALWAYS_EXTERNAL or name in unit.used]
    return _HEADER.format(
        level=level.name,
        false=patterns.false,
        true=patterns.true,
        heap=_HEAP_NOTE if patterns.heap else "",
        main=MAIN,
        external="".join(f"        extern  {name}\n" for name in external),
    )


def _function(unit: Unit, label: str, definition: ast.Definition) -> list[Line]:
    code = Code(unit, _RULES, assignments(definition.parameters, definition.body, unit.typed))
    code.may_jump = True
    code.stack_words = calls.stack_words(len(definition.parameters))
    in_registers = list(zip(definition.parameters, ARGUMENT_REGISTERS, strict=False))
    code.grow(len(in_registers))
    for i, parameter in enumerate(definition.parameters):
        kind = static_kind(parameter.type) if unit.typed else Kind.ANY
        code.bind(parameter, calls.parameter_place(i), kind)
    kind = trampoline(code.value(definition.body, tail=True))
    lines: list[Line] = [_title(unit, definition), Label(label), *_prologue(code)]
    lines += [Instruction("push", (register,), parameter.name) for parameter, register in in_registers]
    lines += code.lines
    if kind:
        lines += _epilogue(code.stack_words)
    return lines


def _title(unit: Unit, definition: ast.Definition) -> Line:
    start, end = definition.span
    return Comment(unit.source.text[start : min(end, start + 400)])


def _prologue(code: Code) -> list[Line]:
    """Set up the frame, with a look at the stack limit unless nothing below can go far beyond it."""
    lines: list[Line] = [Instruction("push", ("rbp",)), Instruction("mov", ("rbp", "rsp"))]
    size = WORD * code.deepest
    if not code.calls and size <= _UNCHECKED_FRAME:
        return lines
    lowest = "rsp"
    if size > _SMALL_FRAME:
        lowest = "rax"
        lines.append(Instruction("lea", ("rax", Memory("rsp", -size))))
    lines.append(Instruction("cmp", (lowest, Memory("rel snek_stack_limit"))))
    lines.append(Instruction("jb", (code.routine("error_stack_overflow"),)))
    return lines


def _epilogue(stack_words: int) -> list[Line]:
    size = WORD * stack_words
    if size < 1 << 16:
        return [Instruction("leave"), Instruction("ret", (size,) if size else ())]
    return [
        Instruction("leave"),
        Instruction("pop", ("rcx",), "return address"),
        Instruction("add", ("rsp", size)),
        Instruction("jmp", ("rcx",)),
    ]


_SAVED: Final = ("rbx", "r12", "r14", "r15")
"""Registers of the caller that programs of the heap levels use."""


def _main(unit: Unit, expression: ast.Expr) -> list[Line]:
    code = Code(unit, _RULES, assignments([], expression, unit.typed))
    code.grow(1)
    code.input = code.top()
    trampoline(code.value(expression, tail=True))
    saved = _SAVED if unit.patterns.heap else ()
    lines: list[Line] = [Comment("the main expression"), Label(MAIN)]
    lines += [Instruction("push", (register,)) for register in saved]
    lines += _prologue(code)
    if unit.patterns.heap:
        lines.append(Instruction("mov", ("rbx", "rbp"), "stack base"))
        lines.append(Instruction("mov", ("r15", "rsi"), "heap pointer"))
        lines.append(Instruction("mov", ("r14", "rdx"), "heap end"))
    lines.append(Instruction("push", ("rdi",), "input"))
    lines += code.lines
    lines.append(Instruction("leave"))
    lines += [Instruction("pop", (register,)) for register in reversed(saved)]
    lines.append(Instruction("ret"))
    return lines


def _support(unit: Unit) -> list[str]:
    """The support routines in use; what they refer to is then in use as well."""
    folder = files(__package__) / "support"
    texts = []
    for name, references in _SUPPORT.items():
        if name in unit.used:
            unit.used.update(references)
            texts.append((folder / f"{name}.asm").read_text(encoding="ascii"))
    return texts


def _errors(unit: Unit) -> list[Line]:
    """One routine for each error. None returns, so each aligns the stack without a way back."""
    lines: list[Line] = []
    for name, number in _ERRORS.items():
        if name in unit.used:
            lines += [Label(name), Instruction("and", ("rsp", -16)), Instruction("mov", ("edi", number))]
            lines.append(Instruction("call", ("snek_error",)))
    return lines
