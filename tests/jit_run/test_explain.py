from __future__ import annotations

import pytest
from programs import FIB, MODES, Loaded

from motet.jit.llvm import Compiler


def test_explain_before_anything_ran():
    assert Loaded(FIB).machine.explain() == "Nothing was compiled.\n"


def test_explain_names_units_tiers_and_reasons():
    loaded = Loaded(FIB, MODES["foreground"])
    loaded.run(10)
    text = loaded.machine.explain()
    assert "fib(Int) -> Int: tier 2, because fib was called 3 times" in text
    assert "<main>(Int) -> Int: tier 1, because <main> is called from outside" in text
    assert "ms" in text


def test_types_of_a_program():
    text = Loaded(FIB).machine.emit("types")
    assert "<main>(Any) -> Int" in text
    assert "local 0: Any" in text
    assert "fib(Int) -> Int" in text


def test_llvm_text_has_names_and_can_be_compiled():
    machine = Loaded(FIB).machine
    emitted, optimised = machine.emit("llvm"), machine.emit("llvm-optimised")
    assert '@"fib(Int) -> Int' in emitted
    assert '@"fib(Int) -> Int' in optimised
    assert Compiler.shared().assembly(emitted)


def test_assembly_has_names():
    assert "fib(" in Loaded(FIB).machine.emit("asm")


def test_an_unknown_stage():
    with pytest.raises(ValueError, match="types llvm"):
        Loaded(FIB).machine.emit("soup")
