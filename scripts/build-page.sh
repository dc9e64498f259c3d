#!/usr/bin/env bash
# build-page.sh [release|demo]: the web app in www/dist, on the packed package. Does nothing when neither has changed.
source "$(dirname "$0")/lib.sh"

scripts/build-package.sh "${1:-release}"
inputs=()
for path in www/*; do
    case $path in www/node_modules | www/dist) ;; *) inputs+=("$path") ;; esac
done
hash=$(tree_hash "${inputs[@]}" pkg/.stamp scripts/build-page.sh package-lock.json)
if up_to_date www/dist/.stamp "$hash"; then exit 0; fi

say "Building the page"
rm -rf www/dist
npm run --silent build --workspace www
echo "$hash" >www/dist/.stamp
