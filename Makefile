# What everybody types: `make demo` to see the product work, `make test` to prove it. Run twice, it loses nothing.

PYTHON ?= python3
PORT ?= 8000
SERVE ?= 1
BROWSER ?= 1
export PORT SERVE

BIN := .venv/bin
INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
# What WeasyPrint loads, and the fonts of pages and PDF.
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-inter fonts-noto-core

# What tests start by themselves: an antivirus, and the reader of scanned text. Without them, tests are skipped.
PARTS := clamav-daemon tesseract-ocr tesseract-ocr-fra

.PHONY: help demo test check bench lock
help:
	@echo "make demo    the whole product, played on real households, then http://localhost:$(PORT)"
	@echo "             (SERVE=0 stops after the report, PORT=8123 listens elsewhere)"
	@echo "make test    the whole suite (BROWSER=0 leaves out the browser journeys)"
	@echo "make check   what continuous integration runs"
	@echo "make bench   benchmarks, one JSON object a line"
	@echo "make lock    requirements.txt from pyproject.toml"

demo: .venv/ready .venv/libraries
	@$(BIN)/python manage.py demo

test: .venv/ready .venv/libraries parts
ifeq ($(BROWSER),0)
	$(BIN)/pytest -n 2 -m "not browser"
else
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  $(call need,chromium,brew install --cask chromium; or leave the journeys out: make test BROWSER=0)
	$(BIN)/pytest -n 2
endif

check: .venv/ready .venv/libraries
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check
	$(MAKE) test

bench: .venv/ready .venv/libraries
	@$(BIN)/python -m tests.bench

lock: .venv/ready
	$(BIN)/uv pip compile --universal --generate-hashes --all-extras --no-emit-index-url \
	  --python-version 3.11 pyproject.toml -o requirements.txt

# The environment, made again whenever the lock changes.
.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Nothing was done: Python 3.11 or later is needed, $(PYTHON) is missing or older." >&2; \
	  echo "Name another one: make demo PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call need,python3-venv,brew install python)
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies in .venv (a few minutes the first time)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/libraries: .venv/ready
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null && \
	  { [ "$$(uname)" = Darwin ] || { [ -d /usr/share/fonts/opentype/inter ] && [ -d /usr/share/fonts/truetype/noto ]; }; } || \
	  $(call need,$(LIBRARIES),brew install pango && brew install --cask font-inter font-noto-sans)
	@touch $@

.PHONY: parts
parts:
	@command -v clamd >/dev/null && command -v tesseract >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && $(call need,$(PARTS),); } || \
	  echo "Not installed: $(PARTS). The tests that start them are skipped, and counted."

# $(call need,Debian packages,what to type on macOS): install as root on Debian, else say the one command and stop.
define need
{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "Installing $(1)…"; \
    $(INSTALL) $(1) >/dev/null 2>&1 || { apt-get update -qq && $(INSTALL) $(1); }; \
  else \
    echo "Something of the system is missing. Nothing was changed. Run this, then try again:" >&2; \
    if [ "$$(uname)" = Darwin ]; then echo "  $(2)" >&2; else echo "  sudo apt-get install $(1)" >&2; fi; \
    exit 1; \
  fi; }
endef
