# Several processes under mpirun give the bytes of one; one message and the right exit status when something is wrong.
. "$(dirname "$0")/support.sh"

if "$tausq" --version | grep -q '^MPI *not built in'; then
    echo 'skipped: the program was built without MPI (preset mpi)'
    exit 77
fi
if ! command -v mpirun >/dev/null; then
    echo 'skipped: no mpirun'
    exit 77
fi
# Open MPI refuses root, as whom containers run, and more processes than there are processors.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1

# ranks N EXIT ARGUMENTS...
ranks() {
    n=$1
    want=$2
    shift 2
    ran="mpirun -n $n tausq $*"
    mpirun -n "$n" "$tausq" "$@" >out 2>err
    got=$?
    rows=$((rows + 1))
    [ "$got" -eq "$want" ] || complain "exit status is $got, not $want"
}

# says TEXT: the program has one message, and the text is in it.
says() {
    [ "$(grep -c '^tausq: ' err)" -eq 1 ] || complain 'not one message'
    grep '^tausq: ' err | grep -qF -e "$1" || complain "the message has no '$1'"
}

data=$source_dir/datasets/bcg.csv
for format in json csv; do
    run 0 gosh "$data" --measure RR --format $format
    cp out alone
    for n in 2 3; do
        ranks $n 0 gosh "$data" --measure RR --format $format --threads 1
        cmp -s out alone || complain 'differs from one process'
    done
done
empty err
ranks 2 0 gosh "$data" --measure RR --threads 3 --by alloc -o file
empty out
run 0 gosh "$data" --measure RR --by alloc
cmp -s out file || complain 'differs from one process'

# Permutations, with the interval, whose search goes by what was found; simulations.
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 16; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20 - 0.2,
    0.01 + (i * 11 % 17) / 100 }' >many.csv
for arguments in 'permute many.csv --method DL --format json' 'permute many.csv --permutations 3000 --format csv' \
    'boot many.csv --replicates 3000 --format json' 'boot many.csv --format csv' 'boot many.csv --parametric --format csv' \
    'simulate --k 10 --tau2 0.1 --n 50 --reps 20000 --format csv'; do
    # shellcheck disable=SC2086
    run 0 $arguments
    cp out alone
    # shellcheck disable=SC2086
    ranks 2 0 $arguments
    cmp -s out alone || complain 'differs from one process'
done

# Standard input is that of the first.
run 0 gosh "$data" --measure RR --subsets 5000 --seed 3 --format csv
cp out alone
mpirun -n 2 "$tausq" gosh - --measure RR --subsets 5000 --seed 3 --format csv <"$data" >out 2>err ||
    complain 'standard input'
cmp -s out alone || complain 'differs from one process'

# Batch: each form of its input. Files come from the first process alone.
awk 'BEGIN { print "id,yi1,sei1,yi2,sei2,yi3,sei3"
    for (i = 0; i < 20000; i++) printf "%d,%.3f,0.%d,%.3f,0.21,%.3f,0.4\n", i, i * 37 % 230 / 200, 11 + i % 80, i % 13 / 10, i % 7 / 9 }' >wide.csv
awk -F, 'NR == 1 { print "id,A1,A2,yi,sei"; next } { print $1 "," ($1 % 3 ? "A,G" : "G,A") "," $2 "," $3 >"one.csv"; if ($1 % 5) print $1 ",A,G," $4 "," $5 }' \
    wide.csv >two.csv
{
    head -n 1 two.csv
    cat one.csv
} >long.csv
mv long.csv one.csv
awk -F, '{ print $1, $4, $5 }' OFS=, one.csv >long.csv
awk -F, 'FNR > 1 { print $1, $4, $5 }' OFS=, two.csv >>long.csv
{
    head -n 1 long.csv
    tail -n +2 long.csv | sort -s -t , -k 1,1n
} >sorted.csv
for arguments in 'wide.csv --fields k,estimate,tau2_lb,pi_ub,direction' 'long.csv --by id --map yi=yi' \
    'sorted.csv --by id --window 10' \
    'one.csv two.csv --join id --alleles A1,A2 --method DL' "$data --by alloc --measure RR"; do
    # shellcheck disable=SC2086
    run 0 batch $arguments
    cp out alone
    # shellcheck disable=SC2086
    ranks 3 0 batch $arguments
    cmp -s out alone || complain 'differs from one process'
done
run 0 batch wide.csv
cp out alone
ran='mpirun -n 2 tausq batch -'
mpirun -n 2 "$tausq" batch - <wide.csv >out 2>err || complain 'standard input'
cmp -s out alone || complain 'differs from one process'
ranks 2 0 batch wide.csv -o result --checkpoint state --checkpoint-every 0
cmp -s result alone || complain 'differs from one process'
[ ! -e state ] || complain 'the checkpoint was left behind'
sed '10002s/,/,x/' wide.csv >bad.csv
ranks 2 3 batch bad.csv -o result
says 'bad.csv:10002: yi1'
ranks 2 5 batch none.csv --by id
says 'none.csv'
ranks 2 2 batch wide.csv --fields none
says 'none'

# Errors.
ranks 2 2 gosh "$data" --measure NONE
says 'NONE'
ranks 2 5 gosh no_such_file.csv
says 'no_such_file.csv'
ranks 2 5 gosh "$data" --measure RR -o no/such/folder/out
says 'no/such/folder/out'
printf 'study,yi,vi\na,0.1,0.04\nb,x,0.09\n' >bad.csv
ranks 3 3 gosh bad.csv
says 'bad.csv:3: yi'
if [ -c /dev/full ]; then
    ranks 2 5 gosh "$data" --measure RR --format csv -o /dev/full
    says '/dev/full: No space left'
fi

# What is not shared is done by one.
run 0 pool "$data" --measure RR
cp out alone
ranks 2 0 pool "$data" --measure RR
cmp -s out alone || complain 'differs from one process'
[ "$(grep -c '^tausq: warning: pool is not shared' err)" -eq 1 ] || complain 'no word that one does it all'
ranks 2 0 --version
[ "$(grep -c '^tausq ' out)" -eq 1 ] || complain 'the version comes twice'

# A checkpoint is continued by any number of processes.
run 0 gosh "$data" --measure RR --format json
cp out alone
ranks 2 0 gosh "$data" --measure RR --format json --checkpoint state --checkpoint-every 0
cmp -s out alone || complain 'differs from one process'
[ ! -e state ] || complain 'the checkpoint was left behind'
finish
