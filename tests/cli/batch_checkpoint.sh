# batch --checkpoint: after a stop or a kill, the same command goes on and writes the bytes of an uninterrupted run.
. "$(dirname "$0")/support.sh"
awk 'BEGIN { print "id,yi1,sei1,yi2,sei2,yi3,sei3"
    for (i = 0; i < 30000; i++) printf "%d,%.3f,0.%d,%.3f,0.21,%.3f,0.4\n", i, i * 37 % 230 / 200, 11 + i % 80, i % 13 / 10, i % 7 / 9 }' >wide.csv
awk -F, 'NR == 1 { print "id,yi,sei"; next } { for (i = 2; i < 8; i += 2) print int($1 / 10) * 10 + (i + $1) % 10 "," $i "," $(i + 1) }' \
    wide.csv >long.csv

# interrupt SIGNAL ARGUMENTS...: ends a run as soon as it has kept a state; it may have come to its end before.
interrupt() {
    signal=$1
    shift
    ran="tausq $* (then $signal)"
    rows=$((rows + 1))
    "$tausq" "$@" >out 2>err &
    child=$!
    while kill -0 $child 2>/dev/null; do
        [ -e state ] && [ "$(wc -c <state)" -gt 160 ] && break
    done
    kill -s "$signal" $child 2>/dev/null
    wait $child
    got=$?
    case $signal,$got in *,0 | *,${ends:-0} | INT,6 | KILL,137) ;; *) complain "exit status is $got" ;; esac
}

for arguments in 'wide.csv --fields k,estimate,tau2_lb,tau2_ub' 'long.csv --by id --window 60'; do
    # shellcheck disable=SC2086
    set -- batch $arguments
    run 0 "$@"
    cp out whole
    rm -f result
    interrupt INT "$@" --threads 1 -o result --checkpoint state --checkpoint-every 0
    if [ -e state ]; then
        has err 'stopped before its end'
        head -c "$(wc -c <result)" whole | cmp -s - result || complain 'the partial result is not the first part of the whole'
        [ ! -e result.tausq-part ] || complain 'the part file is there beside the partial result'
        cp result first
        run 2 "$@" --level 90 -o result --checkpoint state
        has err 'other data, other options'
        cmp -s first result || complain 'a refusal changed the output'
        mv result elsewhere
        run 5 "$@" -o result --checkpoint state
        has err 'is gone'
        mv elsewhere result
    fi
    interrupt KILL "$@" -o result --checkpoint state --checkpoint-every 0
    run 0 "$@" -o result --checkpoint state --threads 3 --progress never
    cmp -s result whole || complain 'differs from the run without a break'
    [ ! -e state ] && [ ! -e result.tausq-part ] || complain 'something was left behind'
    # from the beginning, by a kill alone
    rm result
    interrupt KILL "$@" --threads 1 -o result --checkpoint state --checkpoint-every 0
    [ "$got" -eq 0 ] || [ ! -e result ] || complain 'there is a result before its end'
    run 0 "$@" -o result --checkpoint state
    cmp -s result whole || complain 'differs from the run without a break'
done

# A disk that is full: there is room for some of the rows only.
rm -f result
set -- batch wide.csv
run 0 "$@"
cp out whole
ran='tausq batch -o result, where files are limited'
(
    trap '' XFSZ
    ulimit -f 6000
    "$tausq" "$@" --threads 1 -o result --checkpoint state --checkpoint-every 0 >out 2>err
)
got=$?
[ $got -eq 5 ] || complain "exit status is $got, not 5"
[ -s state ] && [ ! -e result ] || complain 'no checkpoint, or a result'
run 0 "$@" -o result --checkpoint state
cmp -s result whole || complain 'differs from the run without a break'

# An input that was changed in between.
interrupt INT batch long.csv --by id --window 60 -o result --checkpoint state --checkpoint-every 0
if [ -e state ]; then
    sed 's/0\.21$/0.22/' long.csv >other.csv
    run 2 batch other.csv --by id --window 60 -o result --checkpoint state
    has err 'other data, other options'
    rm state result
fi

# The order of two values of one option is one of the options.
interrupt INT batch wide.csv --level 90 --level 95 --threads 1 -o result --checkpoint state --checkpoint-every 0
if [ -e state ]; then
    run 2 batch wide.csv --level 95 --level 90 -o result --checkpoint state
    has err 'other data, other options'
    rm -f state result
fi

# An error behind the place where a partial result ends takes that away too.
sed '$s/[^,]*$/x/' long.csv >bad.csv
ends=3 # the error may come first
interrupt INT batch bad.csv --by id --window 60 --threads 1 -o result --checkpoint state --checkpoint-every 0
ends=0
if [ -e state ]; then
    run 3 batch bad.csv --by id --window 60 -o result --checkpoint state
    has err 'sei: not a number'
    [ ! -e result ] && [ ! -e result.tausq-part ] && [ ! -e state ] || complain 'something was left behind'
fi

# One file for two things, by whatever names.
run 2 batch wide.csv -o result --checkpoint result.tausq-part
has err "'result.tausq-part' is where the output"
cp wide.csv copy.tausq-part
run 2 batch copy.tausq-part -o copy --checkpoint state
has err "'copy.tausq-part' is where the output"
cmp -s wide.csv copy.tausq-part || complain 'the input was changed'
run 2 batch wide.csv -o ./state --checkpoint state
has err 'name the same file'
run 2 gosh "$source_dir/datasets/bcg.csv" --measure RR -o ./state --checkpoint state
has err 'name the same file'
[ ! -e result ] && [ ! -e copy ] && [ ! -e state ] || complain 'something was left behind'
if mkfifo pipe 2>/dev/null; then
    run 5 batch wide.csv -o result --checkpoint pipe
    has err 'must be a regular file'
    rm pipe
fi

# What cannot be continued.
run 2 batch wide.csv --checkpoint state
has err '--checkpoint needs -o FILE'
run 2 batch - -o result --checkpoint state <wide.csv
has err 'cannot be read again'
if [ -c /dev/null ]; then
    run 2 batch wide.csv -o /dev/null --checkpoint state
    has err 'no regular file'
fi
run 2 batch wide.csv -o state --checkpoint state
run 2 batch wide.csv --checkpoint-every 3
printf 'id,yi,sei\na,1,1\nb,x,1\n' >bad.csv
run 3 batch bad.csv --by id -o bad --checkpoint state --checkpoint-every 0
[ ! -e bad ] && [ ! -e bad.tausq-part ] && [ ! -e state ] || complain 'something was left behind'
run 5 batch none.csv --by id -o bad --checkpoint state
[ ! -e bad ] && [ ! -e bad.tausq-part ] && [ ! -e state ] || complain 'something was left behind'
finish
