#!/usr/bin/env bash
# instructions.sh [--build|--update]: counts the instructions of the native kernels on a sample election and compares them with
# bench/instructions.json; fails where one took more than TOLERANCE of a hundred more. --update writes the counts there instead,
# and into bench/results.
# Counts depend on the compiler (pinned in rust-toolchain.toml) and on the machine's instruction set, not on its load: two runs
# differed by less than a hundred-thousandth. A change elsewhere shifts what is inlined: by up to 5 of a hundred so far.
source "$(dirname "$0")/../scripts/lib.sh"

TOLERANCE=${TOLERANCE:-10}
baseline=bench/instructions.json

scripts/setup.sh rust valgrind
# Without Parquet, which is not counted and takes a third of the build.
cargo build --quiet --release --no-default-features --features cli --example instructions
cargo test --quiet --test cli --no-run
[ "${1:-}" != --build ] || exit 0
folder=$(mktemp -d)
counts=$folder/counts.json
trap 'rm -rf "$folder"' EXIT
"$TARGET/debug/coalition-lens" sample -o "$folder/sample.csv" --ballots 20000 --candidates 20 --ranks 6 --seed 7
# Only what happens inside of the functions kernel_… is counted.
valgrind --quiet --tool=callgrind --callgrind-out-file="$folder/counted" --collect-atstart=no --toggle-collect='kernel_*' \
    "$TARGET/release/examples/instructions" "$folder/sample.csv" 2>"$folder/log" || die "$(cat "$folder/log")"
callgrind_annotate --inclusive=yes --threshold=100 "$folder/counted" |
    sed -n 's/^ *\([0-9,]*\) .*:kernel_\([a-z_]*\) .*/\2 \1/p' | tr -d , | LC_ALL=C sort |
    awk 'BEGIN { print "{" } { printf "%s  \"%s\": %s", (NR > 1 ? ",\n" : ""), $1, $2 } END { print "\n}" }' >"$counts"
[ "$(wc -l <"$counts")" -gt 3 ] || die "callgrind counted nothing: $(cat "$folder/log")"

if [ "${1:-}" = --update ]; then
    scripts/setup.sh node peers
    node bench/keep.mjs instructions counts <"$counts"
    cp "$counts" "$baseline"
    say "$baseline is written"
    exit 0
fi
[ -f "$baseline" ] || die "$baseline is missing; bench/instructions.sh --update writes it"
awk -F'[":, ]+' -v tolerance="$TOLERANCE" '
    NR == FNR { if (NF > 3 || $3 ~ /^[0-9]/) before[$2] = $3; next }
    $3 ~ /^[0-9]/ {
        if (!($2 in before)) { printf "%-20s %14d  new: bench/instructions.sh --update\n", $2, $3; failed = 1; next }
        change = 100 * ($3 / before[$2] - 1)
        verdict = change > tolerance ? "FAILED" : change < -tolerance ? "better: bench/instructions.sh --update" : "ok"
        if (change > tolerance) failed = 1
        delete before[$2]
        printf "%-20s %14d %+8.2f %%  %s\n", $2, $3, change, verdict
    }
    END {
        for (name in before) { printf "%-20s %14s  no longer counted\n", name, ""; failed = 1 }
        exit failed
    }
' "$baseline" "$counts"
