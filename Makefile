# Every slow step leaves a stamp and says in one line what it does; a second run starts at once.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
BUILD := $(PY) -m fosterhomes.project.build
WORKERS ?= 2
# Data, collected files and stamps; settings read the same variable.
VAR := $(or $(VAR_DIR),var)
# Who has done its half takes from the others. Browser tests are few and long: each process fetches one at a time.
PYTEST := $(PY) -m pytest --quiet -n $(WORKERS) --dist worksteal
PYTEST_BROWSER := $(PY) -m pytest --quiet -n $(WORKERS) --dist load --maxschedchunk 1

# The first Python that is new enough; `make PYTHON=/path/to/python3.12 setup` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
OWN_STATIC := $(shell find static -type f -not -path 'static/vendor/*' 2>/dev/null)

.PHONY: help setup setup-dev roads demo demo-reset collect test check format-check lint types contracts migrations \
	catalogues tests postgres browser bench lock messages format

help:
	@echo "make demo        set up, load the demo service, start it and print the address and the log-ins"
	@echo "make demo-reset  throw the demo's data away and start over"
	@echo "make test        set up and run every check and test"
	@echo "make check       the quick part of make test"
	@echo "make setup       set up only"
	@echo "make roads       install the road engine too (optional, half a gigabyte)"
	@echo "make bench       time the solver cores"
	@echo "make format      format the code"
	@echo "make messages    bring the message catalogues up to date with the code"
	@echo "make lock        solve the locked dependencies anew"

setup: $(VENV)/.runtime static/vendor/.stamp $(VAR)/catalogues.stamp $(VENV)/.planner
setup-dev: $(VENV)/.dev $(VENV)/.roads static/vendor/.stamp $(VAR)/catalogues.stamp $(VENV)/.planner
roads: setup $(VENV)/.roads

$(VENV)/.created:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer with venv was found. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.created
	@echo "Installing the Python packages (a minute or two)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing the Python packages for tests and checks"
	@$(PIP) -r requirements-dev.txt
	@touch $@

# Where there is no road engine for the machine, its tests are skipped; REQUIRE_ROADS=1 makes that a failure.
$(VENV)/.roads: requirements-roads.txt $(VENV)/.runtime
	@echo "Installing the road engine (optional, half a gigabyte)"
	@if $(PIP) -r requirements-roads.txt; then touch $@; \
	else echo "The road engine could not be installed" >&2; test -z "$(REQUIRE_ROADS)$(filter roads,$(MAKECMDGOALS))"; fi

static/vendor/.stamp: package.json package-lock.json fosterhomes/project/build/frontend.py | $(VENV)/.runtime
	@echo "Fetching the front-end packages"
	@$(BUILD).frontend
	@touch $@

# Without this the first plan waits for it.
$(VENV)/.planner: $(addprefix visits/planner/,machine.py arrays.py driving.py rounds.py) $(VENV)/.runtime
	@echo "Translating the year planner into machine code"
	@$(BUILD).planner
	@touch $@

$(VAR)/catalogues.stamp: $(CATALOGUES) | $(VENV)/.runtime
	@echo "Compiling the message catalogues"
	@$(BUILD).catalogues compile
	@mkdir -p $(VAR) && touch $@

# The served copy of the static files: names with a hash of the content, and compressed.
$(VAR)/collected.stamp: $(OWN_STATIC) static/vendor/.stamp $(VENV)/.runtime
	@echo "Collecting the static files"
	@$(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@mkdir -p $(VAR) && touch $@

collect: setup $(VAR)/collected.stamp

demo: setup $(VAR)/collected.stamp
	@DEMO=1 $(PY) manage.py demo

demo-reset: setup $(VAR)/collected.stamp
	@DEMO=1 $(PY) manage.py demo --reset

test: check postgres browser
	@echo "make test: everything passed"

# None of the checks is busy on more than one core, so they run beside each other.
CHECKS := types format-check lint contracts migrations catalogues

check: setup-dev
	@$(MAKE) --no-print-directory --jobs=$(WORKERS) $(CHECKS)
	@$(MAKE) --no-print-directory tests

format-check: setup-dev
	@echo "Formatting"
	@$(VENV)/bin/ruff format --check --quiet . || { $(VENV)/bin/ruff format --check .; exit 1; }

lint: setup-dev
	@echo "Lint"
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/djlint templates --lint --quiet

types: setup-dev
	@echo "Types"
	@$(VENV)/bin/mypy --no-error-summary

contracts: setup-dev
	@echo "Import contracts"
	@$(VENV)/bin/lint-imports --no-logo > $(VAR)/contracts.txt || { cat $(VAR)/contracts.txt; exit 1; }

migrations: setup-dev
	@echo "Missing migrations"
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemigrations --check --dry-run
	@echo "Settings of production"
	@SECRET_KEY=a-key-of-enough-different-letters-for-the-check-0123456789 HTTPS=1 DEMO=0 DEBUG=0 \
		$(PY) manage.py check --deploy --fail-level WARNING --verbosity 0

catalogues: setup-dev
	@echo "Untranslated strings"
	@$(BUILD).catalogues check

tests: setup-dev
	@echo "Unit and page tests on SQLite"
	@$(PYTEST) tests --ignore=tests/browser

postgres: setup-dev
	@echo "Unit and page tests on PostgreSQL"
	@$(PY) -m tests.postgres $(PYTEST) tests --ignore=tests/browser --only-database

browser: setup-dev
	@echo "Browser tests"
	@$(PYTEST_BROWSER) tests/browser -rs

# Every tests/bench/bench_NAME.py is one benchmark; `make bench-NAME` runs it alone.
bench: $(patsubst tests/bench/bench_%.py,bench-%,$(wildcard tests/bench/bench_*.py))

bench-%: setup-dev
	@echo "Benchmark: $*"
	@$(PY) -m tests.bench.bench_$*

format: setup-dev
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

messages: setup-dev
	@$(BUILD).catalogues update

lock: $(VENV)/.dev
	@$(BUILD).lock
