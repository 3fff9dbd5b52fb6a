# tausq permute --mods: against metafor's exact tests, each format, threads and seeds, groups, what is refused, an interrupt.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
run 0 check "$source_dir/tests/golden/permute_moderators.csv"
lacks out FAIL

# All orders of two kinds of rows are as many as ways to choose: 7!/(3! 1! 3!).
run 0 permute "$data/bcg.csv" --measure RR --mods alloc --where 'year>1968'
has out 'all 140 orders of the moderators alloc, REML, knha'
has out '  allocsystematic'
has out '  QM'
lacks out 'nan'
run 0 permute "$data/bcg.csv" --measure RR --mods alloc --where 'year>1968' --format markdown
has out '| QM |'
run 0 permute "$data/bcg.csv" --measure RR --mods alloc --where 'year>1968' --format csv
[ "$(wc -l <out)" -eq 141 ] || complain 'not 140 rows'
[ "$(cut -d, -f4 out | sort -u | wc -l)" -eq 141 ] || complain 'an order comes twice'
has out 'number,tau2,QM,from,coef.intrcpt.estimate,coef.intrcpt.statistic,coef.allocrandom.estimate'
run 0 permute "$data/bcg.csv" --measure RR --mods ablat --no-intercept --where 'year>1968' --format json
has out '"permutations": 1260'
has out '"name": "ablat"'
lacks out 'intrcpt'

# Drawn ones: the same seed gives the same bytes for any number of threads.
run 0 permute "$data/bcg.csv" --measure RR --mods ablat,alloc --permutations 600 --seed 3 --threads 1 --format csv
cp out first
[ "$(wc -l <out)" -eq 601 ] || complain 'not 600 rows'
run 0 permute "$data/bcg.csv" --measure RR --mods ablat,alloc --permutations 600 --seed 3 --threads 3 --format csv
cmp -s out first || complain 'threads change the output'
run 0 permute "$data/bcg.csv" --measure RR --mods ablat,alloc --permutations 600 --seed 4 --format csv
cmp -s out first && complain 'the seed changes nothing'
run 0 permute "$data/bcg.csv" --measure RR --mods ablat,alloc --permutations 600 --seed 3
has out '600 random orders of the moderators ablat,alloc (seed 3)'

# Nor does the order of the rows count, even where effects are equal and moderators are not.
for file in "$data/bcg.csv" ties.csv; do
    printf 'yi,vi,ablat,alloc\n0.1,0.1,1,a\n0.1,0.1,2,b\n0.4,0.2,7,b\n0.1,0.1,4,a\n-0.2,0.1,9,b\n0.3,0.1,3,a\n0.4,0.2,2,a\n' >ties.csv
    { head -n 1 "$file" && tail -n +2 "$file" | sort -r; } >turned.csv
    for input in "$file" turned.csv; do
        measure=RR && [ "$file" = ties.csv ] && measure=GEN
        run 0 permute "$input" --measure $measure --mods ablat,alloc --permutations 600 --seed 3
        sed 's/^tausq.*//' out >"$(basename "$input").rows"
    done
    cmp -s "$(basename "$file").rows" turned.csv.rows || complain "the order of the rows of $file counts"
done
run 0 permute "$data/bcg.csv" --measure RR --mods ablat --by alloc --where 'alloc!=random' --format csv
has out 'group_alloc,number,tau2,QM,from,coef.intrcpt.estimate'

run 2 permute "$data/bcg.csv" --measure RR --mods ablat --interval on
run 2 permute "$data/bcg.csv" --measure RR --mods ablat --all --permutations 10
run 2 permute "$data/bcg.csv" --measure RR --no-intercept
run 4 permute "$data/bcg.csv" --measure RR --mods alloc --where alloc=random

# Interrupted: what is done, marked, and exit status 6.
awk 'BEGIN { print "study,yi,vi,x"; for (i = 1; i <= 12; i++) print i "," i % 7 - 3.2 "," 0.1 + i % 5 / 10 "," i }' >many.csv
: >err
"$tausq" permute many.csv --mods x --all --format json --threads 1 --progress always >out 2>err &
process=$!
until [ -s err ]; do
    sleep 0.1
done
kill -INT $process
wait $process
[ $? -eq 6 ] || complain 'exit status of the interrupted run is not 6'
has out '"partial": true'
has out '"QM_p": null'
# No two blank lines.
run 0 permute "$data/bcg.csv" --measure RR --mods ablat --where 'ablat>50'
[ "$(cat -s out | wc -l)" -eq "$(wc -l <out)" ] || complain 'two blank lines'
finish
