# --checkpoint: after a stop or a kill, the same command goes on and gives the bytes of an uninterrupted run.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets/bcg.csv
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 22; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20 - 0.4, 0.01 + (i * 11 % 17) / 100 }' >many.csv

# Interrupts a run as soon as it has kept a state, with a signal; its exit status is then $1, or 0 if it was done before.
interrupt() {
    want=$1
    signal=$2
    shift 2
    ran="tausq $* (then $signal)"
    rows=$((rows + 1))
    : >out
    "$tausq" "$@" >out 2>err &
    child=$!
    while kill -0 $child 2>/dev/null && [ ! -e out.kept ]; do
        [ -e state ] && [ "$(wc -c <state)" -gt 160 ] && : >out.kept
    done
    kill -s "$signal" $child 2>/dev/null
    wait $child
    got=$?
    rm -f out.kept
    [ "$got" -eq "$want" ] || [ "$got" -eq 0 ] || complain "exit status is $got, not $want"
}

for method in DL REML; do
    set -- gosh many.csv --subsets 60000 --seed 9 --method $method --format json --threads 2
    run 0 "$@"
    cp out whole
    # Once by a signal that ends it in order, once by one that it does not see, then to the end.
    interrupt 6 INT "$@" --checkpoint state --checkpoint-every 0
    [ -s out ] || complain 'no partial result'
    [ "$got" -eq 0 ] || {
        has out '"partial": true'
        has err 'stopped before its end'
        [ -s state ] || complain 'no checkpoint is left'
    }
    interrupt 137 KILL "$@" --checkpoint state --checkpoint-every 0
    # Anything else is refused, and leaves the checkpoint.
    if [ -e state ]; then
        cp state kept
        run 2 gosh many.csv --subsets 60000 --seed 8 --method $method --format json --checkpoint state
        has err 'other data, other options or another seed'
        run 2 gosh many.csv --subsets 60000 --seed 9 --method $method --format json --checkpoint state --level 90
        sed 's/^s3,0/s3,1/' many.csv >other.csv
        cmp -s many.csv other.csv && complain 'the other data are the same'
        run 2 gosh other.csv --subsets 60000 --seed 9 --method $method --format json --checkpoint state
        tail -c +2 kept >state
        run 5 "$@" --checkpoint state
        has err 'is no checkpoint'
        cp kept state
        printf x >>state
        run 5 "$@" --checkpoint state
        has err 'is damaged'
        head -c 2000 kept >state
        run 5 "$@" --checkpoint state
        has err 'is damaged'
        cp kept state
    fi
    run 0 "$@" --checkpoint state --threads 3
    cmp -s out whole || complain 'differs from the run without a break'
    [ ! -e state ] || complain 'the checkpoint was left behind'
done

# Permutations, bootstraps and simulations.
for arguments in 'permute many.csv --method DL --permutations 60000 --interval off --format json' \
    'boot many.csv --replicates 30000 --format json' \
    'simulate --k 10 --tau2 0.1 --n 50 --reps 100000 --format csv'; do
    # shellcheck disable=SC2086
    set -- $arguments
    run 0 "$@"
    cp out whole
    interrupt 6 INT "$@" --checkpoint state --checkpoint-every 0
    run 0 "$@" --checkpoint state
    cmp -s out whole || complain 'differs from the run without a break'
    [ ! -e state ] || complain 'the checkpoint was left behind'
done

# Several groups: those that are complete are not computed again.
set -- gosh "$data" --measure RR --by alloc --format text
run 0 "$@"
cp out whole
interrupt 6 TERM "$@" --checkpoint state --checkpoint-every 0
run 0 "$@" --checkpoint state
cmp -s out whole || complain 'differs from the run without a break'

# Wrong usage.
run 2 gosh "$data" --measure RR --checkpoint state --format csv
has err 'CSV rows'
run 2 gosh "$data" --measure RR --checkpoint-every 3
has err 'no --checkpoint'
run 2 gosh "$data" --measure RR --checkpoint state --checkpoint-every soon
run 2 gosh "$data" --measure RR --checkpoint x -o x
run 5 gosh "$data" --measure RR --checkpoint no/such/folder/state
has err 'no/such/folder/state'
cp "$data" copy.csv
run 5 gosh copy.csv --measure RR --checkpoint copy.csv
has err 'is no checkpoint'
cmp -s "$data" copy.csv || complain 'the input was overwritten'
run 2 pool "$data" --measure RR --checkpoint state
run 3 gosh "$data" --measure RR --where alloc=none --checkpoint state
[ ! -e state ] || complain 'an empty checkpoint was left behind'
finish
