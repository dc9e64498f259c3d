#!/usr/bin/env bash
# build-demo.sh: the demo's site in DIR, from nothing in a few minutes: the dev profile, with the FEATURES that are needed.
source "$(dirname "$0")/lib.sh"

# What is built once gains nothing from what a next build could reuse.
export CARGO_INCREMENTAL=0
scripts/setup.sh rust
at_once "scripts/setup.sh node wasm-glue" "cargo build --no-default-features --features ${FEATURES:-cli}"
scripts/build-site.sh "$TARGET/debug/coalition-lens" demo
