"""Functions that tail-call each other are one unit: the same values and traps, no calls left."""

from __future__ import annotations

from harness import Jit

from differential.engines import ENGINES, observe
from motet.bytecode import FunctionBuilder, Program, verify
from motet.bytecode.types import ANY, INT
from motet.jit.lower.regions import place_of, site_of
from motet.policy import Limits

ARITY = 9


def ring(members: int, arity: int, last: str) -> Program:
    """Functions that count down their first argument, each adding its number to the second and turning the others."""
    program = Program()
    builders = [FunctionBuilder(program, f"f{k}", (ANY,) * arity) for k in range(members)]
    for k, b in enumerate(builders):
        go_on = b.label()
        b.emit("load", 0)
        b.const(0)
        b.emit("int_compare", "eq")
        b.emit("branch_unless", go_on)
        b.emit("load", 1)
        if last == "trap":
            b.const(True)
            b.emit("int_add", "trap63")
        b.emit("return")
        b.place(go_on)
        b.emit("load", 0)
        b.const(1)
        b.emit("int_sub", "trap63")
        b.emit("load", arity - 1)
        b.const(k)
        b.emit("int_add", "trap63")
        for i in range(1, arity - 1):
            b.emit("load", i)
        b.emit("tail_call", builders[(k + 1) % members].index)
        b.finish()
    program.entry = 0
    verify(program)
    return program


def outcomes(program: Program, arguments: list[int]) -> set[object]:
    return {observe(engine, program, 0, arguments, Limits())._replace(fuel=0) for engine in ENGINES}


def test_any_number_of_members_and_arguments():
    for members in (2, 3):
        for arity in (3, 6, 20):
            program = ring(members, arity, "return")
            for count in (0, 7, 1000):
                assert len(outcomes(program, [count, *range(1, arity)])) == 1


def test_traps_are_reported_where_they_are():
    program = ring(3, ARITY, "trap")
    for count in range(4):
        (outcome,) = outcomes(program, [count, *range(1, ARITY)])
        assert outcome.trap == ("type", count % 3, 6)


def test_no_call_is_left():
    jit = Jit(ring(3, ARITY, "return"), 2)
    module = jit.compile([jit.inference.unit(0, (INT,) * ARITY)], 2)
    assert len(module.units) == 1
    assert "musttail" not in module.text


def test_sites_are_told_apart():
    assert place_of(site_of(0, 5), 7) == (0, 5)
    assert place_of(site_of(3, -1), 7) == (3, 0)
    assert place_of(5, 7) == (7, 5)
    assert place_of(-1, 7) == (7, 0)
