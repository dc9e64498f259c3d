#!/usr/bin/env bash
# bench.sh [bench|load|scale|check] [ARGUMENT…]: what bench/ measures. Real elections are used where ../shared/data has them.
#
#   bench [PART…]      builds what is measured, then every part (browser, native, extras) and the report
#   load [--quick]     1 to 20 readers at once and a soak, and the report
#   scale [--quick]    how building, loading and asking grow with an election, and what analysis of a large one costs
#   check [--record N] the quick ratios against bench/baseline.json; instruction counts
source "$(dirname "$0")/lib.sh"
what=${1:-bench}
[ $# = 0 ] || shift

setup_bench() {
    scripts/setup.sh node browsers
    local hash
    hash=$(sha256sum bench/package-lock.json | cut -d' ' -f1)
    if ! up_to_date bench/node_modules/.lock-hash "$hash"; then
        say "Installing the peers"
        npm ci --prefix bench --no-progress --loglevel error
        echo "$hash" >bench/node_modules/.lock-hash
    fi
}

setup_python() {
    local python=.tools/python/bin/python
    [ -x $python ] || python3 -m venv .tools/python
    $python -c 'import duckdb' 2>/dev/null || $python -m pip install --quiet duckdb==2.0.0
}

build() {
    scripts/setup.sh rust wasm-bindgen-cli
    cargo build --release --bin coalition-lens --example kernels --example voters
    cargo build --target wasm32-unknown-unknown --no-default-features --profile wasm-release --example kernels --example voters
    scripts/build-package.sh release
    scripts/build-page.sh
}

case $what in
bench)
    setup_bench
    build
    setup_python
    node bench/run.mjs "$@"
    ;;
load)
    setup_bench
    scripts/setup.sh rust wasm-bindgen-cli
    cargo build --release --bin coalition-lens
    scripts/build-package.sh release
    node bench/load.mjs "$@"
    ;;
scale)
    scripts/setup.sh rust
    cargo build --release --bin coalition-lens --example analysis
    target/release/examples/analysis
    python3 scripts/scale.py target/release/coalition-lens bench/results/scale.json "$@"
    ;;
check)
    setup_bench
    scripts/setup.sh rust wasm-bindgen-cli
    cargo build --release --bin coalition-lens --example instructions
    cargo build --target wasm32-unknown-unknown --no-default-features --profile wasm-release --example voters
    scripts/build-package.sh release
    COALITION_LENS_BIN=${CARGO_TARGET_DIR:-target}/release/coalition-lens node bench/check.mjs "$@"
    [ $# != 0 ] || scripts/instructions.sh
    ;;
*) die "unknown: $what (bench, load, scale or check)" ;;
esac
