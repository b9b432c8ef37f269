"""The lowering against the plain walk of `reference`: the same output, the same result or the same error."""

import pytest

from differential.lex_programs import generate
from lex.lowering.chains import Chains
from lex.lowering.pipelines import Pipelines
from lex.lowering.reference import Interpreter
from motet.bytecode import Trap, verify
from motet.languages.lex.language import LANGUAGE
from motet.languages.lex.recursion import deep
from motet.languages.lex.stages import front
from motet.policy import Limits, Policy, Settings
from motet.source import Source
from motet.stdlib import Host
from motet.vm import VirtualMachine

BATCH = 40


def outcome(host, out, call):
    try:
        result = "".join(LANGUAGE.format_value(call()))
    except Trap as trap:
        result = (trap.kind, trap.message if trap.kind != "division_by_zero" else "")
    host.flush()
    return out.decode(), result


def interpreted(checked, name):
    out = bytearray()
    host = Host(out.extend, Policy.everything(), LANGUAGE.rows)
    with deep():
        return outcome(host, out, lambda: Interpreter(checked, host).call(name, ()))


def lowered(checked, name):
    program = LANGUAGE.lower(checked, {})
    verify(program)
    out = bytearray()
    host = Host(out.extend, Policy.everything(), LANGUAGE.rows)
    machine = VirtualMachine(program, host, Limits(stack="16MB"), Settings())
    try:
        return outcome(host, out, lambda: machine.call(LANGUAGE.functions(program)[name], ())[0])
    finally:
        machine.close()


@pytest.mark.parametrize("batch", range(0, 160, BATCH))
def test_generated_programs(batch):
    for seed in range(batch, batch + BATCH):
        checked = front(Source(f"{seed}.lex", generate(seed)), {})
        assert lowered(checked, "main") == interpreted(checked, "main"), seed


@pytest.mark.parametrize("batch", range(0, 240, BATCH))
def test_chains(batch):
    for seed in range(batch, batch + BATCH):
        checked = front(Source(f"{seed}.lex", Chains(seed).program()), {})
        assert lowered(checked, "main") == interpreted(checked, "main"), seed


@pytest.mark.parametrize("batch", range(0, 160, BATCH))
def test_pipelines(batch):
    for seed in range(batch, batch + BATCH):
        checked = front(Source(f"{seed}.lex", Pipelines(seed).program()), {})
        assert lowered(checked, "main") == interpreted(checked, "main"), seed
