"""Walks the tables: every declaration is complete, every row of every language fits its declaration."""

import pytest

from motet.bytecode.types import ANY
from motet.engine.languages import LANGUAGES, language
from motet.policy import KINDS
from motet.stdlib import AREAS, Declaration, TextStyle, declaration, row, table
from motet.stdlib.declare import BLOCKS, REPLAYS, declared, host
from motet.stdlib.signatures import parse_signature, split_outside_brackets

DECLARATIONS = [found for area in AREAS for found in declared(area)]
ROWS = [found for name in LANGUAGES for found in language(name).rows.values()]

MODES = {"TextStyle": TextStyle}
"""Python type of the constants of a mode."""

SERVICES = {"output"}


@pytest.mark.parametrize("found", DECLARATIONS, ids=lambda found: found.name)
def test_declarations_are_complete(found: Declaration):
    assert found.doc.endswith(".")
    assert found.fuel
    assert found.memory
    assert found.blocks in BLOCKS
    assert found.replay in REPLAYS
    assert set(found.services) <= SERVICES
    assert not (found.pure and found.gate)
    assert found.replay == "pure" or not found.pure
    if found.gate is not None:
        assert found.gate.kind in KINDS
        assert found.gate.deed
    for mode in found.modes:
        assert mode.type_name in MODES


@pytest.mark.parametrize("found", ROWS, ids=lambda found: found.name)
def test_rows_fit_their_declarations(found):
    meant = found.declaration
    values = meant.values
    assert len(found.order) == len(values)
    for at, value in zip(found.order, values, strict=True):
        assert found.parameters[at] is value.type or ANY in (found.parameters[at], value.type)
    assert found.result is meant.result or meant.result is ANY
    assert set(found.constants) == {mode.name for mode in meant.modes}
    for mode in meant.modes:
        assert isinstance(found.constants[mode.name], MODES[mode.type_name])


def test_rows_carry_the_name_of_their_language():
    for name in LANGUAGES:
        for key, found in language(name).rows.items():
            assert key == found.name
            assert ":" in key


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
