#!/bin/sh
# Times permutation tests and bootstraps of tausq and, where R has metafor and boot, of those in the same run, and prints the
# ratios. usage: bench/run_resample.sh BUILD_DIRECTORY
set -eu
build=${1:?usage: bench/run_resample.sh BUILD_DIRECTORY}
here=$(dirname "$0")
cmake --build "$build" --target bench_resample >/dev/null
ours=$("$build/bench/bench_resample")
if ! Rscript -e 'library(metafor); library(boot)' >/dev/null 2>&1; then
    echo 'metafor and boot are not installed: no ratios' >&2
    echo "$ours"
    exit 0
fi
peer=$(Rscript "$here/resample.R")
printf '%s\n---\n%s\n' "$ours" "$peer" | awk -F, '
    /^---/ { peer = 1; next }
    /^case/ { next }
    !peer { us[$1 "," $2] = $3; order[++n] = $1 "," $2; next }
    { theirs[$1 "," $2] = $3 }
    END { print "case,k,tausq_ms,metafor_ms,ratio"
          for (i = 1; i <= n; i++) if (order[i] in theirs)
              printf "%s,%s,%s,%.0f\n", order[i], us[order[i]], theirs[order[i]], theirs[order[i]] / us[order[i]]
          else printf "%s,%s,,\n", order[i], us[order[i]] }'
