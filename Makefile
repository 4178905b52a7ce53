# Two commands on a fresh machine with Python 3.11 or newer: `make site` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: site test successor bench golden clean

site: $(READY)
	$(BIN)/runbooks check
	$(BIN)/runbooks build

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadfile

successor: $(READY) # what differs where Zensical builds the pages
	$(BIN)/python tests/successor.py

bench: $(READY)
	$(BIN)/python -m tests.bench

golden: $(READY)
	$(BIN)/python -m pytest --update-golden

clean:
	rm -rf $(VENV) site/html

# Made again whenever what has to be installed changes.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)
