# Two commands for a newcomer: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench deaths kills simulate machine hostile omissions promises mutants sealed clean

demo: .venv/.runs  ## everything on this machine, phones in a web page, no token
	$(BIN)/titian demo

# Four at a time also on two cores: much of it waits for processes and for a minute to pass.
test: .venv/.tests  ## all tests
	$(BIN)/python -m pytest -n 4 --dist worksteal

check: .venv/.tests  ## lint, types, catalogs, import rules: seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py tests/test_catalog.py tests/test_routes.py

bench: .venv/.tests .venv/.aiogram  ## against forms in memory (python-telegram-bot's, aiogram's), in one run
	$(BIN)/python -m benchmarks

deaths: .venv/.tests  ## every story killed at every step, on both databases
	$(BIN)/python -m pytest -n auto --dist worksteal -m every_death

kills: .venv/.tests  ## 200 real SIGKILLs a database
	TITIAN_KILLS=200 $(BIN)/python -m pytest -m kill9

simulate: .venv/.tests  ## a year of 500 cases in three zones: of follow-ups, and of staff changes; minutes
	$(BIN)/python -m tests.simulate
	$(BIN)/python -m tests.simulate.staff

machine: .venv/.tests  ## ten thousand steps of everybody on each database, and how often each arrow was gone along
	$(BIN)/python -m tests.machine 10000 1 sqlite
	$(BIN)/python -m tests.machine 10000 1 postgresql

hostile: .venv/.tests  ## a million forged buttons and a hundred thousand broken updates
	$(BIN)/python -m tests.hostile

omissions: .venv/.tests  ## each permission, note, seal and erasure left out once: which test notices
	$(BIN)/python -m tests.omissions

promises: .venv/.tests  ## what keeps each sentence that promises taken away once: whether its test fails, in some minutes
	$(BIN)/python -m tests.promises

sealed: .venv/.tests  ## every story in a town that has a sealed page; what Telegram is told holds nothing personal
	$(BIN)/python -m pytest -n 4 --dist worksteal --with-page -k sqlite tests/stories

mutants: .venv/.tests  ## calls, conditions and guards made wrong one at a time: what goes unnoticed, 25 minutes of trying
	$(BIN)/python -m tests.mutants --quiet

clean:
	rm -rf .venv .demo .mutants .mypy_cache .ruff_cache .hypothesis

.venv/.runs: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/.aiogram: .venv/.runs benchmarks/constraints.txt
	$(PYTHON) -m venv .venv/aiogram
	.venv/aiogram/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/constraints.txt
	touch $@

.venv/.tests: .venv/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,check]'
	touch $@
