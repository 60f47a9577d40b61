# The project's commands. `make demo` and `make test` set up what is missing and work on a fresh Debian 12 machine.
SHELL := /bin/bash
export PATH := $(HOME)/.cargo/bin:$(PATH)
BIN := target/release

.PHONY: help setup build demo test test-units test-guest test-lab soak-lab explore soak-cluster soak-card cuts mutate bench bench-driver bench-card timing formal lint clean

help:
	@echo "make demo    watch a copy survive the death of its filer (Verilated cards)"
	@echo "make test    everything that proves the promises of the README"
	@echo "make soak-lab    random faults and orders under a client, SEED=1000 COUNT=1000"
	@echo "make explore     the arbitration model with both identities, two faults and more, half an hour, report in target/explore.txt"
	@echo "make soak-cluster   10^8 steps of seeded walks of two machines, report in target/soak-cluster.txt"
	@echo "make soak-card      RTL against model on the same random work, SEEDS=1000..1100, report in target/soak-card.txt"
	@echo "make cuts    power fails at every cycle of a piece of work on the cards, CUTS=4000..6000 for a part, report in target/cuts.txt"
	@echo "make mutate  for a night: takes each safeguard of the card and the mirror out and says which test notices"
	@echo "make bench   figures, side by side with Samba, also in target/bench/filer.json"
	@echo "make bench-driver   what a card costs its host, on every backend, in target/bench/driver.json"
	@echo "make bench-card     cycles, bandwidth and recovery of the cards beside their goals, in target/bench/card.json"
	@echo "make timing  resources and clock of the card with open tools, reports in boards/reports; an hour, boards/timing --help has shorter steps"
	@echo "make formal  what solvers prove about FIFOs, watermarks, stamps, fences and credits, see docs/formal.md"
	@echo "make build   the binaries: $(BIN)/{lab,filer,shelf,chassis}"
	@echo "make lint    formatting and compiler warnings as errors"

setup:
	@scripts/setup

build: setup
	@echo "build: compiling (the first time this takes several minutes: the cards' hardware is compiled as well)"
	cargo build --release --workspace --bins

demo: build
	@scripts/demo

test: build test-units test-lab

# One job each: two cores, and the simulation of the cards wants one of them.
test-units:
	cargo test --release --workspace --exclude lab

# Part of test-units; alone: the guests with the cards in their slots.
test-guest:
	cargo test --release -p sim-verilator --test guest

test-lab:
	cargo test --release -p lab -- --test-threads=1

# Random sequences of faults and orders under a copying client: SEED is the first, COUNT how many.
SEED ?= 1000
COUNT ?= 1000
soak-lab: build
	SEED=$(SEED) COUNT=$(COUNT) cargo test --release -p lab --test sequences -- --nocapture

# What the model checker does in a night. MODEL="faults=2 kinds=17 ops=1 seconds=900" explores something else (docs/cluster.md).
explore:
	@mkdir -p target
	set -o pipefail; SAVEPOINT_MODEL="$(MODEL)" cargo test --release -p savepoint-cluster --lib -- --ignored night --nocapture \
	    | tee target/explore.txt

# Seeded walks: 3200 seeds are 10^8 steps.
SEEDS ?= 1000..4200
soak-cluster:
	@mkdir -p target
	set -o pipefail; SAVEPOINT_SEEDS=$(SEEDS) cargo test --release -p savepoint-cluster --lib -- --ignored soak --nocapture \
	    | tee target/soak-cluster.txt

# RTL against model: each seed is more than 200 000 lines, about ten seconds on one core.
soak-card:
	@mkdir -p target
	set -o pipefail; SEEDS=$(if $(filter command% environment%,$(origin SEEDS)),$(SEEDS),1000..1100) \
	    cargo test --release -p sim-verilator --test bulk -- --ignored soak --nocapture 2>&1 | tee target/soak-card.txt

# Every cycle of what make test samples, or those that CUTS names.
cuts:
	@mkdir -p target
	set -o pipefail; CUTS=$(CUTS) cargo test --release -p sim-verilator --test cuts -- --ignored --nocapture 2>&1 | tee target/cuts.txt

# For a night: each safeguard is taken out, of the card in what is simulated, of the mirror in a copy of the committed tree, and a test
# has to fail.
mutate: setup
	@scripts/mutate-card
	@scripts/mutate-rtl

bench: build
	@scripts/setup bench
	@scripts/bench

bench-driver: build
	$(BIN)/driver-bench --out target/bench/driver.json

bench-card: setup
	cargo run --release -p sim-verilator --bin card-bench -- --out target/bench/card.json

timing:
	@boards/timing

formal:
	@scripts/setup formal
	@scripts/formal

lint:
	cargo fmt --all --check
	cargo clippy --release --workspace --all-targets -- -D warnings

clean:
	cargo clean
