# vet — `make demo` and `make test` each do all the set-up they need on a fresh Debian machine.
# Every target is safe to repeat. Nothing outside this folder is touched, save Debian packages
# when you are root and they are absent.
SHELL := /bin/sh
PY := .venv/bin/python
STAMP := .venv/.installed

.PHONY: help bench-pii install demo test lint bench bench-intake bench-sca bench-sast bench-api bench-compromise bench-a11y bench-report bench-secrets mutants fuzz lock clean system
help:
	@echo "make demo   vet the bundled example application, faulty and repaired"
	@echo "make test   run all tests"
	@echo "make lint   ruff, mypy and the policy lint"
	@echo "make bench  slow measurements, printed beside the figures to beat"
	@echo "make mutants leave out each part of each rule in turn; the fixtures must notice (hours)"
	@echo "make fuzz   50,000 mutated archives against intake"
	@echo "make lock   pin the requirements anew"

system:
	@scripts/system-packages

$(STAMP): requirements/dev.txt pyproject.toml vetting/node/package-lock.json vetting/node/package.json vetting/node/alfa.mjs
	@echo "==> Python environment in .venv (pinned, hashed)"
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "==> Node packages beside it (pinned, no scripts)"
	@$(PY) -I -m vetting.node.install
	@touch $(STAMP)

install: system $(STAMP)

demo: install
	@$(PY) -I examples/demo.py

test: install
	@scripts/system-packages softhsm2 || true
	@$(PY) -I tests/node/install.py
	@$(PY) -m pytest -m "not alone" --numprocesses 2 --dist loadfile --no-loadscope-reorder
	@$(PY) -m pytest -m alone

lint: install
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/vet policy lint

bench: install
	@$(PY) -m tests.bench

bench-report: install
	@$(PY) -m tests.bench.report

bench-intake: install
	@$(PY) -m tests.bench.intake
	@VET_KILLS=500 $(PY) -m pytest -s tests/hostile/intake/test_store_under_fire.py -k kill

bench-compromise: install
	@$(PY) -m tests.bench.compromise

bench-sast: install
	@$(PY) -m tests.bench.sast

bench-secrets: install
	@$(PY) -m tests.bench.secrets

bench-api: install
	@$(PY) -m tests.bench.api

bench-sca: install
	@$(PY) -m tests.bench.sca

bench-a11y: install
	@$(PY) -m tests.bench.a11y

bench-pii: install
	@$(PY) -m tests.bench.pii

mutants: install
	@$(PY) -m tests.bench.mutants

fuzz: install
	@VET_FUZZ_MUTANTS=50000 $(PY) -m pytest -s tests/hostile/intake/test_mutants.py

lock:
	@scripts/lock-requirements

clean:
	rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache
