#!/usr/bin/env bash
# setup.sh PART…: installs what a build or test needs, and is quick when it is there.
# Parts: rust, node, peers (of bench/), browsers, redis, valgrind, python, and the cargo tools wasm-bindgen-cli, wasm-pack,
# geckodriver, cargo-deny.
source "$(dirname "$0")/lib.sh"

as_apt_packages() { # as_apt_packages PACKAGE…: by apt when root, else say what to run
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Installing $* (apt)"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >/dev/null
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        die "missing system packages; please run: sudo apt-get install -y $*"
    fi
}

setup_rust() {
    command -v cc >/dev/null || as_apt_packages gcc libc6-dev
    command -v cargo >/dev/null || die "cargo is missing; please install Rust with rustup (https://rustup.rs)"
    local channel sysroot
    channel=$(awk -F'"' '/^channel/ { print $2 }' rust-toolchain.toml)
    if sysroot=$(rustc --print sysroot 2>/dev/null) && [ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ] &&
        [ -x "$sysroot/bin/cargo-clippy" ] && [ -x "$sysroot/bin/rustfmt" ]; then
        return
    fi
    command -v rustup >/dev/null || die "Rust $channel with rustfmt, clippy and the wasm32-unknown-unknown target is needed; rustup installs them (https://rustup.rs)"
    say "Installing Rust $channel with rustfmt, clippy and the wasm32 target"
    rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy --target wasm32-unknown-unknown
}

setup_node() {
    local least=20.19.0 have hash
    command -v node >/dev/null || die "Node.js $least or newer is missing; please install it (https://nodejs.org)"
    command -v npm >/dev/null || die "npm is missing; it comes with Node.js (https://nodejs.org)"
    have=$(node --version)
    [ "$(printf '%s\n%s\n' "$least" "${have#v}" | sort -V | head -n 1)" = "$least" ] ||
        die "Node.js $least or newer is needed, this is $have; please install a newer one (https://nodejs.org)"
    hash=$(sha256sum package-lock.json | cut -d' ' -f1)
    if ! up_to_date node_modules/.lock-hash "$hash"; then
        say "Installing npm packages"
        npm ci --no-progress --loglevel error
        echo "$hash" >node_modules/.lock-hash
    fi
}

setup_peers() {
    local hash
    hash=$(sha256sum bench/package-lock.json | cut -d' ' -f1)
    if ! up_to_date bench/node_modules/.lock-hash "$hash"; then
        say "Installing the peers"
        npm ci --prefix bench --no-progress --loglevel error
        echo "$hash" >bench/node_modules/.lock-hash
    fi
}

setup_browsers() {
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium fonts-dejavu-core)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
    command -v firefox >/dev/null || command -v firefox-esr >/dev/null || missing+=(firefox-esr)
    [ ${#missing[@]} = 0 ] || as_apt_packages "${missing[@]}"
}

setup_redis() {
    command -v redis-server >/dev/null || as_apt_packages redis-server
}

setup_valgrind() {
    command -v valgrind >/dev/null || as_apt_packages valgrind
}

setup_python() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || as_apt_packages python3 python3-venv
}

# cargo_tool CRATE BINARY VERSION: the pinned version on PATH, else built into .tools with little optimisation.
cargo_tool() {
    local crate=$1 binary=$2 version=$3
    if [ "$("$binary" --version 2>/dev/null | awk '{ print $2; exit }')" = "$version" ]; then return; fi
    say "Building $crate $version (once, some minutes)"
    export CARGO_TARGET_DIR="$ROOT/.tools/target" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1
    export CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
    # A crate's own lock file can name a version that the registry does not serve; then the resolver picks the next best.
    cargo install --quiet --locked --force --root .tools "$crate@$version" 2>/dev/null ||
        cargo install --quiet --force --root .tools "$crate@$version" || die "could not build $crate $version"
}

for part in "$@"; do
    case $part in
    rust) setup_rust ;;
    node) setup_node ;;
    peers) setup_peers ;;
    browsers) setup_browsers ;;
    redis) setup_redis ;;
    valgrind) setup_valgrind ;;
    python) setup_python ;;
    wasm-bindgen-cli) cargo_tool wasm-bindgen-cli wasm-bindgen "$(locked_version wasm-bindgen)" ;;
    wasm-pack) cargo_tool wasm-pack wasm-pack 0.15.1 ;;
    geckodriver) cargo_tool geckodriver geckodriver 0.37.1 ;;
    cargo-deny) cargo_tool cargo-deny cargo-deny 0.20.2 ;;
    *) die "unknown part: $part (see the head of scripts/setup.sh)" ;;
    esac
done
rm -rf .tools/target
