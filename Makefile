# The stranger's commands. Linux with Python 3.11 and make; everything else comes from requirements.lock.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: up test test-browser test-fault test-fault-short check install docs lock clean

up: install
	@$(BIN)/permitloop up

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "PermitLoop needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what the lock file names (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

# Three at a time on two cores: a quarter of the time is waiting for other processes.
test: install
	@$(BIN)/python -m pytest -m "not browser and not fault and not whole" -n 3 --dist loadgroup

# Kills at one failpoint of every kind (tests/fault/places.py), kills the sender, plants bugs.
test-fault-short: install
	@$(BIN)/python -m pytest -m fault -n 2 --dist loadgroup

# That, and a kill at every failpoint of the program, and every path of every procedure.
test-fault: install
	@$(BIN)/python -m pytest -m "fault or whole" -n 2 --dist loadgroup

test-browser: install
	@sh deploy/need_chromium.sh
	@$(BIN)/python -m pytest -m browser

check: install
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m deploy.docs_procedures --check
	@$(BIN)/python -m deploy.docs_clocks --check

docs: install
	@$(BIN)/python -m deploy.docs_procedures
	@$(BIN)/python -m deploy.docs_clocks

# Needs uv; holds versions and hashes, no download addresses.
lock:
	uv pip compile --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-strip-extras --universal -q -o requirements.lock pyproject.toml

clean:
	rm -rf var build dist .pytest_cache .mypy_cache .ruff_cache
