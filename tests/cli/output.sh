# Where the output goes: whole or not at all, and a full disk is an error.
. "$(dirname "$0")/support.sh"
printf 'study,yi,vi\na,0.1,0.04\nb,0.5,0.09\nc,0.3,0.01\n' >t.csv

run 0 pool t.csv --format json
cp out direct.json
run 0 pool t.csv --format json -o file.json
empty out
empty err
cmp -s direct.json file.json || complain 'the file differs from standard output'
run 0 pool --output=file2.json t.csv --format=json
cmp -s direct.json file2.json || complain 'the file differs from standard output'
run 0 pool t.csv --format json -o -
cmp -s direct.json out || complain '-o - differs from standard output'

# A failure leaves the old file as it was, and no temporary one.
echo old >old.json
printf 'study,yi,vi\na,x,0.04\n' >bad.csv
run 3 pool bad.csv --format json -o old.json
same old.json old
run 2 pool t.csv -o t.csv
has err "-o would overwrite the input 't.csv'"
has t.csv 'c,0.3,0.01'
run 5 pool t.csv -o no/such/folder/out.json
has err 'no/such/folder/out.json'
[ "$(find . -type f | grep -cv -e 't\.csv' -e '/out$' -e '/err$' -e '/want$' -e '\.json$' -e 'bad\.csv')" -eq 0 ] ||
    complain "something was left behind: $(find . -type f)"

# Standard output that cannot be written: exit status 5.
if [ -c /dev/full ]; then
    for arguments in 'pool t.csv' 'pool t.csv --format json' 'effects t.csv' 'list methods' --help 'pool --help' \
        --version; do
        # shellcheck disable=SC2086
        "$tausq" $arguments >/dev/full 2>err
        got=$?
        : >out
        ran="tausq $arguments >/dev/full"
        rows=$((rows + 1))
        [ $got -eq 5 ] || complain "exit status is $got, not 5"
        [ -s err ] || complain 'no message'
        "$tausq" $arguments >&- 2>err
        got=$?
        ran="tausq $arguments >&-"
        rows=$((rows + 1))
        [ $got -eq 5 ] || complain "exit status is $got, not 5"
    done

    # A file that cannot be written is named with the reason.
    printf 'id,data,quantity,expected\nk,t.csv,k,3\n' >claims.csv
    for arguments in 'pool t.csv' 'effects t.csv --format csv' 'simulate --k 5 --n 20 --reps 10' 'lint t.csv' \
        'explain t.csv --a metafor-5 --b revman-5' 'why t.csv' 'why t.csv --emit r' 'check claims.csv' \
        'check claims.csv --format tap' 'baseline t.csv' 'reproduce t.csv --claim 0.2'; do
        # shellcheck disable=SC2086
        run 5 $arguments -o /dev/full
        has err 'tausq: /dev/full: '
        lacks err 'Input/output'
    done
fi

# Rows that are written as they come: the message names the output and the reason too.
if [ -c /dev/full ]; then
    awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 12; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20, 0.01 + i / 100 }' >many.csv
    awk 'BEGIN { print "id,yi1,vi1"; for (i = 0; i < 9000; i++) print i ",1,2" }' >wide.csv
    for arguments in 'gosh many.csv --format csv' 'permute many.csv --format csv' 'boot many.csv --format csv' \
        'batch wide.csv'; do
        # shellcheck disable=SC2086
        run 5 $arguments -o /dev/full
        same err 'tausq: /dev/full: No space left on device'
        # shellcheck disable=SC2086
        "$tausq" $arguments >/dev/full 2>err
        same err 'tausq: <stdout>: No space left on device'
    done
    rm many.csv wide.csv
fi

# Standard input that is the output's file.
cp t.csv standard.csv
for arguments in 'pool -o standard.csv' 'pool - -o standard.csv' 'gosh -o standard.csv' \
    'batch --by study -o standard.csv'; do
    ran="tausq $arguments <standard.csv"
    # shellcheck disable=SC2086
    "$tausq" $arguments <standard.csv >out 2>err
    [ $? -eq 2 ] || complain 'exit status is not 2'
    has err "would overwrite the input 'standard.csv'"
    cmp -s t.csv standard.csv || complain 'overwritten'
    rows=$((rows + 1))
done

# Standard input, with and without "-".
run 0 pool t.csv --format csv
cp out file.csv
for arguments in 'pool - --format csv' 'pool --format csv'; do
    # shellcheck disable=SC2086
    "$tausq" $arguments <t.csv >out 2>err || complain 'failed'
    cmp -s out file.csv || complain 'differs from that of a file'
    rows=$((rows + 1))
done

# The same bytes every time.
run 0 pool t.csv --forest
cp out first
run 0 pool t.csv --forest
cmp -s out first || complain 'two runs differ'
finish
