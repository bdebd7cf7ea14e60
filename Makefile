# Two commands matter: `make demo` and `make test`. Both install what they need into .venv first.
PYTHON ?= $(firstword $(foreach v,python3 python3.13 python3.12 python3.11 python,$(if $(shell $(v) -c 'import sys; print(int(sys.version_info >= (3, 11)))' 2>/dev/null | grep 1),$(v))))
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test install format lint types contracts tests docs clean

demo: $(VENV)/.installed
	@$(BIN)/crossread demo

test: $(VENV)/.installed-dev format lint types contracts tests

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "crossread needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3 make"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >&2

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing crossread into $(VENV) (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . >&2
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing crossread and its checks into $(VENV) (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' >&2
	@touch $@ $(VENV)/.installed

install: $(VENV)/.installed

format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

tests:
	$(BIN)/python -m pytest

docs: $(VENV)/.installed-dev
	$(BIN)/python -m tui.actions > docs/keys.md

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis
