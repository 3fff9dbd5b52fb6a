#!/bin/sh
# Every command has its page, and groff has nothing to say about any: check_man.sh FOLDER PROGRAM
set -eu
folder=$1 program=$2
status=0
for name in tausq $("$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9]*\) .*/tausq-\1/p'); do
    if [ ! -s "$folder/$name.1" ]; then
        echo "no manual page: $name"
        status=1
        continue
    fi
    said=$(groff -man -ww -z -Tutf8 "$folder/$name.1" 2>&1)
    if [ -n "$said" ]; then
        echo "$said"
        status=1
    fi
    if ! man -l "$folder/$name.1" 2>/dev/null </dev/null | grep -q "^NAME"; then
        echo "man shows nothing: $name"
        status=1
    fi
done
exit $status
