# Everything a researcher or CI needs. `make help` lists the targets.
# Nothing to install first but Python 3.11 (or newer) with venv; .venv is made from requirements.txt, and what lab, test
# and lint need besides is added from requirements-dev.txt when they are first run.
.DEFAULT_GOAL := help
.PHONY: help book preview execute accuracy compare check check-data new-year fetch-units questionnaire vocabulary demo bench scale mutate reliability verify close lab test test-slow test-changed lint format git lock clean browser audit
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEV    := $(VENV)/.ready-dev
UV     := .venv-uv/bin/uv
YEAR_OPTION := $(if $(YEAR),--year $(YEAR))
DEMONSTRATION = $(basename $(notdir $(lastword $(sort $(shell grep -l '^synthetic: true' params/*.yml)))))
PARTS  ?= 4

help: ## List every target with what it does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(READY) ## Build the book: make book YEAR=2024 (without YEAR: the newest params file)
	@$(BIN)/is248 book $(YEAR_OPTION)

preview: $(READY) ## Show one chapter in the browser, again at every save: make preview CHAPTER=06
	@$(BIN)/is248 preview $(CHAPTER) $(YEAR_OPTION)

execute: $(READY) ## Execute the chapters without publishing them
	@$(BIN)/is248 execute $(YEAR_OPTION)

compare: $(READY) ## What differs between two books: make compare OLD=2023 NEW=2024, or two folders of one edition
	@$(BIN)/is248 compare "$(OLD)" "$(NEW)"

check: $(READY) ## Check the prose: typed numbers, unchecked words: make check FILES=chapters/06-arsverk-fordelt.ipynb
	@$(BIN)/is248 check $(FILES)

accuracy: $(READY) ## Write docs/accuracy.md: what the printed edition contradicts itself in, and what the book prints
	@$(BIN)/is248 accuracy

check-data: $(READY) ## Check the responses: a page with one table per rule, for a person to decide on
	@$(BIN)/is248 check-data $(YEAR_OPTION)

new-year: $(READY) ## Start a new edition from the one before: make new-year YEAR=2025 (CHECK=1: what is left to do)
	@test -n "$(YEAR)" || { echo "Name the year: make new-year YEAR=2025"; exit 1; }
	@$(BIN)/is248 new-year $(YEAR) $(if $(CHECK),--check)

fetch-units: $(READY) ## A year's units and inhabitants from Statistics Norway: make fetch-units YEAR=2025 (AGAIN=1: replace)
	@test -n "$(YEAR)" || { echo "Name the year: make fetch-units YEAR=2025"; exit 1; }
	@$(BIN)/is248 fetch-units $(YEAR) $(if $(AGAIN),--again)

questionnaire: $(READY) ## The form from the codebook: make questionnaire YEAR=2025 (UNIT=1103, ALL=1: with last year's FTE)
	@test -n "$(YEAR)" || { echo "Name the year: make questionnaire YEAR=2025"; exit 1; }
	@$(BIN)/is248 questionnaire $(YEAR) $(if $(UNIT),--unit $(UNIT)) $(if $(ALL),--all)

vocabulary: $(READY) ## Write docs/vocabulary.md: every word that a chapter can use
	@$(BIN)/python tools/vocabulary.py

demo: $(READY) ## Make the demo responses anew from the printed tables
	@$(BIN)/python tools/make_demo.py

bench: $(DEV) ## Time the build and the preview on this machine, and write docs/performance.md
	@$(BIN)/python tools/bench.py

scale: $(READY) ## Measure the pages of 10 000 units, and print the table of docs/scale.md
	@$(BIN)/is248 book
	@$(BIN)/python tools/scale.py

mutate: $(DEV) ## Which small changes to the library no test notices: make mutate MODULES="survey/*.py" SAMPLE=50 SEED=1
	@$(BIN)/python tools/mutate.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) --write

reliability: $(DEV) ## Kill builds and imports at random moments, count what came of it: make reliability TIMES=10
	@$(BIN)/python tools/reliability.py $(if $(TIMES),--times $(TIMES))

verify: $(READY) ## Prove that a book is what its manifest says and its data give it: make verify BOOK=dist/2024
	@$(BIN)/is248 verify "$(BOOK)"

close: $(DEV) browser ## Close a year, to be rebuilt in ten: make close YEAR=2024 (OPTIONS="--with-wheels --with-responses")
	@test -n "$(YEAR)" || { echo "Name the year: make close YEAR=2024"; exit 1; }
	@$(BIN)/is248 close $(YEAR) $(OPTIONS)

lab: $(DEV) ## Open a chapter in JupyterLab with its live preview beside it: make lab CHAPTER=13
	@$(BIN)/is248 lab $(CHAPTER) $(YEAR_OPTION)

test: $(DEV) browser lint ## Build the demonstration's book, then run every check that CI runs
	@$(BIN)/is248 book --year $(DEMONSTRATION)
	@$(BIN)/pytest -n $(PARTS) --dist loadfile --no-loadscope-reorder --timeout 900 -m "not slow" tests
	@IS248_KEEPS=1 $(BIN)/pytest -n $(PARTS) --dist loadfile -p no:cacheprovider --nbval build/*/chapters

test-slow: $(DEV) ## The checks that take minutes: kills, two builds at once, the same bytes, 10 000 units
	@$(BIN)/is248 book --year $(DEMONSTRATION)
	@$(BIN)/pytest -m slow tests

test-changed: $(DEV) ## Of the chapters, run again those that anything has changed for since they passed
	@$(BIN)/is248 book $(YEAR_OPTION)
	@$(BIN)/pytest -q -p no:cacheprovider --nbval --changed build/*/chapters

lint: $(DEV) ## Style of the code, and the form of the chapters: no outputs, a sentence on a line
	@$(BIN)/ruff check lib tests tools conftest.py
	@$(BIN)/ruff format --check lib tests tools conftest.py
	@$(BIN)/is248 format --check
	@if [ -e .git ]; then $(BIN)/is248 check-committed; else echo "No copy made with git: not looked for real answers"; fi
	@$(BIN)/lint-imports --no-cache | grep "Contracts:.*, 0 broken" || { $(BIN)/lint-imports --no-cache; exit 1; }

format: $(DEV) ## Put code in its standard layout, and the chapters in their one form
	@$(BIN)/ruff check --fix -q lib tests tools conftest.py
	@$(BIN)/ruff format -q lib tests tools conftest.py
	@$(BIN)/is248 format

git: $(DEV) ## Once per copy: git merges chapters by sentence, shows them by cell, and refuses real answers
	@$(BIN)/is248 setup-git

lock: $(UV) ## Choose the newest versions of all packages anew and write both requirements files
	@$(UV) pip compile -q pyproject.toml --all-extras $(LOCKED) --upgrade -o requirements-dev.txt
	@$(UV) pip compile -q pyproject.toml --extra setup $(LOCKED) --upgrade -c requirements-dev.txt -o requirements.txt

LOCKED = --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate
$(UV):
	@$(PYTHON) -m venv .venv-uv && .venv-uv/bin/pip install -q --disable-pip-version-check uv

audit: $(READY) ## Ask which packages have known faults: ends with 1 if there are any, with 2 if nobody could be asked
	@$(BIN)/python tools/audit.py

clean: ## Remove everything that can be made again (build/, dist/, .venv/)
	rm -rf build dist $(VENV) .venv-uv .venv-audit .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); echo "On Debian and Ubuntu the package python3-venv is needed: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -f $(DEV)
	@touch $@

$(DEV): $(READY) requirements-dev.txt
	@echo "Adding what lab, test and lint need (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

browser: $(DEV) ## Chromium for the tests of the finished book (installed on Debian if it is missing)
	@{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
	    && $(BIN)/playwright --version >/dev/null 2>&1 || \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium libatomic1 >/dev/null; \
	    else echo "make test needs Chromium: sudo apt-get install chromium libatomic1"; exit 1; fi
