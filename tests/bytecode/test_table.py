"""The table is complete: whoever adds an instruction is told here what it lacks."""

import importlib.util
import sys
from pathlib import Path

import pytest
from bytecode_programs import Generator

from motet.bytecode import OPS, FunctionBuilder, Program, stack_effect, verify
from motet.bytecode.hash import function_hash
from motet.bytecode.operands import CAUSES, CHECKS
from motet.bytecode.program import same_program
from motet.bytecode.table import OPERANDS, RELATIONS, RULES, TESTABLE
from motet.bytecode.text import assemble, disassemble
from motet.bytecode.traps import BY_NAME as TRAPS
from motet.bytecode.traps import BY_NUMBER
from motet.bytecode.types import BY_NAME as TYPES
from motet.bytecode.types import INT, TAGS, is_counted, list_of, option_of, record_of, tuple_of

GENERATOR = Path(__file__).parents[1] / "differential" / "generator.py"
EXAMPLES = {
    "constant": lambda name: "text" if name in ("panic", "host_call") else 0.5,
    "local": lambda name: 0,
    "global": lambda name: 0,
    "function": lambda name: 0,
    "count": lambda name: 2,
    "rule": lambda name: list(RULES)[-1],
    "relation": lambda name: RELATIONS[-1],
    "type": lambda name: TESTABLE[-1],
    "trap": lambda name: CAUSES[-1],
    "shape": lambda name: SHAPES.get(name, list_of(INT)),
    "name": lambda name: "Some",
}
SHAPES = {"tuple_new": tuple_of(INT, INT), "record_new": record_of((("x", INT),)), "variant_new": option_of(INT)}

each = pytest.mark.parametrize("op", OPS.values(), ids=list(OPS))


def program_with(op):
    """A program that contains the instruction, with operands and enough values before it."""
    program = Program()
    program.add_global("g")
    builder = FunctionBuilder(program, "f", results=(INT,) if "closure" in op.name else ())
    builder.local()
    label = builder.label()
    builder.place(label)
    operands = [label if kind == "label" else EXAMPLES[kind](op.name) for kind in op.operands]
    if "constant" in op.operands:
        operands[0] = program.constant(operands[0])
    operands = [_number(program, kind, operand) for kind, operand in zip(op.operands, operands, strict=True)]
    numbers = [o for o in operands if o is not label]
    pops, _ = stack_effect(program, builder.function, (op.name, *(numbers or [0])))
    if op.branches and pops:
        end = builder.label()
        builder.const(True)
        builder.emit(op.name, end)
        builder.place(end)
    else:
        for _ in range(pops):
            builder.const(0)
        builder.emit(op.name, *operands)
    if not op.ends:
        builder.emit(*(("return",) if builder.function.results == () else ("trap", "size")))
    builder.finish()
    return program


def _number(program, kind, operand):
    if kind == "shape":
        return program.type(operand)
    return program.constant(operand) if kind == "name" else operand


@each
def test_row(op):
    assert op.name.isidentifier()
    assert op.group
    assert op.doc.endswith(".") or "->" in op.doc
    assert set(op.operands) <= set(OPERANDS)
    assert len(set(op.operands)) == len(op.operands), "the hash names operands by their kinds"
    assert op.branches == ("label" in op.operands)
    assert not op.branches or op.operands == ("label",)
    assert "constant" not in op.operands[1:], "the text form finds the constants in the first operand"
    assert set(op.traps) <= set(CAUSES)
    for type_ in (op.pops or ()) + (op.pushes or ()):
        assert type_ == "?" or type_ in TYPES


@each
def test_stack_effect_and_verifier(op):
    program = program_with(op)
    verify(program)
    assert op.name in {instruction[0] for instruction in program.functions[0].code}
    if op.pops is not None and op.pushes is not None:
        assert stack_effect(program, program.functions[0], (op.name, 0, 0)) == (len(op.pops), len(op.pushes))


@each
def test_text_form(op):
    program = program_with(op)
    text = disassemble(program)
    assert f"  {op.name}" in text
    assert same_program(program, assemble(text, "again"))


@each
def test_hash(op):
    program = program_with(op)
    hashes = {function_hash(program, 0)}
    code = program.functions[0].code
    at = next(pc for pc, instruction in enumerate(code) if instruction[0] == op.name)
    others = [o for o in OPS.values() if o.operands == op.operands and o.name != op.name]
    for other in others:
        code[at] = (other.name, *code[at][1:])
        hashes.add(function_hash(program, 0))
    assert len(hashes) == 1 + len(others)


@each
def test_documentation(op):
    page = (Path(__file__).parents[2] / "docs" / "bytecode.md").read_text("utf-8")
    assert f"\n| `{' '.join((op.name, *(kind.upper() for kind in op.operands)))}` |" in page


def test_tables_of_operands_agree():
    assert set(CHECKS) == set(OPERANDS)
    assert set(EXAMPLES) | {"label"} == set(OPERANDS)
    assert set(TESTABLE) <= set(TYPES)
    assert set(TESTABLE) == {t.text for t in TAGS}


def test_traps_have_numbers():
    assert len(BY_NUMBER) == len(TRAPS)
    assert 0 not in BY_NUMBER, "0 is `done`"
    assert max(BY_NUMBER) < 256, "native code packs the number into 8 bits"


def test_counted_types():
    assert [t.text for t in TAGS if is_counted(t)] == ["Vector"]
    assert is_counted(TYPES["Any"])


def test_random_programs_contain_every_instruction():
    from random import Random

    seen = set()
    for seed in range(300):
        for function in Generator(Random(seed)).make().functions:
            seen.update(instruction[0] for instruction in function.code)
    assert seen == set(OPS)


def test_every_instruction_has_a_meaning():
    from motet.vm import HANDLERS

    assert set(HANDLERS) == set(OPS)


def test_every_instruction_has_an_inference():
    from motet.jit.infer.walk import HANDLERS

    assert set(HANDLERS) == set(OPS)


def test_every_instruction_has_a_native_lowering():
    from motet.jit.lower import HANDLERS

    assert set(HANDLERS) == set(OPS)


def test_every_instruction_is_in_generated_programs_of_the_differential_tests():
    spec = importlib.util.spec_from_file_location("differential_generator", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    assert set(module.COVERED) == set(OPS)
