#!/usr/bin/env bash
# build-snapshots.sh BINARY: a snapshot in the folder snapshots of DIR (default .demo/site): of the sample election or, with
# CVR=file, of that file, named after it. CONTEST, SEATS, TITLE, JURISDICTION and DATE go on to the builder.
source "$(dirname "$0")/lib.sh"
binary=${1:?usage: build-snapshots.sh BINARY}
snapshots=${DIR:-.demo/site}/snapshots
mkdir -p .demo "${DIR:-.demo/site}"

# What a program of another format version left in the demo's own folders is made again; a folder of yours is not touched.
case $(realpath "$snapshots") in
"$(realpath .demo)"/*)
    if [ -e "$snapshots/manifest.json" ] && ! "$binary" inspect "$snapshots" >/dev/null 2>&1; then
        rm -r "$snapshots"
    fi
    ;;
esac

# The page's own first questions, so that it can answer them before its engine is there.
warm=www/warm.json

if [ -n "${CVR:-}" ]; then
    [ -r "$CVR" ] || die "CVR=$CVR: no such file, or not readable"
    name=$(basename "$CVR")
    id=$(printf '%s' "${name%%.*}" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9]+/-/g; s/^-+//; s/-+$//')
    "$binary" build "$CVR" -o "$snapshots" --election-id "${id:-election}" --warm "$warm" \
        ${CONTEST:+--contest "$CONTEST"} ${SEATS:+--seats "$SEATS"} ${TITLE:+--title "$TITLE"} ${JURISDICTION:+--jurisdiction "$JURISDICTION"} ${DATE:+--date "$DATE"}
    exit
fi

if [ ! .demo/sample.csv -nt "$binary" ]; then
    say "Making the sample election"
    "$binary" sample -o .demo/sample.csv
fi
"$binary" build .demo/sample.csv -o "$snapshots" --election-id sample --title "Sample election" --seats 3 --warm "$warm"
