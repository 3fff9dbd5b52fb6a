# Ctrl-C leaves a partial result that says so, and exit status 6; progress does not touch standard output.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets/bcg.csv
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 32; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20 - 0.4, 0.01 + (i * 11 % 17) / 100 }' >many.csv

# All subsets of 32 studies take far longer than anybody waits; the signal comes once there is something: rows in the file
# beside the target, or a state in a checkpoint.
interrupt() {
    format=$2
    ran="tausq gosh --all --format $format (then $1)"
    rows=$((rows + 1))
    rm -f state
    where='.tausq*.tmp'
    [ "$format" = csv ] || {
        set -- "$1" "$2" --checkpoint state --checkpoint-every 0
        where=state
    }
    signal=$1
    shift 2
    "$tausq" gosh many.csv --all --threads 2 --method DL --format "$format" -o "result.$format" "$@" 2>err &
    child=$!
    while kill -0 $child 2>/dev/null; do
        for file in $where; do
            [ -e "$file" ] && [ "$(wc -c <"$file")" -gt 1000 ] && break 2
        done
    done
    kill -s "$signal" $child
    wait $child
    got=$?
    [ $got -eq 6 ] || complain "exit status is $got, not 6"
    [ -s "result.$format" ] || complain 'no partial result'
    same err 'tausq: stopped before its end: the result is partial'
}
interrupt INT csv
interrupt TERM json
interrupt INT text
interrupt INT markdown
has result.json '"partial": true'
has result.text 'PARTIAL'
has result.markdown 'PARTIAL'
# Rows are whole, and those of a run without a break.
[ "$(awk -F, 'NR > 1 && NF != '"$(head -n 1 result.csv | awk -F, '{ print NF }')" result.csv | wc -l)" -eq 0 ] ||
    complain 'a row is not whole'

# A pipe that gives nothing does not keep the program from hearing of it. Before the header there is nothing to be written,
# after it at least that. Where rows of output are expected the signal comes once there are some.
mkfifo pipe
awk 'BEGIN { print "g,yi,sei"; for (i = 0; i < 30000; i++) print int(i / 3) ",1,0.5" }' >rows.csv
has_rows() {
    for file in .tausq*.tmp; do
        [ -e "$file" ] && [ "$(wc -c <"$file")" -gt 20000 ] && return 0
    done
    return 1
}
wait_in_pipe() {
    ran="tausq batch - ($1, then nothing)"
    rows=$((rows + 1))
    rm -f result
    { cat "$1"; exec sleep 20; } >pipe &
    feeder=$!
    "$tausq" batch - --by g --threads 2 --window "$2" --fields k -o result <pipe 2>err &
    child=$!
    sleep 0.4
    while [ "$2" -eq 10 ] && [ "$1" = rows.csv ] && kill -0 $child 2>/dev/null && ! has_rows; do sleep 0.1; done
    before=$(date +%s)
    kill -s INT $child
    wait $child
    [ $? -eq 6 ] || complain 'exit status is not 6'
    [ $(($(date +%s) - before)) -lt 10 ] || complain 'it waited for the pipe'
    same err 'tausq: stopped before its end: the result is partial'
    kill $feeder
    wait $feeder
}
wait_in_pipe /dev/null 10
[ ! -e result ] || complain 'a file without a header'
wait_in_pipe rows.csv 40000
same result 'g,k'
wait_in_pipe rows.csv 10
[ "$(wc -l <result)" -gt 1000 ] || complain 'nothing of what was done'

# An interrupt of the whole pipeline ends the data too; that is no end of theirs.
for input in wide.csv rows.csv; do
    awk 'BEGIN { print "id,yi1,sei1"; for (i = 0; i < 30000; i++) print i ",1,0.5" }' >wide.csv
    ran="cat $input | tausq batch (both interrupted)"
    rows=$((rows + 1))
    { cat $input; exec sleep 20; } >pipe &
    feeder=$!
    by='--by g --window 10'
    [ $input = rows.csv ] || by=--wide
    # shellcheck disable=SC2086
    "$tausq" batch - $by --fields k -o result <pipe 2>err &
    child=$!
    sleep 0.4
    kill -s INT $child
    kill $feeder
    wait $child
    [ $? -eq 6 ] || complain 'exit status is not 6'
    wait $feeder
done

# Progress is for standard error, and never comes by itself where that is a file.
run 0 gosh "$data" --measure RR --format json
empty err
cp out plain
run 0 gosh "$data" --measure RR --format json --progress always
cmp -s out plain || complain 'progress changes standard output'
run 0 gosh "$data" --measure RR --format json --progress never
empty err
run 2 gosh "$data" --measure RR --progress sometimes
"$tausq" gosh many.csv --all --method DL --threads 2 --format json --progress always >out 2>err &
child=$!
ran='tausq gosh --progress always'
while kill -0 $child 2>/dev/null && ! grep -q left err; do sleep 0.1; done
kill -s INT $child
wait $child
has err 'subsets/s'
grep -qE '\[#*-*\] +[0-9]+ %  [0-9.]+( [kM])? subsets/s  [0-9]+:[0-9][0-9] left' err || complain 'no bar'
has err '%'
head -n 1 out | grep -q '^{' || complain 'standard output is no JSON'
rm -f state
"$tausq" gosh many.csv --all --method DL --threads 2 --format json --checkpoint state --checkpoint-every 0 >out 2>err &
child=$!
ran='tausq gosh (no terminal)'
while kill -0 $child 2>/dev/null && ! { [ -e state ] && [ "$(wc -c <state)" -gt 1000 ]; }; do :; done
sleep 1.3 # from a second on there would be progress
kill -s INT $child
wait $child
same err 'tausq: stopped before its end: the result is partial'
finish
