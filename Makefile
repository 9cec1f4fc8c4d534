# On a fresh machine with Python 3.11 or newer: `make demo` to see it, `make test` to check it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint format bench lock clean
.DEFAULT_GOAL := demo

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Noctuary needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

demo: $(READY)  ## a throw-away library of invented dreams, read, shown, and open in the browser
	$(BIN)/noctuary demo --folder demo

test: $(READY) lint  ## everything that has to hold
	$(BIN)/pytest -n auto -q

lint: $(READY)
	$(BIN)/ruff format --check src tests bench training
	$(BIN)/ruff check src tests bench training
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format src tests bench training
	$(BIN)/ruff check --fix src tests bench training

bench: $(READY)  ## measurements, appended to bench/RESULTS.md; needs the corpora. By themselves, for hours: scale, fuzz, growth
	for each in accuracy import search read series startup rhymes figures network themes motifs indicators \
		false_alarms coreference room tome room_search recurring studies writing lock \
		durable faults cluster; do $(BIN)/python bench/$$each.py || exit 1; done

lock: $(READY)  ## pin what pyproject.toml asks for: names, versions, hashes
	$(BIN)/uv pip compile --quiet pyproject.toml --extra research --extra age --extra cluster --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
