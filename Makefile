# Thin on purpose: what each step does is in scripts/.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
VENV := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS_MAX ?= 4
# One more than there are cores, for tests also wait: for browsers, servers and databases.
WORKERS = $(shell $(PYTHON) -c "import os; print(min($(WORKERS_MAX), os.cpu_count() + 1))")
PYTEST = -m pytest -n $(WORKERS) --dist worksteal
PO := $(wildcard idea4gov/translations/*/LC_MESSAGES/messages.po)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-fast coverage lint format bench attack try-install cluster cluster-stop drill screenshots assets translations messages lock sbom advisories clean venv venv-dev python

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export IDEA4GOV_ENV = development
run: export HOST := $(HOST)
run: export PORT := $(PORT)
run: venv assets translations  ## set up and serve the demo on http://127.0.0.1:8000 (HOST, PORT change it)
	@mkdir -p -m 700 instance
	@$(VENV)/idea4gov db upgrade
	@$(VENV)/idea4gov places load
	@$(VENV)/idea4gov demo
	@exec $(VENV)/idea4gov serve

# Compiled modules are kept, whatever the environment says: to compile them takes longer than most of the tests.
test test-fast coverage: export PYTHONDONTWRITEBYTECODE =
test: venv-dev assets translations  ## set up what tests need, then lint and test everything
	@$(VENV)/python -m scripts.system_needs
	@$(MAKE) --no-print-directory lint
	@$(VENV)/python $(PYTEST)

# The groups are told in docs/testing.md. Hostile strings come from the real data, and here only a few of them.
test-fast: venv-dev assets translations  ## test what one is at work on: no browser, no PostgreSQL
	@$(VENV)/python $(PYTEST) --sample $(if $(TESTS),$(TESTS),--few-cases) \
		-m "hostile or not (browser or postgres or real or slow)"

coverage: venv-dev assets translations  ## test everything, and fail where less than 95 % of the code is run
	@$(VENV)/python -m scripts.system_needs
	@rm -rf build/coverage
	@$(VENV)/coverage run $(PYTEST)
	@$(VENV)/coverage combine --quiet
	@$(VENV)/coverage report

lint: venv-dev  ## ruff, mypy, djlint and biome
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/djlint templates --lint --quiet
	@$(VENV)/node node_modules/.bin/biome lint --error-on-warnings

format: venv-dev  ## let ruff put imports and layout in order
	@$(VENV)/ruff check --select I --fix .
	@$(VENV)/ruff format .

bench: venv-dev assets translations  ## measure speed against a bare page and a bare commit
	@$(VENV)/python -m bench

attack: venv-dev assets translations  ## attack a site of its own as a laptop could, and tell what visitors noticed
	@$(VENV)/python -m scripts.attack "$(WORD)"

try-install: venv assets translations  ## run the runbook's commands (install, backup, restore ...) on a machine made for it
	@$(VENV)/python -m scripts.try_install

cluster: venv-dev assets translations  ## run HAProxy, two nodes, PgBouncer, three PostgreSQL and Redis, until Ctrl-C
	@exec $(VENV)/python -m scripts.cluster $(FOLDER)

cluster-stop: venv-dev  ## stop the cluster that runs
	@$(VENV)/python -m scripts.cluster --stop $(FOLDER)

drill: venv-dev assets translations  ## break a cluster in every way under load; ONLY=name makes one drill
	@$(VENV)/python -m scripts.drill "$(RATE)" "$(ONLY)"

screenshots: venv-dev assets translations  ## photograph every page of the demo into build/screenshots
	@$(VENV)/python -m scripts.screenshots $(PATTERN)

assets: venv  ## build the font and the hashed, compressed static files
	@$(VENV)/python -m scripts.build_assets

translations: venv $(PO:.po=.mo)  ## compile the catalogues that changed

%.mo: %.po
	@$(VENV)/pybabel --quiet compile --input-file $< --output-file $@

messages: venv  ## bring the Thai catalogue up to what code and templates say
	@$(VENV)/python -m scripts.catalogue

lock: venv  ## renew the lock files from pyproject.toml and package.json
	@$(VENV)/python -m scripts.lock

sbom: venv-dev assets  ## list what runs, with licences and hashes, in build/sbom.cdx.json
	@$(VENV)/python -m scripts.sbom

advisories: venv-dev  ## look for known weaknesses in the locked packages (FROM=all.zip renews what is known)
	@$(VENV)/python -m scripts.advisories $(if $(FROM),--renew "$(FROM)")

clean:  ## remove what was built; .venv and instance (the data) stay
	@rm -rf build static/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis $(PO:.po=.mo)

venv: python
	@$(PYTHON) -m scripts.set_up run

venv-dev: python
	@$(PYTHON) -m scripts.set_up dev

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it," \
		"or name it with 'make PYTHON=/path/to/python3.11 ...'." >&2; exit 1; }
