#!/bin/sh
# Combinations that `tausq reproduce` compares in a second of processor time, one thread: claims that nothing reproduces, so that all
# parts of the search are done. Prints: data, studies, combinations, seconds, combinations per second.
# usage: bench/reproduce.sh PATH/tausq SOURCE_DIR
set -eu
tausq=${1:?usage: bench/reproduce.sh PATH/tausq SOURCE_DIR}
data=${2:?usage: bench/reproduce.sh PATH/tausq SOURCE_DIR}/datasets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() {
    name=$1
    rows=$2
    shift 2
    best=
    for round in 1 2 3; do
        { time -p "$tausq" reproduce "$@" --threads 1 --progress never --format json >"$work/out" 2>"$work/err" || :; } 2>"$work/time"
        seconds=$(awk '$1 == "user" || $1 == "sys" { sum += $2 } END { print sum }' "$work/time")
        best=$(awk -v a="$seconds" -v b="${best:-1e9}" 'BEGIN { print a < b ? a : b }')
    done
    sed -n 's/.*"combinations": \([0-9]*\).*/\1/p' "$work/out" |
        awk -v name="$name" -v rows="$rows" -v s="$best" '{ n += $1 } END { printf "%s,%d,%d,%.2f,%.0f\n", name, rows, n, s, n / s }'
}
echo 'data,studies,combinations,seconds,per_second'
measure 'means' 11 "$data/cochrane_liver_alt_albumin.csv" --where 'analysis=CD015033 1.14' --claim 'MD -9.21 [-13.69, -4.89]; I2=75%; tau2=31.51'
measure 'counts' 13 "$data/bcg.csv" --claim 'RR 0.52 [0.34, 0.70]; I2=92.2%; tau2=0.313'
measure 'ratios with variances' 37 "$data/passive_smoking.csv" --claim '0.29 [0.12, 0.32]; I2=24.2%; tau2=0.022'
