#!/usr/bin/env bash
# build-wasm.sh [release|demo|dev]: the engine as WebAssembly with its JavaScript glue, into pkg/wasm/<profile>/.
# `release` is what the package ships. `dev` compiles fast and skips wasm-opt; `demo` is `dev` with our own code as fast as it
# gets, and larger than the release.
source "$(dirname "$0")/lib.sh"
profile=${1:-release}
case $profile in
release) build=(--profile wasm-release) folder=wasm-release ;;
demo) build=(--config "profile.dev.package.coalition-lens.opt-level=3") folder=debug ;;
dev) build=() folder=debug ;;
*) die "unknown profile: $profile (release, demo or dev)" ;;
esac

# `rustc --crate-type cdylib`: cargo gives no link-time optimisation to a library that is an rlib as well.
say "Compiling the engine to WebAssembly ($profile)"
cargo rustc --lib --crate-type cdylib --target wasm32-unknown-unknown --no-default-features "${build[@]}"

module=$TARGET/wasm32-unknown-unknown/$folder/coalition_lens.wasm
out=pkg/wasm/$profile
hash=$(sha256sum "$module" scripts/build-wasm.sh scripts/lib.sh package-lock.json | sha256sum | cut -d' ' -f1)
if up_to_date "$out/.stamp" "$hash"; then exit 0; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Both make the same files; the tests install the first, and the second compiles faster.
if has_version wasm-bindgen "$(locked_version wasm-bindgen)"; then
    wasm-bindgen --target web --out-dir "$scratch" --out-name coalition_lens "$module"
else
    wasm-glue "$module" "$scratch" coalition_lens
fi
if [ "$profile" = release ]; then
    say "Optimising the engine for size"
    optimise_wasm "$scratch/coalition_lens_bg.wasm" "$scratch/optimised.wasm"
    mv "$scratch/optimised.wasm" "$scratch/coalition_lens_bg.wasm"
fi
rm -rf "$out"
mkdir -p "$out"
cp "$scratch"/* "$out/"
echo "$hash" >"$out/.stamp"
