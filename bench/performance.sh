#!/bin/sh
# Measures the hot loop, with the peers that are installed in the same run, and writes the tables of docs/performance.md.
# usage: bench/performance.sh PATH/bench_hot_loop SOURCE_DIR
set -eu
hot_loop=${1:?usage: bench/performance.sh PATH/bench_hot_loop SOURCE_DIR}
source_dir=${2:?usage: bench/performance.sh PATH/bench_hot_loop SOURCE_DIR}
bench=$source_dir/bench
page=$source_dir/docs/performance.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/peers"
: >"$work/designs_of_metafor"
"$(dirname "$hot_loop")/bench_designs" >"$work/designs"
"$hot_loop" >"$work/hot"
"$(dirname "$hot_loop")/bench_root_finders" | sed 1d >>"$work/hot"
if command -v Rscript >/dev/null && Rscript -e 'library(metafor)' >/dev/null 2>&1; then
    Rscript "$bench/peer.R" | awk -F, '!/^case/ { printf "%s metafor,%s,%.0f\n", $1, $2, 1000 * $3 }' >>"$work/peers"
    Rscript "$bench/peer_gosh.R" >>"$work/peers"
    Rscript "$bench/peer_designs.R" >"$work/designs_of_metafor"
fi
if command -v Rscript >/dev/null && Rscript -e 'library(meta)' >/dev/null 2>&1; then
    Rscript "$bench/peer_meta.R" >>"$work/peers"
fi
for python in python3 /usr/bin/python3; do
    if ! grep -q numpy "$work/peers" && "$python" -c 'import numpy' >/dev/null 2>&1; then
        "$python" "$bench/peer_numpy.py" >>"$work/peers"
    fi
done
sh "$bench/run_resample.sh" "$(dirname "$(dirname "$hot_loop")")" >"$work/resampling"
if [ -x /usr/bin/time ]; then
    sh "$bench/batch.sh" "$(dirname "$(dirname "$hot_loop")")" >"$work/batch"
else
    : >"$work/batch"
fi
sh "$bench/ranks.sh" "$source_dir/build/mpi" >"$work/ranks" || : >"$work/ranks" # says why there is none
cat "$work/hot" "$work/peers" "$work/designs" "$work/designs_of_metafor" "$work/resampling" "$work/batch" "$work/ranks"
processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
awk -F, -v processor="$processor" '
function row(method, k, first) {
    printf "| %s | %d | %s | %s | %s | %s | %s | %s | %s |\n", method, k, bound[method " queue", k],
        cell(method " prepared tile", k), cell(method " tile", k), cell(method " queue", k),
        ns[method " single", k] == "" ? "" : sprintf("%.1f us", ns[method " single", k] / 1000),
        ratio(method " metafor", k, method " queue"), ratio(method " numpy", k, method " queue")
}
function cell(name, k) {
    return ns[name, k] == "" ? "" : sprintf("%.0f", ns[name, k]) (share[name, k] == "" ? "" : " (" share[name, k] " %)")
}
function sums(name) {
    return ns[name, 20] == "" ? "" : sprintf("%.1f (%.0f %%)", ns[name, 20], share[name, 20])
}
function times(name, s) {
    return ratio("REML " name, sizes[s], "REML queue") == "" ? "" : ratio("REML " name, sizes[s], "REML queue") " x"
}
function ratio(peer, k, ours) {
    return ns[peer, k] == "" ? "" : sprintf("%.0f", ns[peer, k] / ns[ours, k])
}
NR == FNR && FNR > 1 { ns[$1, $2] = $4; bound[$1, $2] = $7; share[$1, $2] = $8; next }
NR == FNR { next }
{ ns[$1, $2] = $3 }
END {
    printf "%s, one core: %.2f ns for a division among many, %.1f GB/s read from memory.\n\n",
        processor == "" ? "Unknown processor" : processor, ns["division", 1], ns["read from memory", 1]
    print "| method | k | bound | prepared tile | tile | queue | single fit | metafor / queue | NumPy / queue |"
    print "|---|---|---|---|---|---|---|---|---|"
    n = split("FE DL PM REML", methods, " ")
    split("8 20 100", sizes, " ")
    for (m = 1; m <= n; m++)
        for (s = 1; s <= 3; s++)
            row(methods[m], sizes[s])
    print "\n| REML | queue | single fit | GSL Newton | GSL Brent | GSL minimiser | metafor | meta |\n|---|---|---|---|---|---|---|---|"
    for (s = 1; s <= 2; s++)
        printf "| k = %d | %.0f | %s | %s | %s | %s | %s | %s |\n", sizes[s], ns["REML queue", sizes[s]], times("single", s),
            times("GSL Newton", s), times("GSL Brent", s), times("GSL minimiser", s), times("metafor", s), times("meta", s)
    print "\n| all subsets | sums, k = 20 (bound) | k = 13 | k = 20 | all of k = 20 | metafor, k = 10 | ratio to k = 13 |\n|---|---|---|---|---|---|---|"
    for (m = 1; m <= n; m++)
        if (ns[methods[m] " gosh", 20] != "") {
            peer = ns[methods[m] " gosh", 10]
            printf "| %s | %s | %.0f | %.0f | %.3f s | %s | %s |\n", methods[m], sums(methods[m] " subset sums"), ns[methods[m] " gosh", 13],
                ns[methods[m] " gosh", 20], ns[methods[m] " gosh", 20] * 1048575e-9,
                peer == "" ? "" : sprintf("%.0f us", peer / 1000), peer == "" ? "" : sprintf("%.0f", peer / ns[methods[m] " gosh", 13])
        }
}' "$work/hot" "$work/peers" >"$work/tables"
awk -F, '
FILENAME ~ /metafor$/ { metafor[$1, $2, $3] = $4; next }
FNR == 1 { print "\n| fits with moderators | coefficients | k | queue | single fit | single fit / queue | metafor / queue |\n|---|---|---|---|---|---|---|"; next }
{ peer = metafor[$1, $2, $3]
  printf "| %s | %d | %d | %.0f | %.0f us | %.0f | %s |\n", $1, $2, $3, $4, $5 / 1000, $5 / $4, peer == "" ? "" : sprintf("%.0f", peer / $4) }
' "$work/designs_of_metafor" "$work/designs" >>"$work/tables"
awk -F, '
function duration(ms) { return ms == "" ? "" : ms < 1000 ? sprintf("%.3g ms", ms) : sprintf("%.3g s", ms / 1000) }
NR == 1 { print "\n| resampling | k | tausq | metafor | ratio |\n|---|---|---|---|---|"; next }
{ printf "| %s | %d | %s | %s | %s |\n", $1, $2, duration($3), duration($4), $5 }' "$work/resampling" >>"$work/tables"
awk -f "$bench/batch_table.awk" "$work/batch" >>"$work/tables"
sed 's/, /; /g' "$work/ranks" | awk -F, '
NR == 1 { print "\n| side by side | one thread, s | two threads, s | ratio | two processes, s | ratio | limit |\n|---|---|---|---|---|---|---|"; next }
{ gsub("; ", ", ", $1); printf "| %s | %s | %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6, $7 }' >>"$work/tables"
awk -v tables="$work/tables" '
    /^<!-- measured/ { print; print ""; while ((getline line < tables) > 0) print line; print ""; inside = 1; next }
    /^<!-- end/ { inside = 0 }
    !inside' "$page" >"$work/page"
cp "$work/page" "$page"
echo "wrote $page"
