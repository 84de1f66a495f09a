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
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Nothing is installed whose sha256 does not stand in one of these files ('make lock' writes them).
LOCKS   := .ci/locks
LOCKED  := $(PIP) --require-hashes --requirement $(LOCKS)

.PHONY: help install brief test fast golden lint format lock licences clean

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

lock: ## write .ci/locks anew: all packages with versions and hashes; then run 'make licences'
	.ci/lock

licences: $(VENV)/.installed-dev ## write docs/licences.md anew, from what is installed
	$(BIN)/python .ci/licences.py >docs/licences.md

clean: ## remove what was made here; models and compiled wheels stay in the user's cache
	rm -rf $(VENV) dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find extract tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/it"; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.llama: $(LOCKS)/build.txt $(LOCKS)/run.txt .ci/install-llama .ci/llama.cmake | $(VENV)/.made
	$(LOCKED)/build.txt
	.ci/install-llama $(BIN)/python
	@touch $@

$(VENV)/.installed: pyproject.toml $(LOCKS)/run.txt $(VENV)/.llama
	$(LOCKED)/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(LOCKS)/dev.txt $(VENV)/.installed
	$(LOCKED)/dev.txt
	@touch $@
