#!/usr/bin/env bash
# test.sh [STEP…]: runs every test, or only the steps named. A failing step does not stop the others.
# The end tells what was slowest; the last line counts the steps. `test.sh --list` names them.
source "$(dirname "$0")/lib.sh"

# Native tests, the command line they drive and the browser's end-to-end tests share the dev profile, so that polars-core is
# compiled natively once. The browser tests use the dev profile too: they build every test target, and fat link-time
# optimisation of each would take longer than compiling the dependencies a second time.
wasm_target=(--target wasm32-unknown-unknown --no-default-features)
export COALITION_LENS_BIN="$TARGET/debug/coalition-lens"
# Property tests draw the same cases in every run of the gate; PROPTEST_RNG_SEED=… PROPTEST_CASES=… explore further.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20241105}
export WASM_BINDGEN_TEST_TIMEOUT=${WASM_BINDGEN_TEST_TIMEOUT:-300}

# The steps of a lane run one after the other, the lanes `cargo` and `web` beside each other, and then `alone`, which times
# things. What compiles with the dev profile is in `cargo`, since its folder is for one at a time; what makes or takes the
# package is in `web`.
steps=(rustfmt prettier clippy rustdoc clippy-wasm cargo-deny cargo-test sql package typescript eslint publint types-wrong page size wasm-chromium wasm-firefox npm e2e bench-build bench-check)
lane_of() {
    case $1 in
    clippy* | rustdoc | cargo-test | sql | wasm-*) echo cargo ;;
    bench-check) echo alone ;;
    *) echo web ;;
    esac
}

step_rustfmt() {
    cargo fmt --check
    cargo fmt --check --manifest-path tools/wasm-glue/Cargo.toml
}
step_prettier() { npm run --silent format:check; }
step_clippy() { cargo clippy --all-targets -- -D warnings; }
step_clippy-wasm() { cargo clippy --lib --test web "${wasm_target[@]}" -- -D warnings; }
step_rustdoc() { RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps --lib; }
step_cargo-deny() { cargo deny --log-level error check bans licenses sources; }
step_cargo-test() {
    cargo test --no-run
    # The compiled tests, not the compiler, are told to allow what only a nightly one does otherwise: to say how long each took.
    cargo test --config "target.'cfg(all())'.runner = ['env', 'RUSTC_BOOTSTRAP=1']" --lib --bins --tests -- -Z unstable-options --report-time
    cargo test --doc
}
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
    wasm-pack test --mode no-install --headless "--$1" "--$2" "$(command -v "$2")" . --no-default-features --lib --test web |
        node scripts/time-tests.mjs
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
# A step of its own, so that nothing is compiled while it times.
step_bench-build() { bench/bench.sh check-build; }
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
scripts/setup.sh rust </dev/null
at_once "scripts/setup.sh browsers redis valgrind" "scripts/setup.sh node cargo-deny wasm-bindgen-cli wasm-pack geckodriver" </dev/null

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# Steps in the background do not hear Ctrl-C by themselves.
trap 'trap - INT TERM; kill 0' INT TERM
declare -A result=() seconds=() begun=()

# A subshell of its own, outside any condition, so that `set -e` holds inside the step.
run() { (set -e && "step_$1") </dev/null 2>&1; }

ended() { # ended STEP EXIT-CODE
    result[$1]=$2
    seconds[$1]=$((SECONDS - begun[$1]))
    printf '━━ %s: %s, %s s\n' "$1" "$([ "$2" = 0 ] && echo ok || echo "FAILED (exit $2)")" "${seconds[$1]}"
}

# Shows what a step prints as it prints it.
one_by_one() { # one_by_one STEP…
    local name status
    for name in "$@"; do
        printf '\n━━ %s\n' "$name"
        begun[$name]=$SECONDS
        set +e
        run "$name" | tee "$logs/$name"
        status=${PIPESTATUS[0]}
        set -e
        ended "$name" "$status"
    done
}

# Shows what a step printed when it has ended, whole.
side_by_side() { # side_by_side LANE LANE: names of arrays of steps
    local -A step_of=() lane_of_step=()
    local pid lane status
    begin() { # begin LANE: its next step, if there is one
        local -n left=$1
        [ ${#left[@]} -gt 0 ] || return 0
        local name=${left[0]}
        left=("${left[@]:1}")
        begun[$name]=$SECONDS
        say "$name"
        run "$name" >"$logs/$name" &
        step_of[$!]=$name
        lane_of_step[$!]=$1
    }
    for lane in "$@"; do begin "$lane"; done
    while [ ${#step_of[@]} -gt 0 ]; do
        status=0
        wait -n -p pid "${!step_of[@]}" || status=$?
        printf '\n━━ %s\n' "${step_of[$pid]}"
        cat "$logs/${step_of[$pid]}"
        ended "${step_of[$pid]}" "$status"
        lane=${lane_of_step[$pid]}
        unset "step_of[$pid]"
        begin "$lane"
    done
}

cargo=() web=() alone=()
for name in "${steps[@]}"; do
    declare -n lane=$(lane_of "$name")
    lane+=("$name")
done
if [ ${#cargo[@]} -gt 0 ] && [ ${#web[@]} -gt 0 ]; then
    side_by_side cargo web
else
    one_by_one "${cargo[@]}" "${web[@]}"
fi
one_by_one "${alone[@]}"

passed=0 failed=0 table=""
for name in "${steps[@]}"; do
    if [ "${result[$name]}" = 0 ]; then
        passed=$((passed + 1)) verdict=ok
    else
        failed=$((failed + 1)) verdict=FAILED
    fi
    table+=$(printf '%-15s %-6s %6d s' "$name" "$verdict" "${seconds[$name]}")$'\n'
done
printf '\n%s\nThe ten slowest steps\n' "$table"
sort -k3,3nr <<<"${table%$'\n'}" | head -n 10
printf '\nThe ten slowest tests\n'
node scripts/slowest-tests.mjs "$logs"
printf '\n%d min %d s in all\n%d passed, %d failed\n' $((SECONDS / 60)) $((SECONDS % 60)) $passed $failed
[ $failed = 0 ]
