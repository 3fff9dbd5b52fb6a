# tausq simulate: grids and options, each format, what is refused, threads and seeds, an interrupt.
. "$(dirname "$0")/support.sh"

# column NAME: the column of the CSV in out.
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' out
}

# A grid: a row of the output for each scenario and method.
cat >grid.csv <<'END'
scenario,k,mu,tau2,n,measure,risk,methods
null,5,0,0,50,,,REML+knha;DL+z
effect,10,0.4,0.1,25;100,MD,,REML+knha;DL+z
events,8,-0.5,0.05,60,RD,0.8,REML;PETO;MH
END
run 3 simulate grid.csv
has err 'grid.csv:4: method PETO is for OR'
empty out
sed 's/RD,0.8/OR,0.2/' grid.csv >counts.csv
run 0 simulate counts.csv --reps 2000 --threads 1 --format json
cp out counts
has out '"method": "PETO+z"'
run 0 simulate counts.csv --reps 2000 --threads 3 --format json
cmp -s out counts || complain 'threads change the bytes'
sed -i 's/RD,0.8,REML;PETO;MH/OR,0.2,REML;MH/' grid.csv
sed 's/;MH/;PM+adhoc+HTS/' grid.csv >good.csv
run 0 simulate good.csv --reps 2000 --seed 5
empty err
has out '3 scenarios, 2000 replicates, level 95%, seed 5'
has out 'PM+adhoc+HTS'
has out 'Monte Carlo SE, at most'
has out ', good.csv, SHA-256 '
lacks out nan
LC_ALL=C run 0 simulate good.csv --reps 2000 --seed 5
has out 'tau2 bias'
run 0 simulate good.csv --reps 2000 --seed 5 --format csv
[ "$(wc -l <out)" -eq 7 ] || complain 'not 6 rows'
[ "$(column method | tr '\n' ' ')" = 'REML+knha DL+z REML+knha DL+z REML+knha PM+adhoc+HTS ' ] || complain 'other methods'
[ "$(column n | sed -n 3p)" = '25;100' ] || complain 'sizes are not as given'
awk -F, 'NF != 61 { exit 1 }' out || complain 'not 61 fields'
cp out csv
run 0 simulate good.csv --reps 2000 --seed 5 --format json
has out '"schema": "tausq.simulate/1"'
has out '"scenario": "events"'
has out '"partial": false'
[ "$(sed -n 's/.*"coverage": {"value": \([^,]*\),.*/\1/p' out | tr '\n' ' ')" = \
    "$(cp csv out; column coverage | tr '\n' ' ')" ] || complain 'CSV and JSON differ'
run 0 simulate good.csv --reps 2000 --seed 5 --format markdown
has out '| scenario |'
run 0 simulate - --reps 100 <good.csv
has out '3 scenarios, 100 replicates'
"$tausq" simulate --seed 2 <good.csv >first 2>err || complain 'standard input is not read'

# Threads change nothing, a seed everything; a scenario does not change by what stands around it.
for threads in 1 3; do
    run 0 simulate good.csv --reps 3000 --seed 7 --threads $threads --format csv
    cp out threads$threads
done
cmp -s threads1 threads3 || complain 'threads change the output'
run 0 simulate good.csv --reps 3000 --seed 8 --format csv
cmp -s out threads1 && complain 'the seed changes nothing'
sed -n '1p;3p' good.csv | sed 's/REML+knha;DL+z/DL+z/' >alone.csv
run 0 simulate alone.csv --reps 3000 --seed 7 --format csv
[ "$(sed -n 2p out)" = "$(sed -n 5p threads1)" ] || complain 'a scenario depends on others'

# From options: all combinations; they fill in what a grid has no column for.
run 0 simulate --k 5,10 --mu 0.3 --tau2 0,0.1 --n '20,10;40' --methods 'FE;DL' --reps 50 --format csv
[ "$(wc -l <out)" -eq 17 ] || complain 'not 16 rows'
run 0 simulate --k 4 --vi-min 0.009 --vi-max 0.6 --spread chisq --effects t --shape 5 --tau2 0.1 --reps 50
has out 'effects = t, shape = 5'
run 0 simulate --k 4 --n-min 10 --n-max 90 --measure OR --risk-min 0.1 --risk-max 0.3 --select negative --publish 0.3 \
    --mu -0.4 --reps 50 --digits 2
has out 'select = negative, publish = 0.3'
printf 'mu\n0\n0.5\n' >mu.csv
run 0 simulate mu.csv --k 5 --I2 50 --n 30 --reps 50
has out 'k = 5'
has out '2 scenarios'

# A share of replicates without an estimate stands beside the averages that lack them. What no method has is no column.
run 0 simulate --k 3 --measure OR --n 10 --risk 0.01 --mu -1 --reps 300 --methods 'MH;FE'
has out 'method                   Failed %    Bias'
has out 'averages are over the others'
lacks out 'Type S'
lacks out 'PI cov.'
run 0 simulate --k 3 --n 10 --mu 1 --reps 50
lacks out 'Failed'
has out 'Type S %'

# The exact level of the normal test: 95 % within 5 standard errors of 100,000 replicates.
run 0 simulate --k 3 --vi '0.1;0.2;0.7' --methods FE --reps 100000 --format csv
column coverage | awk '{ exit !($1 > 0.9465 && $1 < 0.9535) }' || complain 'the coverage is not 95 %'
run 0 simulate --k 3 --vi 0.1 --methods FE --reps 20000 --level 80 --format csv
column coverage | awk '{ exit !($1 > 0.785 && $1 < 0.815) }' || complain 'the coverage is not 80 %'

# What is refused.
run 2 simulate --k 3
has err 'how large are the studies?'
run 2 simulate --k 3x --n 5
has err "--k: not a number '3x'"
run 2 simulate --n 5
has err 'which scenarios?'
run 2 simulate mu.csv --mu 1 --k 5 --n 10
has err '--mu: mu.csv has a column mu, which says it already'
run 2 simulate --k 5 --n 10 --methods 'REML+foo'
has err "--methods: unknown test; it is one of knha, z, t, adhoc, kr 'REML+foo'"
run 2 simulate --k 5 --n 10 --sd 2 --measure SMD
has err 'sd would change nothing'
run 2 simulate --k 5 --n 10 --digits 2 --format csv
run 2 simulate --k 5 --n 10 --level 100
run 2 simulate --k 5 --n 10 --method DL
has err "'--method' is not an option of simulate"
run 5 simulate absent.csv
for bad in 'k,n
3,x' 'k,size
3,5' 'k,n
,5' 'k,n
3,5,6'; do
    printf '%s\n' "$bad" >bad.csv
    run 3 simulate bad.csv
    has err 'bad.csv:'
    empty out
done

for pair in method:methods K:k n-min:n_min; do
    printf 'k,%s\n3,5\n' "${pair%:*}" >bad.csv
    run 3 simulate bad.csv
    same err "tausq: bad.csv:1: ${pair%:*}: a grid of scenarios has no such column; did you mean '${pair#*:}'?"
done

# -o is whole, and an interrupt gives what is done.
run 0 simulate good.csv --reps 100 -o result.txt
empty out
has result.txt '100 replicates'
ran='tausq simulate (then INT)'
rows=$((rows + 1))
"$tausq" simulate --k 20 --n 50 --tau2 0.1 --reps 1000000000 --threads 1 --format json --checkpoint state \
    --checkpoint-every 0 >out 2>err &
child=$!
while kill -0 $child 2>/dev/null && [ ! -s state ]; do
    :
done
kill -INT $child
wait $child
got=$?
[ $got -eq 6 ] || complain "exit status is $got, not 6"
has out '"partial": true'
same err 'tausq: stopped before its end: the result is partial'
finish
