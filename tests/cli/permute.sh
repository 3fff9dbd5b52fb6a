# tausq permute: each format, what is refused, threads and seeds, groups, an interrupt.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets

# field NAME: a number of the JSON in out.
field() {
    sed -n "s/^ *\"$1\": \([^,]*\),*\$/\1/p" out | head -n 1
}

# BCG log risk ratios: all 2^13 arrangements; 12 of them reach the statistic of the data (metafor 5.1-12:
# tests/golden/make/resample.R).
run 0 permute "$data/bcg.csv" --measure RR --format json
[ "$(field pval)" = 0.00146484375 ] || complain "pval is $(field pval)"
[ "$(field permutations)" = 8192 ] || complain 'not all arrangements'
has out '"schema": "tausq.permute/1"'
has out '"exact": true'
[ "$(field pval_mcse)" = null ] || complain 'an exact p-value has an error of drawing'

# 1/2000 is half of 1 - level: there is an interval, though 100 - 99.9 is a little less than 0.1 in binary. The error of a
# p-value from n drawn arrangements is sqrt(p (1 - p)/n).
run 0 permute "$data/bcg.csv" --measure RR --format json --level 99.9 --permutations 2000
[ "$(field ci_lb)" != null ] || complain 'no interval from 2000 arrangements at 99.9 %'
awk -v p="$(field pval)" -v e="$(field pval_mcse)" 'BEGIN { d = e * e * 2000 - p * (1 - p)
    exit !(p > 0 && p < 1 && d < 1e-12 && d > -1e-12) }' || complain 'not that error of the p-value'
run 0 permute "$data/bcg.csv" --measure RR --format json --level 99.9 --permutations 1999
[ "$(field ci_lb)" = null ] || complain 'an interval from 1999 arrangements at 99.9 %'
run 0 permute "$data/bcg.csv" --measure RR
has out 'all 8192 arrangements of signs, REML, knha'
has out 'p = 0.0015'
lacks out 'nan'
run 0 permute "$data/bcg.csv" --measure RR --format markdown
has out '| permutation |'

# The CSV has every arrangement, and the share of it is the p-value.
run 0 permute "$data/bcg.csv" --measure RR --format csv
[ "$(wc -l <out)" -eq 8193 ] || complain 'not 8192 rows'
awk -F, 'NR == 2 { t = $3 < 0 ? -$3 : $3 } NR > 1 { s = $3 < 0 ? -$3 : $3; n += s >= t - 1e-8 }
    END { exit n != 12 }' out || complain 'not 12 that reach it'
[ "$(cut -d, -f5 out | sort -u | wc -l)" -eq 8193 ] || complain 'an arrangement comes twice'

# Drawn ones: the same seed gives the same bytes for any number of threads; another seed others.
run 0 permute "$data/bcg.csv" --measure RR --permutations 5000 --seed 3 --threads 1 --format csv
cp out first
[ "$(wc -l <out)" -eq 5001 ] || complain 'not 5000 rows'
run 0 permute "$data/bcg.csv" --measure RR --permutations 5000 --seed 3 --threads 3 --format csv
cmp -s out first || complain 'threads change the output'
run 0 permute "$data/bcg.csv" --measure RR --permutations 5000 --seed 4 --format csv
cmp -s out first && complain 'the seed changes nothing'
run 0 permute "$data/bcg.csv" --measure RR --permutations 5000 --seed 3
has out '5000 random arrangements of signs (seed 3)'
has out 'Standard error of the two-sided p-value'

# Groups; a group of few studies has no interval and says why.
run 0 permute "$data/bcg.csv" --measure RR --by alloc
has out 'alloc = alternate'
has out 'all 4 arrangements of signs'
has out 'No interval: 4 arrangements have no one-sided p-value as small as 0.025.'
run 0 permute "$data/bcg.csv" --measure RR --by alloc --format csv
has out 'group_alloc,number,estimate,statistic,tau2,flipped'

run 2 permute "$data/bcg.csv" --measure RR --permutations 1
run 2 permute "$data/bcg.csv" --measure RR --all --permutations 10
run 2 permute "$data/bcg.csv" --measure RR --interval on --format csv
run 2 permute "$data/bcg.csv" --measure RR --method MH
run 2 permute "$data/bcg.csv" --measure RR --pi HTS
run 5 permute "$data/missing.csv"

# Interrupted: what is done, marked, and exit status 6.
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 34; i++) print i "," i % 7 - 3.2 "," 0.1 + i % 5 / 10 }' >many.csv
: >err
"$tausq" permute many.csv --all --interval off --format json --threads 1 --progress always >out 2>err &
process=$!
until [ -s err ]; do
    sleep 0.1
done
kill -INT $process
wait $process
[ $? -eq 6 ] || complain 'exit status of the interrupted run is not 6'
has out '"partial": true'
has out '"pval": null'
run 0 permute "$data/bcg.csv" --measure RR --permutations 50 --seed 9007199254740991 --interval off --format json
has out '"seed": 9007199254740991,'
run 0 permute "$data/bcg.csv" --measure RR --permutations 20 --interval off --tau2 0.3 --format json
has out '"tau2_fixed": 0.3,'
run 0 permute "$data/bcg.csv" --measure RR --permutations 20 --interval off --format json
has out '"tau2_fixed": null,'
finish
