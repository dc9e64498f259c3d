# Sourced by every script: strict mode, the project's own tools first on PATH, one way to speak.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
TARGET=$(realpath -m "${CARGO_TARGET_DIR:-target}")
export PATH="$ROOT/.tools/bin:$ROOT/node_modules/.bin:$PATH"

say() { printf '▸ %s\n' "$*" >&2; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# at_once COMMAND…: runs commands beside each other, and fails when one of them has.
at_once() {
    local command pids=() failed=0
    for command in "$@"; do
        $command &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    return $failed
}

# locked_version CRATE: the version of a crate in Cargo.lock.
locked_version() {
    awk -v want="name = \"$1\"" '$0 == want { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}

# has_version BINARY VERSION: whether it is on PATH.
has_version() { [ "$("$1" --version 2>/dev/null | awk '{ print $2; exit }')" = "$2" ]; }

# package_version: the version of this project, which is also that of the npm package.
package_version() { locked_version coalition-lens; }

# tree_hash PATH…: one hash over the names and contents of all files under the paths.
tree_hash() {
    find "$@" -type f -not -path '*/node_modules/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# up_to_date STAMP HASH: whether the stamp file holds this hash.
up_to_date() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# optimise_wasm IN OUT, for size. Exactly the features that rustc turns on for wasm32-unknown-unknown, all within the browser floor.
optimise_wasm() {
    wasm-opt -Oz --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
        --enable-reference-types --enable-multivalue --enable-simd "$1" -o "$2"
}
