#!/usr/bin/env bash
# build-site.sh BINARY: a complete site in .demo/site, ready for any static host: the page and the snapshots beside it.
source "$(dirname "$0")/lib.sh"
binary=${1:?usage: build-site.sh BINARY}

scripts/build-snapshots.sh "$binary"
scripts/build-page.sh
find .demo/site -mindepth 1 -maxdepth 1 -not -name snapshots -exec rm -rf {} +
cp -r www/dist/. .demo/site/
rm -rf .demo/site/.stamp .demo/site/.vite
# Netlify and Cloudflare Pages read the `_headers` at the top of a site only.
sed 's|^/|/snapshots/|' .demo/site/snapshots/_headers >.demo/site/_headers
