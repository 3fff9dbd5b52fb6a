#!/bin/sh
# Every relative link of the markdown pages leads to a file: check_links.sh SOURCE_TREE
set -eu
cd "$1"
status=0
count=0
for page in *.md docs/*.md datasets/*.md tests/*/*.md; do
    [ -f "$page" ] || continue
    folder=$(dirname "$page")
    links=$(grep -oE '\]\([^)#: ]+(#[^)]*)?\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' || true)
    for link in $links; do
        count=$((count + 1))
        if [ ! -e "$folder/$link" ]; then
            echo "$page: no such file: $link"
            status=1
        fi
    done
done
echo "$count links"
exit $status
