# Help, version and lists come on standard output with exit status 0.
. "$(dirname "$0")/support.sh"

for arguments in --help -h help 'pool --help' 'pool -h' 'effects --help' 'list --help' 'simulate --help' 'pool --help --method DL'; do
    # shellcheck disable=SC2086
    run 0 $arguments
    empty err
    has out 'Usage: tausq'
    if [ "$(awk 'length > 79' out | wc -l)" -ne 0 ]; then
        complain 'lines are longer than 79 columns'
    fi
done

run 0 pool --help
for option in where by map measure endpoint corr vtype delim decimal na-fail preset method test level tau2 tau2-ci pi \
    i2 weights unweighted control format digits transf forest output quiet; do
    has out "--$option"
done
for preset in tausq metafor-5 meta-8 revman-5 revman-2025 stata-19; do
    has out "  $preset  "
done
has out 'not confirmed'

# As the first word too.
cp out first
run 0 help pool
cmp -s out first || complain 'help pool is not pool --help'
run 2 help pol
has err "unknown command 'pol'; did you mean 'pool'?"
run 2 help pool all
has err "help is of one command; what is 'all'?"

run 0 effects --help
lacks out '--method M'

run 0 --version
empty err
has out 'GSL '
has out 'threads '
has out 'MPI '
head -n 1 out | grep -Eq '^tausq [0-9]+\.[0-9]+\.[0-9]+$' || complain 'the first line is not "tausq VERSION"'

for kind in methods measures tests predictions tau2-intervals presets roles flags plots conversions; do
    run 0 list $kind
    empty err
    [ "$(wc -l <out)" -ge 2 ] || complain 'no lines'
done
# In a pipe every thing has a line of its own; within a terminal's columns it has as many as it takes.
for columns in 80 100; do
    for kind in methods measures presets roles conversions; do
        ran="COLUMNS=$columns tausq list $kind"
        rows=$((rows + 1))
        COLUMNS=$columns "$tausq" list $kind >out 2>err
        awk -v most=$columns 'length > most { exit 1 }' out || complain 'a line is too long'
        "$tausq" list $kind >whole
        [ "$(tr -s ' \n' '  ' <out)" = "$(tr -s ' \n' '  ' <whole)" ] || complain 'not the same words'
    done
done
run 0 list methods
for method in REML ML DL PM EB HE HS HSk SJ PMM GENQ GENQM DL2 CA2 EE FE; do
    grep -q "^$method  " out || complain "no method $method"
done
run 0 list tests
for test in knha z t adhoc kr; do
    grep -q "^$test  " out || complain "no test $test"
done
finish
