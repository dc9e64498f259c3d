# Two targets do everything: `make demo` and `make test`. Each installs what it needs; a second run is quick.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo site dev test lint contract format bench load scale bench-check fuzz clean

PORT ?= 8080
TARGET := $(or $(CARGO_TARGET_DIR),target)
DIR ?= $(if $(CVR),.demo/election,.demo/site)
# The sample election needs no reader of Parquet, and that takes a third of the build; a file of one's own may.
FEATURES = cli$(if $(CVR),$(comma)parquet)
comma := ,
export DIR PORT CVR CONTEST SEATS TITLE JURISDICTION DATE FEATURES

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  CVR=file make demo     shows a real election instead; CONTEST=… chooses among several contests, SEATS=… gives the seats"
	@echo "  DIR=folder make site   writes the site there; it works at any path of any static host"
	@echo "  PORT=8090 make demo    serves at another port (default 8080)"
	@echo "  make test STEPS='…'    runs only these steps; scripts/test.sh --list names them"

demo: ## build the sample election, engine, package and page, and serve them
	@scripts/build-demo.sh
	@echo "Serving the demo at http://localhost:$(PORT)/ (Ctrl-C ends it)"
	@exec $(TARGET)/debug/coalition-lens serve $(DIR) --port $(PORT)

site: ## a whole static site in DIR, to be published: the engine as small as it is released
	@scripts/setup.sh rust node wasm-glue
	@cargo build --release
	@scripts/build-site.sh $(TARGET)/release/coalition-lens

dev: ## the fast loop: debug engine, hot reload of page and package
	@scripts/setup.sh rust node wasm-glue
	@cargo build --no-default-features --features $(FEATURES)
	@scripts/build-snapshots.sh $(TARGET)/debug/coalition-lens
	@scripts/build-package.sh dev
	@exec node scripts/dev.mjs

test: ## run every test
	@scripts/test.sh $(STEPS)

lint: ## run only the checks that need no build of the browser's engine
	@scripts/test.sh rustfmt prettier clippy rustdoc clippy-wasm cargo-deny

contract: ## write anew what is made from the definitions of queries: TypeScript types, tables of docs/queries.md
	@scripts/setup.sh rust
	@UPDATE_CONTRACT=1 cargo test --quiet --test contract

format: ## format Rust, TypeScript, Svelte and JSON
	@scripts/setup.sh rust node
	@cargo fmt
	@npm run --silent format

bench: ## measure against peers, side by side; the report is bench/results/README.md
	@bench/bench.sh bench $(PARTS)

load: ## 1 to 20 readers at once against the server, and a soak
	@bench/bench.sh load

scale: ## how building, loading and asking grow with an election
	@bench/bench.sh scale

bench-check: ## fail if a ratio or a count of instructions is worse than the baseline
	@bench/bench.sh check

fuzz: ## mutate files, tables, documents and questions for SECONDS (60) per kind; what fails is left in tests/fuzz/corpus
	@scripts/setup.sh rust
	@FUZZ_SECONDS=$(or $(SECONDS),60) cargo test --test fuzz

clean: ## remove what builds made, but for the tools in .tools
	rm -rf target pkg .demo www/dist node_modules www/node_modules tests/npm/node_modules tests/e2e/node_modules bench/node_modules
