#!/bin/sh
# README shows what the program prints and the example that the install test builds: check_readme.sh SOURCE_TREE PROGRAM
set -eu
cd "$1"
program=$2
status=0

# block N: the Nth fenced block of README.
block()
{
    awk -v wanted="$1" '/^```/ { if (inside) { inside = 0 } else { inside = 1; n++ } next } inside && n == wanted' README.md
}

arguments=$(block 1 | sed 's/.*tausq pool //')
# shellcheck disable=SC2086 # a list of words
shown=$(block 2) printed=$(LC_ALL=C.UTF-8 "$program" pool $arguments)
if [ "$shown" != "$printed" ]; then
    echo "README does not show what the program prints now:"
    echo "$printed"
    status=1
fi
if [ "$(block 5)" != "$(sed 1d tests/install/consumer/consumer.c)" ]; then
    echo "README's C program is not tests/install/consumer/consumer.c without its first line"
    status=1
fi
exit $status
