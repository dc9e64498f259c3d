#!/usr/bin/env bash
# build-package.sh [release|demo|dev]: assembles the npm package and packs it.
#
#   pkg/wasm/<profile>/            engine and glue (build-wasm.sh)
#   pkg/generated/wasm/            the glue in use; pkg-template/tsconfig.json finds it through `rootDirs`
#   pkg/package/                   the assembled package
#   pkg/coalition-lens-<v>.tgz     the same, packed
#
# The packed file is then unpacked into the node_modules of those who use it, so that the page and the tests get what
# a stranger gets: the package's own `exports`, and no file that was not packed.
source "$(dirname "$0")/lib.sh"
profile=${1:-release}
users=(www tests/npm)
version=$(package_version)
tarball=pkg/coalition-lens-$version.tgz

scripts/build-wasm.sh "$profile"
rm -rf pkg/generated
mkdir -p pkg/generated
cp -r "pkg/wasm/$profile" pkg/generated/wasm

hash=$(tree_hash pkg/generated pkg-template scripts/build-package.sh LICENSE-MIT LICENSE-APACHE package-lock.json Cargo.lock)
if ! up_to_date pkg/.stamp "$hash"; then
    say "Assembling the npm package $version"
    rm -rf pkg/package pkg/*.tgz pkg/.stamp
    mkdir -p pkg/package/dist/wasm
    tsc -p pkg-template --emitDeclarationOnly --outDir "$ROOT/pkg/package/dist"
    # The glue stays a file of its own: it finds the engine beside itself. comlink is bundled: a worker served without a
    # bundler cannot import by package name.
    # Redis stays outside: only its own entry imports it. Names are kept, so that a stack trace can be read.
    dense=(--format=esm --target=es2022 --charset=utf8 --minify-whitespace --minify-syntax --legal-comments=inline --log-level=warning)
    esbuild pkg-template/src/{index,node,worker,engine,redis}.ts --bundle --splitting --platform=neutral --main-fields=module \
        --external:./wasm/* --external:node:* --external:redis "${dense[@]}" \
        --chunk-names=shared-[hash] --outdir=pkg/package/dist
    cp pkg/generated/wasm/coalition_lens* pkg/package/dist/wasm/
    esbuild pkg/generated/wasm/coalition_lens.js "${dense[@]}" --allow-overwrite --outfile=pkg/package/dist/wasm/coalition_lens.js
    cp pkg-template/README.md LICENSE-MIT LICENSE-APACHE pkg/package/
    node --input-type=module - "$version" <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
const manifest = JSON.parse(readFileSync("pkg-template/package.json", "utf8"));
manifest.version = process.argv[2];
delete manifest.devDependencies;
writeFileSync("pkg/package/package.json", JSON.stringify(manifest, null, 2) + "\n");
JS
    (cd pkg/package && npm pack --silent --loglevel error --pack-destination "$ROOT/pkg" >/dev/null)
    echo "$hash" >pkg/.stamp
fi

for user in "${users[@]}"; do
    installed=$user/node_modules/coalition-lens
    if ! up_to_date "$installed/.stamp" "$hash"; then
        rm -rf "$installed"
        mkdir -p "$installed"
        tar -xzf "$tarball" -C "$installed" --strip-components=1
        echo "$hash" >"$installed/.stamp"
    fi
done
