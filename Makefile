# make demo · make test · make bench · make check · make audit · make clean — each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Compiled files are kept even where the machine says not to: tests and copies start many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test bench check audit clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a venv here. On Debian: apt-get install python3-venv"; exit 2; }

$(VENV)/core.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing Navigator into $(VENV) …"
	@$(PIP) install -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing Navigator with what tests need into $(VENV) …"
	@$(PIP) install -e '.[dev]'
	@touch $@ $(VENV)/core.stamp

demo: $(VENV)/core.stamp
	@$(BIN)/navigator demo --port $(PORT)

test: $(VENV)/dev.stamp
	@bash tests/prepare.sh
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

bench: $(VENV)/dev.stamp
	@$(BIN)/python benches/run.py

check: $(VENV)/dev.stamp
	@$(BIN)/ruff check site tests benches
	@$(BIN)/ruff format --check site tests benches
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: $(VENV)/dev.stamp
	@bash tests/prepare.sh
	@$(BIN)/python -m pytest -m slow --timeout 1800 -n 2 --dist loadfile --no-loadscope-reorder

clean:
	@rm -rf $(VENV) .cache .hypothesis .ruff_cache .import_linter_cache *.egg-info
	@find site tests benches -name __pycache__ -type d -prune -exec rm -rf {} +
	@find build search_index -mindepth 1 ! -name README.md -delete
