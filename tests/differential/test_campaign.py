"""At least sixteen thousand generated programs agree on all engines; `make fuzz` goes on without bound."""

from __future__ import annotations

import pytest

from differential import campaign

CHUNK = 125
BYTECODE = 8_000
VALUES = 500
SNEK = 2_000
LEX = 5_000


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, BYTECODE, CHUNK))
def test_bytecode_programs_agree(start):
    campaign.run("bytecode", range(start, start + CHUNK))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, VALUES, CHUNK))
def test_programs_on_values_agree(start):
    campaign.run("values", range(start, start + CHUNK))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, SNEK, CHUNK))
def test_snek_programs_agree(start):
    campaign.run("snek", range(start, start + CHUNK))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, LEX, CHUNK))
def test_lex_programs_agree(start):
    campaign.run("lex", range(start, start + CHUNK))
