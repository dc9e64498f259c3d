#!/usr/bin/env bash
# bench.sh: every figure a ratio to something run beside it. Real elections are used where ../shared/data has them, else the sample.
source "$(dirname "$0")/lib.sh"

cargo build --release --bin coalition-lens --example kernels --example scale --example voters
cargo build --target wasm32-unknown-unknown --no-default-features --profile wasm-release --example kernels --example voters
say "Kernels, wasm against native"
node scripts/bench-kernels.mjs target/release/examples/kernels target/wasm32-unknown-unknown/wasm-release/examples/kernels.wasm

say "Groups of voters, in Chromium"
[ -d .tools/duckdb-wasm/node_modules ] || npm install --silent --no-audit --no-fund --prefix .tools/duckdb-wasm @duckdb/duckdb-wasm@1.32.0
data=../shared/data
elections=()
for file in portland2024/d2_profile.blt nyc2025_mayor/nyc2025_mayor.blt; do [ -f "$data/$file" ] && elections+=("$data/$file"); done
node scripts/bench-voters.mjs target/release/examples/voters target/wasm32-unknown-unknown/wasm-release/examples/voters.wasm \
    .tools/duckdb-wasm/node_modules "${elections[@]}"

say "Large elections"
target/release/examples/scale

say "Building, against DuckDB"
python=.tools/python
[ -x $python/bin/python ] || python3 -m venv $python
$python/bin/python -c 'import duckdb' 2>/dev/null || $python/bin/pip install --quiet duckdb==2.0.0
wide=$data/portland2024/d2_wide_clearballot_RECONSTRUCTED_status0.csv.gz
if [ -f "$wide" ]; then
    plain=$(mktemp --suffix=.csv)
    trap 'rm -f "$plain"' EXIT
    gunzip -c "$wide" >"$plain"
    $python/bin/python scripts/bench-build.py target/release/coalition-lens "$plain" "$data/nyc2025_mayor/nyc2025_mayor.blt"
else
    say "skipped: the real elections are absent; the sample election instead"
    target/release/coalition-lens sample --ballots 75000 --candidates 26 -o .demo/bench.csv
    $python/bin/python scripts/bench-build.py target/release/coalition-lens .demo/bench.csv
fi
