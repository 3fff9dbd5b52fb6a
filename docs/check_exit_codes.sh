#!/bin/sh
# docs/exit-codes.md has a row for each exit status that the library's statuses lead to, and for 1: check_exit_codes.sh SOURCE_TREE
set -eu
cd "$1"
made=$({
    echo 1
    sed -n 's/^TSQ_STATUS([A-Z_]*, \([0-9]*\), .*/\1/p' include/tausq/status.def
} | sort -nu)
written=$(sed -n 's/^| \([0-9][0-9]*\) |.*/\1/p' docs/exit-codes.md)
if [ "$made" != "$written" ]; then
    echo "exit statuses of include/tausq/status.def:" $made
    echo "rows of docs/exit-codes.md:" $written
    exit 1
fi
