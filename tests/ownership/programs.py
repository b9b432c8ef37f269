"""Typed IR of bytecode programs, before counts are inserted."""

from motet.bytecode import verify
from motet.jit.emit.module import call_graph
from motet.jit.infer import Inference
from motet.jit.lower import HANDLERS, ModuleContext, lower_unit
from motet.jit.lower.parameters import Parameters
from motet.jit.units import CompileSettings


class Slots:
    """Numbers and addresses that nobody jumps to."""

    def __init__(self):
        self._numbers = {}
        self._literals = {}

    def number(self, unit):
        return self._numbers.setdefault(unit, len(self._numbers))

    def slot_address(self, number):
        return 4096 + 24 * number

    counter_address = seen_address = slot_address

    def literal(self, key):
        return self._literals.setdefault(key, len(self._literals))

    def seen(self, number):
        return 0

    def is_compiled(self, number, tier):
        return False


def lowered(program, tier, exact=True):
    """The IR of everything that the entry reaches. Exact: all parameters are owned."""
    verify(program)
    inference = Inference(program)
    graph = call_graph(inference)
    parameters = Parameters()
    parameters.extend(program, graph.components, {}, everything=exact)
    entry = program.entry if program.entry >= 0 else len(program.functions) - 1
    unit = inference.unit(entry, program.functions[entry].parameters)
    settings = CompileSettings()
    context = ModuleContext(program, inference, graph, tier, Slots(), settings, HANDLERS, owned=parameters.owned)
    context.add(unit)
    result = []
    while context.wanted:
        result.append(lower_unit(context, context.wanted.pop()).ir)
    return result
