#!/usr/bin/env bash
# bench.sh [bench|load|scale|check] [ARGUMENT…]: what bench/ measures. Real elections are used where ../shared/data has them.
#
#   bench [PART…]      builds what is measured, then every part (browser, native, readers, extras) and the report
#   load [--quick]     1 to 20 readers at once and a soak, and the report
#   scale [--quick]    how building, loading and asking grow with an election, and what analysis of a large one costs
#   check [--record N] the quick ratios against bench/baseline.json; instruction counts
#   check-build        makes what check measures, which takes longer than the check
source "$(dirname "$0")/../scripts/lib.sh"
what=${1:-bench}
[ $# = 0 ] || shift
export COALITION_LENS_BIN=$TARGET/release/coalition-lens

setup_python() {
    local python=.tools/python/bin/python excel=.tools/python-excel
    scripts/setup.sh python
    $python -m pip --version >/dev/null 2>&1 || python3 -m venv --clear .tools/python
    $python -c 'import duckdb, openpyxl, pref_voting, python_calamine' 2>/dev/null ||
        $python -m pip install --quiet duckdb==2.0.0 openpyxl==3.1.5 pref_voting==1.18.2 python-calamine==0.9.1
    # DuckDB fetches extensions from a place of its own; of the newest DuckDB, none is packaged.
    [ -d $excel/duckdb_cli ] || $python -m pip install --quiet --upgrade --target $excel duckdb==1.5.5 duckdb-cli==1.5.5 duckdb-extension-excel==1.5.5
}

# Examples as the browser gets them: through all that the engine goes through.
build_kernels() {
    local name names=("${@/#/--example=}") folder=.tools/bench/kernels
    cargo build --target wasm32-unknown-unknown --no-default-features --profile wasm-release "${names[@]}"
    mkdir -p $folder
    for name in "$@"; do
        optimise_wasm "$TARGET/wasm32-unknown-unknown/wasm-release/examples/$name.wasm" $folder/$name.wasm
    done
}

build() {
    scripts/setup.sh rust wasm-glue
    cargo build --release --bin coalition-lens --example kernels --example reading --example voters
    build_kernels kernels voters
    scripts/build-package.sh release
    scripts/build-page.sh
}

case $what in
bench)
    scripts/setup.sh node peers browsers
    setup_python
    build
    node bench/run.mjs "$@"
    ;;
load)
    scripts/setup.sh rust node peers browsers wasm-glue
    cargo build --release --bin coalition-lens
    scripts/build-package.sh release
    node bench/load.mjs "$@"
    ;;
scale)
    scripts/setup.sh rust node peers python
    cargo build --release --bin coalition-lens --example analysis
    "$TARGET/release/examples/analysis"
    rows=$(python3 bench/scale.py "$COALITION_LENS_BIN" "$@")
    node bench/keep.mjs scale rows <<<"$rows"
    ;;
check | check-build)
    scripts/setup.sh rust node peers browsers valgrind wasm-glue
    # The data are the same from any build of the command line; that of the tests is there already.
    export COALITION_LENS_BIN=$TARGET/debug/coalition-lens
    bench/instructions.sh --build
    build_kernels voters
    scripts/build-package.sh release
    if [ "$what" = check-build ]; then exec node bench/check.mjs --prepare; fi
    node bench/check.mjs "$@"
    [ $# != 0 ] || bench/instructions.sh
    ;;
*) die "unknown: $what (bench, load, scale, check or check-build)" ;;
esac
