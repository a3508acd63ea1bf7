# The two commands of the README are `make run` and `make test`. Everything else is for people who change the code.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN_ARGS ?= --preset tiny
comma := ,
.DEFAULT_GOAL := help

.PHONY: claim-symmetry claim-learning claim-mutants claim-sequence claim-objectives claim-acquisition claim-feedback claim-rankers help native sanitize fuzz run test check format slow docs clean

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

run: $(VENV)/.installed   ## set up, then a self-improvement run on real ARC tasks (preset tiny)
	$(BIN)/codeit run $(RUN_ARGS)

test: $(VENV)/.installed-dev   ## set up, then the default tests (about nine minutes on two cores)
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.installed-dev   ## lint, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

native:          ## build the native engine in place, for the Python in PYTHON
	$(PYTHON) arc_dsl/engine/build.py

RANDOM_PROGRAMS ?= 1000000
SECONDS ?= 60
CHECKS := -fsanitize=address,undefined -fno-sanitize-recover=all
CORE := $(filter-out arc_dsl/engine/src/python/%,$(wildcard arc_dsl/engine/src/*/*.cpp)) arc_dsl/engine/fuzz/fuzz.cpp

sanitize:        ## the engine under sanitizers: RANDOM_PROGRAMS random programs, vectors, hostile ones
	@mkdir -p build
	$(CXX) -std=c++20 -O1 -g -DARC_RANDOM $(CHECKS) -Iarc_dsl/engine/src $(CORE) -o build/random_engine
	build/random_engine $(RANDOM_PROGRAMS)
	$(PYTHON) arc_dsl/engine/build.py --sanitize --build build/sanitize --output build/sanitized
	LD_PRELOAD="$$($(CXX) -print-file-name=libasan.so) $$($(CXX) -print-file-name=libubsan.so)" \
	ASAN_OPTIONS=detect_leaks=0 PYTHONPATH=.:tests/helpers $(PYTHON) tests/helpers/sanitized.py build/sanitized

fuzz:            ## the coverage-guided fuzzer, for SECONDS (needs clang++)
	@mkdir -p build/corpus
	clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -Iarc_dsl/engine/src $(CORE) -o build/fuzz_engine
	build/fuzz_engine -max_total_time=$(SECONDS) -max_len=256 build/corpus

format: $(VENV)/.installed-dev   ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

slow: $(VENV)/.installed-slow   ## the tests that take minutes (those of pages need a Chromium)
	$(BIN)/python -m pytest -m slow --timeout 3600

docs: $(VENV)/.installed-docs   ## build the documentation as pages in build/site, without warnings
	$(BIN)/codeit language --out docs/language
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "built: open build/site/index.html"

# `make claim-learning RUNS=runs/confirming HELD=docs/experiments/confirming.txt SEEDS="4 5 6"` is the
# confirmation on other tasks: the policy knows neither set.
HELD := docs/experiments/held-out.txt
SEEDS := 1 2 3
RUNS := runs/learning
HELD_OUT := --preset cpu --set data.hold_out=$(HELD) --set data.search=held_out \
	--set execution.workers=1 --set loop.meta_iterations=3 --set mutation.crossover=0 \
	--set mutation.own_task=300 --set near.per_task=20 --set search.steps=0
LEARNING := $(HELD_OUT) --runs $(RUNS) --set policy.checkpoint=policies/held/final \
	--set policy.threads=1 --set policy.samples=32 --set loop.draw=4096 --set loop.found_share=0.75 \
	--set replay.per_task=128 --set mutation.per_iteration=15000 --set frozen.sample_ms=2
MUTANTS := $(HELD_OUT) --runs runs/mutants --set proposer=scripted --set policy.samples=1 \
	--set loop.draw=256 --set mutation.per_iteration=33000

policies/held/final: | $(VENV)/.installed
	mkdir -p policies
	cat docs/experiments/held-out.txt docs/experiments/confirming.txt > policies/held.txt
	$(BIN)/codeit pretrain policies/held --minutes 62 --hold-out policies/held.txt

claim-learning: policies/held/final   ## the figures of docs/experiments/learning.md (two hours)
	for seed in $(SEEDS); do \
		$(BIN)/codeit run $(LEARNING) --name full-$$seed --seed $$seed && \
		$(BIN)/codeit run $(LEARNING) --name frozen-$$seed --seed $$seed \
			--set frozen.learning=true --set frozen.example_ms=0.001 || exit 1; \
		for arm in A7 A2 A3; do \
			$(BIN)/codeit run $(LEARNING) --name $$arm-$$seed --seed $$seed --ablate $$arm || exit 1; \
		done; \
	done
	$(BIN)/codeit compare $(RUNS)/full-* $(RUNS)/frozen-* $(RUNS)/A7-* $(RUNS)/A2-* $(RUNS)/A3-*

claim-mutants: $(VENV)/.installed   ## how many tasks mutants alone solve: docs/experiments/learning.md (3 minutes)
	for seed in 2 3; do \
		for grow in false true; do \
			$(BIN)/codeit run $(MUTANTS) --name grow_on-$$grow-$$seed --seed $$seed \
				--set mutation.grow_on=$$grow || exit 1; \
		done; \
	done
	$(BIN)/codeit compare runs/mutants/grow_on-false-* runs/mutants/grow_on-true-*

claim-sequence: $(VENV)/.installed   ## the figures of docs/papers/kolmogorov.md (three quarters of an hour of one core)
	$(BIN)/python -m benchmarks sequences rate
	$(BIN)/python -m benchmarks sequences natural
	$(BIN)/python -m benchmarks sequences arms --arms full A7 A2 A3 --first 31 \
		--seeds 10 --meta-iterations 10

# Expected, three seeds: tasks of 40 with all demonstrations right, none 15 to 19, random 14 to 17,
# the other levels 13 to 17 (claim-feedback); of sequences, ten seeds: full 4 to 15 of 96, A7 1 to 6
# (claim-sequence); uniform and open 17 to 18 of 40, beta and ensemble 19 to 21 (claim-acquisition,
# nine CPU minutes), 5 to 11 of 96 in every arm (claim-objectives). Right
# first answers of 80 at 20,000 steps (claim-rankers): votes 35, length 30, bits 29, likelihood 24.
claim-objectives: $(VENV)/.installed   ## imitation, AGRO and SPO at equal samples and steps
	$(BIN)/python -m benchmarks switches objectives

claim-acquisition: $(VENV)/.installed   ## rules of sharing samples among tasks, at equal totals
	$(BIN)/python -m benchmarks switches acquisition

claim-feedback: $(VENV)/.installed   ## the figures of docs/papers/repair.md
	$(BIN)/python -m benchmarks switches feedback
	$(BIN)/python -m benchmarks switches turns
	$(BIN)/python -m benchmarks switches plan

claim-symmetry: $(VENV)/.installed   ## the figures of docs/papers/equivariance.md (a quarter of an hour)
	$(BIN)/codeit scaling
	$(BIN)/python -m benchmarks switches symmetry

claim-rankers: policies/held/final   ## the figures of docs/papers/fomo.md (after an hour of pretraining)
	$(BIN)/python -m benchmarks rankers --checkpoint policies/held/final --steps 20000

clean:           ## remove the environment and caches, never runs/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

# pip, telling of the large files that it fetches, and with a dot every two seconds.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off \
	-c constraints.txt --config-settings=wheel.cmake=false
define install
	@rm -f $(VENV)/.failed; \
	while sleep 2 && kill -0 $$$$ 2>/dev/null; do printf .; done & dots=$$!; \
	trap 'kill $$dots 2>/dev/null' 0 2 15; \
	{ $(PIP) $(1) || touch $(VENV)/.failed; } | awk ' \
		/(Downloading|Using cached) .*[MG]B\)/ { sub(/^ */, "  "); print; fflush() } \
		/^Installing collected/ { print "  unpacking " NF - 3 " packages"; fflush() }'; \
	echo; test ! -e $(VENV)/.failed
endef

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "codeit needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run"; exit 2; }
	@echo "making an environment in $(VENV): some seconds"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt CMakeLists.txt $(wildcard arc_dsl/*/src/*.?pp arc_dsl/*/src/*/*.?pp)
	@echo "installing torch (about 200 MB where it comes without CUDA), transformers and others:" \
		"one to five minutes"
	$(call install,-e .)
	@echo "building the native engine: about half a minute"
	@$(BIN)/python arc_dsl/engine/build.py
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing what tests need: about a minute"
	$(call install,-e '.[dev$(comma)dataset$(comma)postgres]')
	@touch $@

$(VENV)/.installed-slow: $(VENV)/.installed-dev
	@echo "installing what slow tests need: about a minute"
	$(call install,-e '.[browser$(comma)notebook]' 'datasets>=3')
	@touch $@

$(VENV)/.installed-docs: $(VENV)/.installed
	@echo "installing what the documentation is built with: about a minute"
	$(call install,-e '.[docs]')
	@touch $@
