"""What tests of the lowering share."""

from motet.bytecode import verify
from motet.languages.lex.language import LANGUAGE
from motet.languages.lex.lowering import Options, lower
from motet.languages.lex.stages import front
from motet.policy import Limits, Policy, Settings
from motet.source import Source
from motet.stdlib import Host
from motet.vm import VirtualMachine

MODULES = ("flow", "int", "io", "iter", "json", "list", "map", "option", "result", "str", "tuple")
IMPORTS = "".join(f'import "std.{name}" as {name}\n' for name in MODULES)


def program_of(text, **options):
    program = lower(front(Source("test.lex", IMPORTS + text), {}), Options(**options))
    verify(program)
    return program


def function_of(program, name):
    return program.functions[LANGUAGE.functions(program)[name]]


def ops_of(text, name="f", **options):
    """Names of the instructions of a function."""
    return [instruction[0] for instruction in function_of(program_of(text, **options), name).code]


def rows_of(program, name="f"):
    """Host functions that a function calls."""
    code = function_of(program, name).code
    return [program.constants[instruction[1]] for instruction in code if instruction[0] == "library"]


def run(program, name="f", *arguments, policy=None):
    out = bytearray()
    host = Host(out.extend, policy or Policy.everything(), LANGUAGE.rows)
    machine = VirtualMachine(program, host, Limits(stack="16MB"), Settings())
    try:
        return machine.call(LANGUAGE.functions(program)[name], arguments)[0]
    finally:
        machine.close()
