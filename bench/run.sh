#!/bin/sh
# Times single fits of tausq and, where R has metafor, of metafor in the same run, and prints the ratios.
# usage: bench/run.sh BUILD_DIRECTORY
set -eu
build=${1:?usage: bench/run.sh BUILD_DIRECTORY}
here=$(dirname "$0")
cmake --build "$build" --target bench_single_fit >/dev/null
ours=$("$build/bench/bench_single_fit")
if command -v Rscript >/dev/null && Rscript -e 'library(metafor)' >/dev/null 2>&1; then
    peer=$(Rscript "$here/peer.R")
else
    echo 'metafor is not installed: no ratios' >&2
    echo "$ours"
    exit 0
fi
printf '%s\n---\n%s\n' "$ours" "$peer" | awk -F, '
    /^---/ { peer = 1; next }
    /^case/ { next }
    !peer { us[$1 "," $2] = $3; order[++n] = $1 "," $2; next }
    { theirs[$1 "," $2] = $3 }
    END { print "case,k,tausq_us,metafor_us,ratio"
          for (i = 1; i <= n; i++) printf "%s,%s,%s,%.0f\n", order[i], us[order[i]], theirs[order[i]], theirs[order[i]] / us[order[i]] }'
