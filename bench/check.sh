#!/bin/sh
# 10,000 claims over 500 data files: sh bench/check.sh PROGRAM      needs GNU time as /usr/bin/time
# "shared": 20 numbers of two analyses of each file; "distinct": every claim is of an analysis of its own.
set -eu
tausq=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
awk 'BEGIN {
    srand(1)
    head = "id,data,where,args,quantity,expected,tolerance,source"
    n = split("estimate se ci_lb ci_ub tau2 I2 QE QE_p pval pi_lb", quantity, " ")
    split("REML DL PM SJ ML EB HE HS FE EE", method, " ")
    print head >"shared.csv"
    print head >"distinct.csv"
    for (f = 1; f <= 500; f++) {
        data = "data" f ".csv"
        print "study,n1i,m1i,sd1i,n2i,m2i,sd2i" >data
        for (i = 4 + int(rand() * 16); i > 0; i--)
            printf "s%d,%d,%.2f,%.2f,%d,%.2f,%.2f\n", i, 20 + rand() * 80, 10 + rand() * 5, 2 + rand(), 20 + rand() * 80,
                10 + rand() * 5, 2 + rand() >data
        close(data)
        for (i = 0; i < 20; i++) {
            measure = i < n ? "MD" : "SMD"
            printf "c%d-%d,%s,,--measure %s,%s,0.123,,\n", f, i, data, measure, quantity[i % n + 1] >"shared.csv"
            printf "c%d-%d,%s,,--measure %s --method %s,%s,0.123,,\n", f, i, data, measure, method[i % n + 1],
                quantity[i % n + 1] >"distinct.csv"
        }
    }
}'
for claims in shared distinct; do
    for threads in 1 2; do
        /usr/bin/time -q -f '%e s on the clock, %U s of processors, %M KB' -o time "$tausq" check $claims.csv --quiet \
            --threads $threads -o report || [ $? -eq 1 ]
        tail -n 1 report | grep -q '^10000 claims' || { echo 'not all claims were checked' && exit 1; }
        echo "$claims analyses, $threads threads: $(cat time)"
    done
done
