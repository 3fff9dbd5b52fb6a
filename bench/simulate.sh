#!/bin/sh
# Simulated fits a second of tausq and, where R has metafor, of metafor in a loop in the same run, and their ratios.
# usage: bench/simulate.sh BUILD_DIRECTORY
set -eu
build=${1:?usage: bench/simulate.sh BUILD_DIRECTORY}
here=$(dirname "$0")
cmake --build "$build" --target bench_simulate >/dev/null
ours=$("$build/bench/bench_simulate")
if command -v Rscript >/dev/null && Rscript -e 'library(metafor)' >/dev/null 2>&1; then
    peer=$(Rscript "$here/simulate.R")
else
    echo 'metafor is not installed: no ratios' >&2
    echo "$ours"
    exit 0
fi
printf '%s\n---\n%s\n' "$ours" "$peer" | awk -F, '
    /^---/ { peer = 1; next }
    /^case/ { next }
    !peer { rate[$1 "," $2] = $3; order[++n] = $1 "," $2; next }
    { theirs[$1 "," $2] = $3 }
    END { print "case,k,tausq_per_s,metafor_per_s,ratio"
          for (i = 1; i <= n; i++) printf "%s,%s,%s,%.0f\n", order[i], rate[order[i]], theirs[order[i]], rate[order[i]] / theirs[order[i]] }'
