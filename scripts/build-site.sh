#!/usr/bin/env bash
# build-site.sh BINARY [release|demo]: a complete site in DIR (default .demo/site), ready for any static host and any path on it:
# the page and the snapshots beside it. Other files in the folder are left alone.
source "$(dirname "$0")/lib.sh"
binary=${1:?usage: build-site.sh BINARY [release|demo]}
site=${DIR:-.demo/site}

scripts/build-snapshots.sh "$binary"
scripts/build-page.sh "${2:-release}"
# Only what an earlier build of the page wrote: its files are named by their content, so they would pile up.
if [ -f "$site/sw.js" ]; then rm -rf "$site/assets"; fi
cp -r www/dist/. "$site/"
rm -rf "$site/.stamp" "$site/.vite"
# Netlify and Cloudflare Pages read the `_headers` at the top of a site only.
{
    cat <<'HEADERS'
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/sw.js
  Cache-Control: no-cache
/index.html
  Cache-Control: no-cache
HEADERS
    sed 's|^/|/snapshots/|' "$site/snapshots/_headers"
} >"$site/_headers"
