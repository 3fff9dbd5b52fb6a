# tausq gosh --mods: against metafor, each format, threads and seeds, groups, what is refused, an interrupt.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
run 0 check "$source_dir/tests/golden/gosh_moderators.csv"
lacks out FAIL

run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --method DL --test z
has out 'all 8191 subsets, moderators ablat, DL, z'
has out '91 subsets have no estimate: no more than 2 studies'
has out '% of subsets  above 0'
has out 'Study (% of variance)'
lacks out 'nan'
lacks out 'Mean with'
run 0 gosh "$data/bcg.csv" --measure RR --mods alloc --where 'year>1968' --format markdown
has out '| allocsystematic |'
run 0 gosh "$data/bcg.csv" --measure RR --mods alloc --no-intercept --where 'year>1968' --format json
has out '"name": "allocalternate"'
has out '"mods": "alloc"'
lacks out '"name": "intrcpt"'

# CSV has every subset, those without an estimate with empty cells; no row has a column too many.
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --where 'year>1968' --format csv
[ "$(wc -l <out)" -eq 128 ] || complain 'not 127 rows'
has out 'k,tau2,I2,QE,QM,studies,coef.intrcpt.estimate,coef.intrcpt.se,coef.intrcpt.ci_lb,coef.intrcpt.ci_ub,coef.ablat.estimate'
[ "$(awk -F, '{ print NF }' out | sort -u | wc -l)" -eq 1 ] || complain 'rows differ in their columns'
has out '1,,,,,1000000,,,,,,,,'
# A row is what pool says of these studies.
last=$(tail -n 1 out | cut -d, -f11)
run 0 pool "$data/bcg.csv" --measure RR --mods ablat --where 'year>1968' --format csv
has out ",$last,"

# Drawn ones: the same seed gives the same bytes for any number of threads.
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --subsets 500 --seed 3 --threads 1 --format json
cp out first
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --subsets 500 --seed 3 --threads 3 --format json
cmp -s out first || complain 'threads change the output'
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --subsets 500 --seed 4 --format json
cmp -s out first && complain 'the seed changes nothing'

# Groups do not have all coefficients.
cat >groups.csv <<'END'
study,yi,vi,arm,site
1,0.1,0.02,a,n
2,0.3,0.03,b,n
3,0.2,0.02,a,n
4,0.5,0.04,b,n
5,0.1,0.02,a,s
6,0.3,0.03,c,s
7,0.2,0.02,a,s
8,0.5,0.04,c,s
END
run 0 gosh groups.csv --mods arm --by site --format csv
has out 'group_site,k,tau2,I2,QE,QM,studies,coef.intrcpt.estimate'
[ "$(awk -F, '{ print NF }' out | sort -u | wc -l)" -eq 1 ] || complain 'rows differ in their columns'
run 4 gosh groups.csv --mods arm --where arm=a
run 2 gosh groups.csv --no-intercept

# A model that takes all studies fits no subset: of one analysis an error, of one group among others a warning.
run 4 gosh "$data/bcg.csv" --measure RR --mods ablat --where 'ablat>50'
empty out
has err 'no subset can be fitted: the model has 2 coefficients, and there are no more than 2 studies'
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --by alloc
has err 'alloc = alternate: not estimated: no subset can be fitted'
lacks out 'alternate'
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --by alloc --format json
has out '"error": "no subset can be fitted'

# One of something, and no two blank lines.
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --subsets 1
has out '1 random subset (seed 1), moderators ablat'
[ "$(cat -s out | wc -l)" -eq "$(wc -l <out)" ] || complain 'two blank lines'
run 0 gosh "$data/bcg.csv" --measure RR --mods ablat --where 'ablat>50' --no-intercept
has out '2 subsets have no estimate: no more than 1 study'
run 2 gosh groups.csv --mods arm --method MH

# Interrupted: what is done, marked, and exit status 6.
awk 'BEGIN { print "study,yi,vi,x"; for (i = 1; i <= 30; i++) print i "," i % 7 - 3.2 "," 0.1 + i % 5 / 10 "," i }' >many.csv
: >err
"$tausq" gosh many.csv --mods x --all --format json --threads 1 --progress always >out 2>err &
process=$!
until [ -s err ]; do
    sleep 0.1
done
kill -INT $process
wait $process
[ $? -eq 6 ] || complain 'exit status of the interrupted run is not 6'
has out '"partial": true'
finish
