"""Snek programs on the native machine."""

from __future__ import annotations

from motet.bytecode.verify import verify
from motet.jit import NativeMachine
from motet.languages.snek import LANGUAGE
from motet.policy import Limits, Policy, Settings
from motet.source import Source
from motet.stdlib import Host

FIB = "(fun (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib input)"
COUNT = "(let ((i 0) (s 0)) (loop (if (= i input) (break s) (block (set! s (+ s i)) (set! i (+ i 1))))))"
PRINTS = "(fun (show n) (if (= n 0) (print true) (block (print n) (show (- n 1))))) (show input)"

MODES = {
    "tier 1": Settings(tier=1),
    "tier 2": Settings(first=2),
    "foreground": Settings(background=False, calls=3, iterations=4),
    "background": Settings(calls=3, iterations=4),
}


class Loaded:
    """A program with its machine."""

    def __init__(self, text, settings=None, output_limit=None, **limits):
        self.program = LANGUAGE.compile(Source("test.snek", text), {})
        verify(self.program)
        self.output = bytearray()
        self.host = Host(self.output.extend, Policy(), LANGUAGE.rows, output_limit)
        self.machine = NativeMachine(self.program, self.host, Limits(**limits), settings or Settings())
        self.tiers = self.machine.tiers

    def run(self, value=False):
        results = self.machine.call(self.program.entry, [value])
        self.host.flush()
        assert self.tiers.failures == []
        return results[0]

    def tier_2(self):
        """Names of the units that tier 2 compiled on demand, with the kind of each."""
        return [
            (self.program.functions[unit.function].name, unit.kind)
            for compilation in self.tiers.compilations
            if compilation.tier == 2
            for unit in compilation.module.units
        ]
