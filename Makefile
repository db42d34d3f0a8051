PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install run demo test check bench lock

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/.run ## Set up .venv with hash-locked dependencies and the kb command

.venv/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11+ is needed"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(MAKE) -s .venv/bin/pip; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

# Debian keeps a part of Python's own venv in a package of its own; only root can add it.
.venv/bin/pip:
	@test "$$(id -u)" = 0 && command -v apt-get >/dev/null || { \
		echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing python3-venv"
	@apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
	$(PYTHON) -m venv .venv

.venv/.dev: .venv/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: install ## Load the shipped library and serve it with demonstration accounts
	@$(BIN)/kb demo

demo: run ## Same as run

test: .venv/.dev ## Run the whole suite
	@$(BIN)/python -m pytest -n 3 --dist loadfile

check: .venv/.dev ## Lint, types, tests of shape, shipped content
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/shape
	@$(BIN)/kb check content

bench: .venv/.dev ## Measure what the README claims
	@$(BIN)/python -m bench

lock: ## Rewrite the locked requirements (needs uv)
	cd requirements && uv pip compile --universal --generate-hashes --python-version 3.11 -q --no-emit-index-url --custom-compile-command "make lock" run.in -o run.txt
	cd requirements && uv pip compile --universal --generate-hashes --python-version 3.11 -q --no-emit-index-url --custom-compile-command "make lock" dev.in -o dev.txt
