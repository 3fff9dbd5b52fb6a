# Data that cannot be used: exit status 3 with file, line, column and value, and no output.
. "$(dirname "$0")/support.sh"

bad() {
    text=$1
    shift
    run 3 "$@"
    empty out
    same err "tausq: $text"
}

printf 'study,yi,vi\na,0.1,0.04\nb,x1,0.09\n' >text.csv
bad "text.csv:3: yi: not a number 'x1'" pool text.csv
printf 'study,yi,vi\na,0.1,0.04\nb,0.2,0.09 m\n' >tail.csv
bad "tail.csv:3: vi: not a number '0.09 m'" pool tail.csv
printf 'study,yi,vi\na,0.1,0.04\nb,0.2,-0.09\n' >negative.csv
run 3 pool negative.csv
empty out
has err "tausq: negative.csv:3: vi: "
has err "'-0.09'"
printf 'study,n1i,m1i,sd1i,n2i,m2i,sd2i\na,10,1,-1.2,10,2,1\n' >trials.csv
bad "trials.csv:2: sd1i: negative standard deviation '-1.2'" pool trials.csv --measure MD
printf 'study,n_t,mean_t,sd_t,n_c,mean_c,sd_c\na,10,1,-1.2,10,2,1\n' >alias.csv
bad "alias.csv:2: sd_t: negative standard deviation '-1.2'" effects alias.csv --measure MD

printf 'study,yi,vi,w\na,0.1,0.04,1\nb,0.2,0.09,-1\n' >weights.csv
bad "weights.csv:3: w: negative weight '-1'" pool weights.csv --weights w
printf 'study,yi,vi,w\na,0.1,0.04,1\nb,0.2,0.09,\n' >weights.csv
bad "weights.csv:3: w: missing weight ''" pool weights.csv --weights w --na-fail
printf 'study,yi,vi,w\na,0.1,0.04,1\nb,0.2,0.09,two\n' >weights.csv
bad "weights.csv:3: w: not a number 'two'" pool weights.csv --weights w
bad "weights.csv: no column 'weight' for the weights" pool weights.csv --weights weight

: >empty.csv
run 3 pool empty.csv
empty out
has err 'empty.csv'
printf 'study,yi,vi\n' >header.csv
run 3 pool header.csv
empty out
has err 'header.csv'
printf 'study,yi,vi\na,1\n' >ragged.csv
run 3 pool ragged.csv
empty out
has err 'ragged.csv:2: '

printf 'study,yi,vi\na,0.1,0.04\nb,0.2,0.09\n' >t.csv
run 3 pool t.csv --measure MD
empty out
has err 'n1i'
run 3 pool t.csv --by region
empty out
has err "'region'"
run 3 pool t.csv --where 'region = 3'
empty out
has err "'region'"
bad "t.csv: no row meets the conditions" pool t.csv --where 'yi > 5'
run 3 pool t.csv --map yi=estimate
empty out
has err "'estimate'"

# Missing values are left out with a warning, or are an error where that is asked for.
printf 'study,yi,vi\na,0.1,0.04\nb,NA,0.09\nc,0.2,0.02\n' >missing.csv
run 0 pool missing.csv --format csv
has err 'tausq: warning: missing.csv: line 3 (b) is omitted: '
run 0 pool missing.csv --format csv --quiet
empty err
run 3 pool missing.csv --na-fail
empty out
has err 'missing.csv:3: yi: '

# The system: exit status 5.
run 5 pool nowhere.csv
empty out
has err 'nowhere.csv'

# No study left: exit status 4, and the report still says so.
printf 'study,yi,vi\na,NA,0.04\nb,NA,0.09\n' >none.csv
run 4 pool none.csv --format json
has err 'tausq: none.csv: no study can be used'
has out '"estimate": null'
has out '"k": 0'

# One of several groups: exit status 0 and a warning.
printf 'g,study,yi,vi\n1,a,NA,0.04\n2,b,0.1,0.09\n2,c,0.3,0.09\n' >groups.csv
run 0 pool groups.csv --by g --format csv
has err 'tausq: warning: groups.csv: g = 1: not estimated: no study can be used'
[ "$(wc -l <out)" -eq 3 ] || complain 'not a header and two rows'
finish
