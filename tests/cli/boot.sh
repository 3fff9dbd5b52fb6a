# tausq boot: each kind and format, what is refused, threads and seeds, clusters, an interrupt.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets

run 0 boot "$data/bcg.csv" --measure RR
has out '1000 replicates of 13 studies (seed 1), REML, knha'
has out 'studentized'
lacks out 'nan'
run 0 boot "$data/bcg.csv" --measure RR --parametric --replicates 200 --format markdown
has out '200 parametric replicates'
has out '| BCa |'
run 0 boot "$data/bcg.csv" --measure RR --format json
has out '"schema": "tausq.boot/1"'
has out '"replicates": 1000'
has out '"observed": -0.7145323421581392'

# Bias and standard error are those of the replicates that the CSV has.
grep -A4 '"estimate": {' out >estimate
run 0 boot "$data/bcg.csv" --measure RR --format csv
[ "$(wc -l <out)" -eq 1001 ] || complain 'not 1000 rows'
bias=$(sed -n 's/.*"bias": \([^,]*\),/\1/p' estimate)
awk -F, -v bias="$bias" 'NR > 1 { sum += $4 + 0.7145323421581392; n++ }
    END { d = sum / n - bias; exit !(n == 1000 && d < 1e-12 && d > -1e-12) }' out || complain 'not that bias'

# The same seed gives the same bytes for any number of threads; another seed others.
run 0 boot "$data/bcg.csv" --measure RR --replicates 3000 --seed 3 --threads 1 --format csv
cp out first
run 0 boot "$data/bcg.csv" --measure RR --replicates 3000 --seed 3 --threads 3 --format csv
cmp -s out first || complain 'threads change the output'
run 0 boot "$data/bcg.csv" --measure RR --replicates 3000 --seed 4 --format csv
cmp -s out first && complain 'the seed changes nothing'

# Clusters come whole: 7 random, 2 alternate and 4 systematic trials.
run 0 boot "$data/bcg.csv" --measure RR --cluster alloc
has out '1000 replicates of 3 clusters'
run 0 boot "$data/bcg.csv" --measure RR --cluster alloc --format csv
awk -F, 'NR > 1 && $2 != 6 && $2 != 8 && $2 != 10 && $2 != 11 && $2 != 12 && $2 != 13 && $2 != 15 && $2 != 16 &&
    $2 != 18 && $2 != 21 { bad = 1 } END { exit bad }' out || complain 'a cluster is not whole'

# How often each study is in a replicate: as often as it has studies, and as many different ones.
awk -F, 'NR > 1 { n = split($9, times, " "); sum = different = 0
    for (i = 1; i <= n; i++) { sum += times[i]; different += times[i] > 0 }
    if (n != 13 || sum != $2 || different != $3) bad = 1 } END { exit bad || NR != 1001 }' out || complain 'not those times'
run 0 boot "$data/bcg.csv" --measure RR --parametric --replicates 3 --format csv
awk -F, 'NR > 1 && (NF != 9 || $9 != "") { bad = 1 } END { exit bad }' out || complain 'times of parametric replicates'

# Groups; two studies, of which half of the replicates have one only; fewer different replicates than were drawn.
run 0 boot "$data/bcg.csv" --measure RR --by alloc --format csv
has out 'group_alloc,number,k,distinct,estimate,se,tau2,se_tau2,I2,times'
run 0 boot "$data/bcg.csv" --measure RR --by alloc
has out 'alloc = alternate'
has out 'replicates consist of one study only, several times'
has out '2 studies have no more than 3 different replicates.'
has out '4 studies have no more than 35 different replicates.'
has out 'No studentized interval of the mean'
run 0 boot "$data/bcg.csv" --measure RR --replicates 38
has out 'limits are the least and the greatest of so few replicates'
run 0 boot "$data/bcg.csv" --measure RR --replicates 39
lacks out 'the least and the greatest'

run 2 boot "$data/bcg.csv" --measure RR --replicates 0
run 2 boot "$data/bcg.csv" --measure RR --replicates 1.5
run 2 boot "$data/bcg.csv" --measure RR --cluster alloc --parametric
run 2 boot "$data/bcg.csv" --measure RR --method MH
run 3 boot "$data/bcg.csv" --measure RR --cluster nothing
has err "no column 'nothing'"
printf 'study,yi,vi,trial\na,1,1,x\nb,2,1,\n' >gap.csv
run 3 boot gap.csv --cluster trial
has err 'gap.csv:3: trial: missing'
printf 'study,yi,vi,trial\na,1,1,x\nb,2,1,x\n' >one.csv
run 2 boot one.csv --cluster trial

# Interrupted: what is done, marked, and exit status 6.
: >err
"$tausq" boot "$data/bcg.csv" --measure RR --replicates 100000000 --format csv --threads 1 --progress always \
    >out 2>err &
process=$!
until [ -s err ]; do
    sleep 0.1
done
kill -INT $process
wait $process
[ $? -eq 6 ] || complain 'exit status of the interrupted run is not 6'
has err 'the result is partial'
# Numbers that a double does not have exactly are refused, and the limit is said.
run 2 boot "$data/bcg.csv" --measure RR --seed 18446744073709551615
has err "--seed: '18446744073709551615' is not a whole number from 0 to 2^53"
run 2 boot "$data/bcg.csv" --measure RR --seed 9007199254740993
has err "--seed: '9007199254740993' is not a whole number from 0 to 2^53 - 1"
run 0 boot "$data/bcg.csv" --measure RR --replicates 20 --seed 9007199254740991 --format json
has out '"seed": 9007199254740991,'
run 2 boot "$data/bcg.csv" --measure RR --replicates 99999999999999999999
has err 'is not a whole number from 1 to 2^53'
# What was fixed, and what a single study is tested by, is said as it is.
LC_ALL=C run 0 boot "$data/bcg.csv" --measure RR --replicates 20 --tau2 0.3
has out '20 replicates of 13 studies (seed 1), tau2 = 0.3, knha'
printf 'yi,vi\n0.3,0.1\n' >one.csv
run 0 boot one.csv --replicates 20 --format json
has out '"test": "z"'
run 0 boot one.csv --replicates 20
has out '20 replicates consist of one study only and vary in nothing: left out.'
run 0 boot "$data/bcg.csv" --measure RR --replicates 20 --tau2 0.3 --format json
has out '"tau2_fixed": 0.3,'
run 0 boot "$data/bcg.csv" --measure RR --replicates 20 --format json
has out '"tau2_fixed": null,'
finish
