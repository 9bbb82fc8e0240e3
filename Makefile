# `make demo` needs Python 3.11 or newer and a package registry, nothing else.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# A second run installs nothing: each stamp is as old as what it was made from.
VENV_STAMP := $(VENV)/.pip
DEMO_STAMP := $(VENV)/.demo
DEV_STAMP := $(VENV)/.dev
# pip waits for a slow registry before it gives up.
PIP := $(BIN)/python -m pip --disable-pip-version-check --retries 5 --timeout 60

.DEFAULT_GOAL := help
.PHONY: help demo test test-validator check bench soak sentences mutants docs clean

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(DEMO_STAMP) ## Watch an agent move real money on a chain of play money
	$(BIN)/fiscus demo

test: $(DEV_STAMP) ## Run the tests
	$(BIN)/python -m pytest -n 4 --dist worksteal

check: $(DEV_STAMP) ## Lint, and check the types twice
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

bench: $(DEV_STAMP) ## Measure, beside a bare client
	$(BIN)/python -m pytest -m bench -s

test-validator: $(DEV_STAMP) ## Run the Solana tests on the solana-test-validator that is on PATH
	@command -v solana-test-validator >/dev/null || { echo "There is no solana-test-validator on PATH: install the Agave tools first. \`make test\` needs none."; exit 1; }
	$(BIN)/python -m pytest --solana-node=validator tests/chains/solana tests/plugins/solana

soak: $(DEV_STAMP) ## Kill a paying process hundreds of times in bad weather, then compare chains and journals (20 minutes)
	$(BIN)/python -m tests.soak

docs: $(DEV_STAMP) ## Write docs/coverage.md: which requirements the tests hold
	$(BIN)/python -m tests.inventory

sentences: $(DEV_STAMP) ## Read 200,000 made sentences and all their near misses (ten minutes)
	$(BIN)/python -m tests.core.reader.generation.measure
	$(BIN)/python -m tests.core.reader.around

mutants: $(DEV_STAMP) ## Take the reader's rules out one by one: which of them do known sentences and the tests miss? (hours)
	$(BIN)/python -m tests.core.reader.mutation

clean: ## Remove the environment
	rm -rf $(VENV)

$(VENV_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit("fiscus needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(DEMO_STAMP): pyproject.toml | $(VENV_STAMP)
	@echo "Installing fiscus and the sandbox into $(VENV) (once, a minute or so)"
	$(PIP) install --quiet --editable '.[sandbox]'
	@touch $@

$(DEV_STAMP): pyproject.toml | $(VENV_STAMP)
	@echo "Installing fiscus and its tools into $(VENV) (once, a few minutes)"
	$(PIP) install --quiet --editable '.[all]' --group dev
	@touch $@ $(DEMO_STAMP)
