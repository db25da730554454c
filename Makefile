# Two commands: `make run` and `make test`. Everything they need is installed into .venv by the
# hashed lock; the settings of pip and npm (mirrors, certificates) are used as they stand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
# More options of JupyterLab: make notebook JUPYTER=--no-browser
NOTEBOOK_PORT ?= 8888

.DEFAULT_GOAL := help
.PHONY: help run test notebook lint lock campaign clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

run: $(VENV)/.installed  ## the service with its invented sample, on http://127.0.0.1:8000/tonight
	@$(BIN)/yuxun sample --if-empty
	@$(BIN)/yuxun serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-tests  ## every check and test; says which it skipped
	@tests/run

notebook: $(VENV)/.installed-notebook  ## one night in a notebook: JupyterLab on http://127.0.0.1:8888
	@$(BIN)/jupyter lab --ip $(HOST) --port $(NOTEBOOK_PORT) --LabApp.news_url= \
	  --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	  $(JUPYTER) docs/notebooks/one_night.ipynb

lint: $(VENV)/.installed-tests  ## ruff, mypy --strict, import-linter
	@tests/run lint

campaign: $(VENV)/.installed-tests  ## a long run: make campaign NAME=…
	@$(BIN)/python -m tests.campaigns $(NAME)

lock:  ## compile the three requirements.txt anew, and package-lock.json
	@$(PYTHON) -m venv $(VENV) && $(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --no-config \
	  pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --no-config \
	  --extra test --extra cluster -c requirements.txt pyproject.toml -o tests/requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --no-config \
	  --extra notebook -c tests/requirements.txt pyproject.toml -o docs/notebooks/requirements.txt
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

clean:  ## forget the environment; the store stays
	rm -rf $(VENV) maps/static/vendor

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if v >= (3, 11) else f"Yuxun needs Python 3.11 or newer; {sys.executable} is {v[0]}.{v[1]}. Try: make run PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }

# The marker is written last: an install that broke off is begun again.
$(VENV)/.installed: requirements.txt pyproject.toml package-lock.json maps/build_assets.py | $(VENV)/bin/python
	@echo "Installing Yuxun into $(VENV) by requirements.txt (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
	  || { echo "Could not install the Python packages. Is PyPI, or the mirror in your pip settings, reachable?"; exit 1; }
	@echo "Building the front-end assets …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e . \
	  || { echo "Could not build the front-end assets. The lines above say whether PyPI (build tools) or the npm registry could not be reached."; exit 1; }
	@touch $@

$(VENV)/.installed-tests: tests/requirements.txt $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt \
	  || { echo "Could not install the test packages. Is PyPI, or the mirror in your pip settings, reachable?"; exit 1; }
	@touch $@

$(VENV)/.installed-notebook: docs/notebooks/requirements.txt $(VENV)/.installed
	@echo "Installing JupyterLab by docs/notebooks/requirements.txt (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r docs/notebooks/requirements.txt \
	  || { echo "Could not install JupyterLab. Is PyPI, or the mirror in your pip settings, reachable?"; exit 1; }
	@touch $@
