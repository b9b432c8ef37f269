from __future__ import annotations

import pytest
from native_programs import FIB, MODES, Loaded

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


def test_stages_are_written_to_files(tmp_path):
    from motet.policy import Settings

    loaded = Loaded(FIB, Settings(background=False, calls=3, dump=str(tmp_path / "stages")))
    loaded.run(10)
    names = sorted(path.name for path in (tmp_path / "stages").iterdir())
    assert names == ["0001-tier1.ll", "0001-tier1.s", "0002-tier2.ll", "0002-tier2.optimised.ll", "0002-tier2.s"]
    assert '@"fib(Int) -> Int"' in (tmp_path / "stages" / "0001-tier1.ll").read_text()
