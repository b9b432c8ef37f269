"""Walks the tables: every declaration is complete, every row of every language fits its declaration."""

import pytest

from motet.bytecode.table import OPS
from motet.bytecode.types import ANY
from motet.languages.lex.library import MODULES, entries, internal_entries
from motet.languages.lex.library import ROWS as LEX
from motet.languages.lex.library.signatures import row_types
from motet.languages.snek import LANGUAGE as SNEK
from motet.policy import KINDS
from motet.stdlib import AREAS, Declaration, TextStyle, declaration, row, table
from motet.stdlib.binding import SERVICES
from motet.stdlib.cost import parse_cost
from motet.stdlib.declare import BLOCKS, REPLAYS, declared, host
from motet.stdlib.signatures import parse_signature, split_outside_brackets

DECLARATIONS = [found for area in AREAS for found in declared(area)]
ROWS = [*SNEK.rows.values(), *LEX.values()]
ENTRIES = [
    entry for module in MODULES for table in (entries(module), internal_entries(module)) for entry in table.values()
]

MODES = {"TextStyle": TextStyle, "Str": str, "Int": int, "Float": float, "Bool": bool}
"""Python type of the constants of a mode."""


@pytest.mark.parametrize("found", DECLARATIONS, ids=lambda found: found.name)
def test_declarations_are_complete(found: Declaration):
    assert found.doc.endswith(".")
    assert found.fuel
    assert found.memory
    assert found.blocks in BLOCKS
    assert found.replay in REPLAYS
    assert set(found.services) <= SERVICES.keys()
    assert not (found.pure and found.gate)
    assert found.replay == "pure" or not found.pure
    for gate in found.gates:
        assert gate.kind in KINDS
        assert gate.deed
        assert not gate.opens or gate.opens in {value.name for value in found.values}
    for mode in found.modes:
        assert mode.type_name in MODES


def unify(declared, given, bound):
    """Whether the type of a language's function is an instance of the declared one."""
    if declared.kind == "Variable":
        return given is bound.setdefault(declared.name, given)
    if ANY in (declared, given):
        return True
    if declared.kind != given.kind or declared.name != given.name or declared.fields != given.fields:
        return False
    inner, found = declared.parts + declared.results, given.parts + given.results
    return len(inner) == len(found) and all(unify(a, b, bound) for a, b in zip(inner, found, strict=True))


def result_on_success(found):
    """The type of a row's result without its failure convention."""
    if found.fail.kind == "result":
        return found.result.parts[0]
    return found.result.parts[0] if found.fail.kind == "option" else found.result


@pytest.mark.parametrize("found", ROWS, ids=lambda found: found.name)
def test_rows_fit_their_declarations(found):
    meant = found.declaration
    values = meant.values
    assert sorted(found.order) == list(range(len(found.parameters)))
    bound = {}
    for at, value in zip(found.order, values, strict=True):
        assert unify(value.type, found.parameters[at], bound), value.name
    assert unify(meant.result, result_on_success(found), bound)
    assert set(found.constants) == {mode.name for mode in meant.modes}
    for mode in meant.modes:
        assert isinstance(found.constants[mode.name], MODES[mode.type_name])


@pytest.mark.parametrize("found", ROWS, ids=lambda found: found.name)
def test_rows_say_what_becomes_of_failures(found):
    assert found.fail.kind != "none" or found.declaration.errors is None


@pytest.mark.parametrize("found", LEX.values(), ids=lambda found: found.name)
def test_gated_rows_have_a_label(found):
    assert bool(found.label) == bool(found.declaration.gates)


@pytest.mark.parametrize("found", DECLARATIONS, ids=lambda found: found.name)
def test_costs_can_be_read(found):
    names = [value.name for value in found.values]
    for text in (found.fuel, found.memory):
        assert parse_cost(text, names).degree >= 0


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_entries_are_complete(entry):
    assert entry.row is not None or entry.inline
    assert entry.extension == (not entry.since)
    assert entry.inline in ("", entry.name) or entry.inline.partition(":")[0] in ("instr", "prelude")
    if entry.inline.startswith("instr:"):
        assert entry.inline.removeprefix("instr:") in OPS
    if "Iter" not in entry.signature and "Parser" not in entry.signature:
        assert row_types(entry.signature)


def test_rows_carry_the_name_of_their_language():
    for language, rows in (("snek", SNEK.rows), ("lex", LEX)):
        for key, found in rows.items():
            assert key == found.name
            assert key.startswith(language + ":")


def test_every_declaration_has_a_row():
    assert {found.name for found in DECLARATIONS} == {found.to for found in ROWS}


def test_a_row_to_nothing_is_found_out():
    for to in ("io.nothing", "nowhere.at_all"):
        with pytest.raises(KeyError):
            _ = row("x:y", "() -> Any", to=to).declaration


def test_two_rows_of_one_name():
    one = row("x:y", "(Any) -> Any", to="io.print_value", style=TextStyle())
    with pytest.raises(ValueError, match="same name"):
        table(one, one)


def test_order_of_arguments():
    assert row("x:y", "(Any, Int, Bool) -> Any", to="io.print_value", args="3 1").order == (2, 0)


@pytest.mark.parametrize(
    "signature", ["x", "io.x", "io.x(a: Any)", "x(a: Any) -> Any", "io.x(a) -> Any", "io.x(a: Nonsense) -> Any"]
)
def test_malformed_signatures(signature):
    with pytest.raises(ValueError, match=r"signature|type"):
        parse_signature(signature)


def test_brackets_keep_commas():
    assert split_outside_brackets("a: Map[K, V], b: (A, B)") == ["a: Map[K, V]", "b: (A, B)"]
    assert split_outside_brackets("  ") == []


def test_a_body_must_take_what_it_declares():
    with pytest.raises(ValueError, match="the body takes"):

        @host("io.wrong(value: Any) -> Any", fuel="1")
        def wrong(other):
            return other

    assert declaration("io.print_value")
    with pytest.raises(ValueError, match="declared twice"):
        host("io.print_value(value: Any) -> Any", fuel="1")
