#!/usr/bin/env bash
# test.sh [STEP…]: runs every test, cheap ones first, or only the steps named. A failing step does not stop the others.
# The last line counts the steps. `test.sh --list` names them.
source "$(dirname "$0")/lib.sh"

# Native tests, the command line they drive and the browser's end-to-end tests share the dev profile, so that polars-core is
# compiled natively once. The browser tests use the dev profile too: they build every test target, and fat link-time
# optimisation of each would take longer than compiling the dependencies a second time.
wasm_target=(--target wasm32-unknown-unknown --no-default-features)
export COALITION_LENS_BIN="$TARGET/debug/coalition-lens"
# Property tests draw the same cases in every run of the gate; PROPTEST_RNG_SEED=… PROPTEST_CASES=… explore further.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20241105}
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-300}

steps=(rustfmt prettier clippy clippy-wasm cargo-deny cargo-test sql package typescript eslint publint types-wrong page size wasm-chromium wasm-firefox npm e2e bench-check)

step_rustfmt() { cargo fmt --check; }
step_prettier() { npm run --silent format:check; }
step_clippy() { cargo clippy --all-targets -- -D warnings; }
step_clippy-wasm() { cargo clippy --lib --test web "${wasm_target[@]}" -- -D warnings; }
step_cargo-deny() { cargo deny --log-level error check bans licenses sources; }
step_cargo-test() { cargo test; }
step_sql() {
    command -v python3 >/dev/null || { say "skipped: python3 is absent"; return; }
    cargo test --test cli --no-run
    python3 tests/sql/groups.py "$COALITION_LENS_BIN"
}
step_package() { scripts/build-package.sh release; }
step_typescript() {
    tsc -p pkg-template --noEmit
    npm run --silent check --workspaces --if-present
}
step_eslint() { npm run --silent lint; }
step_publint() { publint --strict pkg/package; }
step_types-wrong() { attw --profile esm-only --no-emoji --no-color pkg/coalition-lens-*.tgz; }
step_page() {
    npm test --silent --workspace www
    scripts/build-page.sh
}
step_size() { node scripts/size-budget.mjs; }
wasm_tests() { # wasm_tests BROWSER DRIVER-FLAG DRIVER
    wasm-pack test --mode no-install --headless "--$1" "--$2" "$(command -v "$2")" . --no-default-features --lib --test web
}
step_wasm-chromium() { wasm_tests chrome chromedriver; }
step_wasm-firefox() { wasm_tests firefox geckodriver; }
step_npm() {
    cargo test --test cli --no-run
    scripts/build-package.sh release
    npm test --silent --workspace tests/npm
}
step_e2e() {
    cargo test --test cli --no-run
    scripts/build-site.sh "$COALITION_LENS_BIN"
    npm test --silent --workspace tests/e2e
}

step_bench-check() { bench/bench.sh check; }

if [ "${1:-}" = --list ]; then
    printf '%s\n' "${steps[@]}"
    exit 0
fi
for name in "$@"; do
    [[ " ${steps[*]} " == *" $name "* ]] || die "no step named $name; the steps are: ${steps[*]}"
done
if [ $# -gt 0 ]; then steps=("$@"); fi

[ -d ../shared/data ] || say "skipped: tests on real elections, since ../shared/data is absent"
scripts/setup.sh rust node browsers redis cargo-deny wasm-bindgen-cli wasm-pack geckodriver </dev/null

passed=0 failed=0 summary=""
run() {
    local name=$1 started=$SECONDS result
    printf '\n━━ %s\n' "$name"
    # A subshell of its own, outside any condition, so that `set -e` holds inside the step.
    set +e
    (
        set -e
        "step_$name"
    ) </dev/null
    result=$?
    set -e
    local took="$((SECONDS - started)) s"
    if [ $result = 0 ]; then
        passed=$((passed + 1))
        summary+=$(printf '%-15s ok      %8s' "$name" "$took")$'\n'
    else
        failed=$((failed + 1))
        summary+=$(printf '%-15s FAILED  %8s' "$name" "$took")$'\n'
    fi
    printf '━━ %s: %s, %s\n' "$name" "$([ $result = 0 ] && echo ok || echo "FAILED (exit $result)")" "$took"
}
for name in "${steps[@]}"; do run "$name"; done

printf '\n%s\n%d passed, %d failed\n' "$summary" "$passed" "$failed"
[ $failed = 0 ]
