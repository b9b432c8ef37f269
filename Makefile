# One command for each habit. Everything is set up in .venv from pyproject.toml; only Python 3.11 or newer is needed.

VENV   ?= .venv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN    := $(VENV)/bin
JOBS   ?= 2
SECONDS ?=

.DEFAULT_GOAL := help
.PHONY: demo test lint format bench fuzz clean help

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp  ## run a program natively and show what the JIT did with it
	$(BIN)/motet run --explain --level forest-flame examples/snek/numbers.snek 200000

test: $(VENV)/test.stamp  ## run the tests (JOBS=N in parallel)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(VENV)/lint.stamp  ## check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/lint.stamp  ## format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/bench.stamp  ## compare with C and other engines, side by side
	$(BIN)/python bench/run.py

fuzz: $(VENV)/test.stamp  ## run generated programs on every engine, and damaged texts, without end (or SECONDS=N)
	$(BIN)/python tests/fuzz.py $(SECONDS)

clean:  ## remove the environment and all caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Motet needs Python 3.11 or newer; set PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# One stamp for each set of packages; a change of pyproject.toml sets them up again.
$(VENV)/run.stamp: EXTRA :=
$(VENV)/test.stamp: EXTRA := [test]
$(VENV)/lint.stamp: EXTRA := [test,lint]
$(VENV)/%.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.$(EXTRA)'
	@touch $@

# The engines that Motet is compared with are optional: what cannot be installed is shown as absent.
$(VENV)/bench.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	-$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[bench]'
	@touch $@
