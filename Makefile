# Passerelle. `make run` serves the demonstration, `make test` runs every test. Both install what is missing.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PORT ?= 8000
export PASSERELLE_HOME ?= $(CURDIR)/var

.PHONY: run dev serve prepare test test-fast bench lock messages clean

## Serve the demonstration on http://localhost:8000
run: export PASSERELLE_DEMO = 1
run: prepare
	@echo "Passerelle: http://localhost:$(PORT)  (Ctrl+C stops it)"
	@$(BIN)/gunicorn config.wsgi --bind 0.0.0.0:$(PORT) --workers 1 --threads 8 --worker-tmp-dir /dev/shm --log-level warning

## The same with automatic reloading, for people who change the code
dev: export PASSERELLE_DEMO = 1
dev: export DEBUG = 1
dev: prepare
	@$(MANAGE) runserver $(PORT)

## Serve without demonstration people (see docs/operating.md)
serve: prepare
	@$(BIN)/gunicorn config.wsgi --bind 0.0.0.0:$(PORT) --workers 1 --threads 8 --worker-tmp-dir /dev/shm --log-level warning

prepare: $(VENV)/.run-installed
	@$(BIN)/python -m scripts.prepare

## Every test: unit, browser, accessibility, PDF
test: $(VENV)/.test-installed
	@$(BIN)/python -m scripts.compile_messages
	@$(BIN)/pytest -n auto --maxprocesses 4 -q $(ARGS)

## The tests without browser and PDF
test-fast: $(VENV)/.test-installed
	@$(BIN)/python -m scripts.compile_messages
	@$(BIN)/pytest -n auto --maxprocesses 4 -q -m "not browser and not pdf" $(ARGS)

$(VENV)/bin/python:
	@scripts/system_packages.sh run
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.run-installed: requirements.lock | $(VENV)/bin/python
	@scripts/system_packages.sh run
	@echo "Installing Passerelle's libraries (about a minute the first time)…"
	@test -f $(VENV)/.test-installed || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.test-installed: requirements-dev.lock | $(VENV)/bin/python
	@scripts/system_packages.sh test
	@echo "Installing the test tools…"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run-installed

## How long the nearest places take among a million, beside PostGIS (never a test)
bench: $(VENV)/.test-installed
	@$(BIN)/python -m scripts.bench_nearest $(ARGS)

## Write the lock files anew from pyproject.toml
lock: $(VENV)/.test-installed
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

## Collect the interface's texts for translation
messages: $(VENV)/.test-installed
	@$(MANAGE) makemessages -l fr --no-location --no-obsolete --ignore var --ignore .venv --ignore tests

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
