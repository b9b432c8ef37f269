from __future__ import annotations

import threading

import pytest
from native_programs import COUNT, FIB, MODES, PRINTS, Loaded

from motet.bytecode.traps import Trap
from motet.bytecode.types import INT
from motet.jit import tiers as tiers_module
from motet.jit.llvm import CompileError
from motet.jit.promotion import PROMOTER
from motet.jit.slots import UNITS
from motet.policy import Settings


@pytest.fixture(params=list(MODES))
def settings(request):
    return MODES[request.param]


def test_every_mode_computes_the_same(settings):
    assert Loaded(FIB, settings).run(20) == 6765
    assert Loaded(COUNT, settings).run(10_000) == 49_995_000
    prints = Loaded(PRINTS, settings)
    assert prints.run(9) is True
    assert bytes(prints.output) == b"9\n8\n7\n6\n5\n4\n3\n2\n1\ntrue\n"


def test_every_mode_traps_at_the_same_place(settings):
    loaded = Loaded("(fun (f n) (if (= n 0) (+ n true) (add1 (f (- n 1))))) (f input)", settings)
    for _ in range(3):
        with pytest.raises(Trap) as caught:
            loaded.run(12)
        code = loaded.program.functions[caught.value.function].code
        assert (caught.value.kind, code[caught.value.pc][0]) == ("type", "int_add")


def test_a_hot_function_is_promoted():
    loaded = Loaded(FIB, MODES["foreground"])
    loaded.run(10)
    assert ("fib", "call") in loaded.tier_2()


def test_a_hot_loop_is_replaced_on_the_stack():
    loaded = Loaded(COUNT, MODES["foreground"])
    assert loaded.run(100) == 4950
    assert ("<main>", "loop") in loaded.tier_2()


def test_a_function_is_promoted_when_it_is_entered_again_after_its_loop_was():
    loaded = Loaded(COUNT, Settings(background=False, iterations=4))
    loaded.run(100)
    assert loaded.tier_2() == [("<main>", "loop")]
    loaded.run(2)
    assert loaded.tier_2() == [("<main>", "loop"), ("<main>", "call")]
    assert "because <main> was called again after its loop at " in loaded.machine.explain()
    assert loaded.run(100) == 4950
    assert len(loaded.tiers.compilations) == 3


def test_a_function_that_is_too_large_stays_in_tier_1():
    steps = "(set! s (+ s i)) " * 5001
    text = COUNT.replace("(set! s (+ s i))", steps)
    loaded = Loaded(text, MODES["foreground"])
    assert loaded.run(10) == 5001 * 45
    assert loaded.tier_2() == []
    assert "stays in tier 1" in loaded.machine.explain()


def test_promotion_in_the_background_while_the_loop_runs():
    loaded = Loaded(COUNT, Settings())
    while not any(kind == "loop" for _, kind in loaded.tier_2()):
        assert loaded.run(10_000_000) == 49_999_995_000_000


def test_promotion_in_the_background():
    loaded = Loaded(FIB, MODES["background"])
    assert loaded.run(12) == 144
    PROMOTER.wait_until_idle()
    assert ("fib", "call") in loaded.tier_2()
    assert loaded.run(25) == 75025


def test_tier_1_only_never_counts():
    loaded = Loaded(FIB, MODES["tier 1"])
    loaded.run(15)
    assert loaded.tier_2() == []
    for number in loaded.tiers._units:
        assert UNITS.count(number) == 0


def test_a_failure_in_the_background_leaves_tier_1(monkeypatch):
    def refuse(program, inference, roots, tier, services, settings):
        if tier == 2:
            raise CompileError("no such luck")
        return emit(program, inference, roots, tier, services, settings)

    emit = tiers_module.emit_module
    monkeypatch.setattr(tiers_module, "emit_module", refuse)
    loaded = Loaded(FIB, MODES["background"])
    loaded.machine.call(loaded.program.entry, [12])
    PROMOTER.wait_until_idle()
    assert loaded.machine.call(loaded.program.entry, [12]) == (144,)
    assert [type(failure.error) for failure in loaded.tiers.failures] == [CompileError]
    assert "no such luck" in loaded.machine.explain()


def test_a_failure_in_the_foreground_is_raised(monkeypatch):
    def refuse(*arguments):
        raise CompileError("no such luck")

    loaded = Loaded(FIB, MODES["foreground"])
    monkeypatch.setattr(loaded.tiers, "compile", refuse)
    with pytest.raises(CompileError):
        loaded.run(12)
    monkeypatch.undo()
    assert loaded.run(12) == 144


def test_types_of_arguments_choose_the_code():
    loaded = Loaded("(fun (id x) x) (id input)")
    assert loaded.run(3) == 3
    assert loaded.run(True) is True
    assert loaded.run(3) == 3
    assert len(loaded.tiers.compilations) == 2


def test_machines_compile_in_several_threads_at_once():
    results = []

    def work():
        results.extend(Loaded(FIB, settings).run(16) for settings in MODES.values())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [987] * 16


def test_slots_of_many_units_stay_where_they_are():
    numbers = [UNITS.add() for _ in range(5000)]
    addresses = [UNITS.slot_address(number) for number in numbers]
    assert len(set(addresses)) == 5000
    UNITS.set_code(numbers[-1], 12345)
    assert UNITS.slot_address(numbers[0]) == addresses[0]
    UNITS.set_code(numbers[-1], 0)


def test_a_closed_machine_refuses():
    loaded = Loaded(FIB)
    loaded.run(5)
    loaded.machine.close()
    loaded.machine.close()
    with pytest.raises(RuntimeError, match="closed"):
        loaded.run(5)


def test_limits_hold_in_every_mode(settings):
    endless = "(fun (f n) (f (if n n n))) (block (loop (if (= (f2 1) 2) (break 1) 2)) (f 1))".replace(
        "(f2 1)", "(add1 0)"
    )
    for text in ("(loop 1)", "(fun (f n) (f n)) (f 1)", endless, "(fun (f n) (add1 (f n))) (f 1)"):
        with pytest.raises(Trap) as caught:
            Loaded(text, settings, seconds=0.03, stack="64GB").run()
        assert caught.value.kind == "deadline"


def test_runaway_recursion_in_every_mode(settings):
    loaded = Loaded("(fun (f n) (add1 (f n))) (f 1)", settings, stack="1MB")
    for _ in range(3):
        with pytest.raises(Trap) as caught:
            loaded.run()
        assert caught.value.kind == "stack"


def test_depth_of_a_million_in_every_mode(settings):
    text = "(fun (f a b c d n) (if (= n 0) 0 (add1 (f b c d a (- n 1))))) (f 1 2 3 4 input)"
    assert Loaded(text, settings).run(1_000_000) == 1_000_000


def test_fuel_is_exact_in_every_mode(settings):
    loaded = Loaded(COUNT, settings, fuel=100_000)
    loaded.run(100)
    left = loaded.machine.fuel_left
    assert 0 < left < 100_000
    for _ in range(4):
        loaded.run(100)
        assert loaded.machine.fuel_left == left
    with pytest.raises(Trap) as caught:
        loaded.run(1_000_000)
    assert caught.value.kind == "fuel"


def test_a_program_that_grows():
    from motet.bytecode.verify import verify
    from motet.languages.snek import LANGUAGE
    from motet.source import Source

    session = LANGUAGE.session({})
    first = session.enter(Source("<repl:1>", "(define x 5)"))
    verify(session.program)
    loaded = Loaded("1")
    machine = type(loaded.machine)(session.program, loaded.host, loaded.machine._limits)
    machine.call(first.function, [False] * session.program.functions[first.function].arity)
    session.settle(first, True)
    for text, result in (("(set! x (+ x 1))", 6), ("(set! x true)", True), ("x", True)):
        entry = session.enter(Source("<repl>", text))
        verify(session.program)
        arguments = [False] * session.program.functions[entry.function].arity
        assert machine.call(entry.function, arguments) == (result,)
        session.settle(entry, True)


def test_globals_from_outside():
    loaded = Loaded("1")
    index = loaded.program.add_global("x")
    assert loaded.machine.global_value(index) is None
    for value in (7, -2.5, True, None):
        loaded.machine.set_global(index, value)
        assert loaded.machine.global_value(index) == value
        assert type(loaded.machine.global_value(index)) is type(value)


def test_wrong_arguments():
    loaded = Loaded("input")
    with pytest.raises(TypeError, match="takes 1"):
        loaded.machine.call(loaded.program.entry, [])
    with pytest.raises(TypeError, match="object"):
        loaded.machine.call(loaded.program.entry, [object()])
    loaded.program.functions[loaded.program.entry].parameters = (INT,)
    with pytest.raises(Trap) as caught:
        loaded.run(True)
    assert (caught.value.kind, caught.value.function, caught.value.pc) == ("type", -1, -1)


def test_a_deadline_ends_the_wait_for_the_compiler(monkeypatch):
    finish = threading.Event()

    def slow(*arguments):
        finish.wait(60)
        return emit(*arguments)

    emit = tiers_module.emit_module
    monkeypatch.setattr(tiers_module, "emit_module", slow)
    loaded = Loaded(FIB, seconds=0.05)
    try:
        with pytest.raises(Trap) as caught:
            loaded.run(5)
        assert caught.value.kind == "deadline"
    finally:
        finish.set()
    patient = Loaded(FIB)
    assert patient.run(5) == 5


def test_machines_that_are_forgotten_leave_nothing(monkeypatch):
    """All but the last ones: for a moment other threads may still look at those."""
    import gc

    from motet.jit.llvm import Compiler
    from motet.jit.region import Region

    freed, regions = [], []
    take, free = Region.take, Compiler._free_discarded

    def taking():
        regions.append(take())
        return regions[-1]

    def freeing(compiler):
        freed.extend(code.library for codes in compiler._discarded for code in codes)
        free(compiler)

    monkeypatch.setattr(Region, "take", taking)
    monkeypatch.setattr(Compiler, "_free_discarded", freeing)
    for _ in range(10):
        Loaded(FIB, MODES["tier 1"]).run(5)
        gc.collect()
    assert len(regions) == 10
    assert len(set(regions)) <= 4
    assert len(freed) >= 6
