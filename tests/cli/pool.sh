# tausq pool: the options reach the model, and the text says what a reader needs.
. "$(dirname "$0")/support.sh"
bcg=$source_dir/datasets/bcg.csv

# value NAME WANT ARGUMENTS...: one number of the CSV output.
value() {
    name=$1
    wanted=$2
    shift 2
    run 0 pool "$bcg" --format csv --quiet "$@"
    is "$(awk -F, -v name="$name" \
        'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR == 2 { print $c }' out)" "$wanted"
}
is() {
    [ "$1" = "$2" ] || complain "'$1' is not '$2'"
}
# count CONDITION: rows of the file by awk; column 7 is ablat, 8 alloc.
count() {
    awk -F, "NR > 1 && $1 { n++ } END { print n }" "$bcg"
}

value k 13
value k "$(count '$8 == "random"')" --where alloc=random
value k "$(count '$8 == "random"')" --where alloc = random
value k "$(count '$7 >= 40')" --where 'ablat >= 40'
value k "$(count '$7 >= 40 && $8 != "random"')" --where ablat '>=' 40 --where alloc '!=' random
value k 1 --where study '=' 'Aronson 1948'
value method REML
value test knha
value pi HK
value tau2_ci QP
value test z --method FE
value method DL --preset revman-5
value pi none --preset revman-5
value tau2_ci none --preset revman-5
value tau2_ci QP --preset meta-8
value tau2_ci J --preset meta-8 --method DL
value method PM --method PM --preset revman-5
value test knha --test knha --preset revman-5 --method PM
value pi HTS --pi HTS --preset revman-5
value level 90 --level 90
value tau2 0.25 --tau2 0.25
value tau2_ci none --tau2-ci none
value pi_lb '' --pi none
value df '' --test z
value df 12
value error ''

# Weights of a column: the mean is theirs; equal weights are the plain mean.
awk -F, 'NR > 1 { s += $9 } END { printf "%.6f\n", s / (NR - 1) }' "$bcg" >mean
run 0 pool "$bcg" --unweighted --method DL --format csv
is "$(awk -F, 'NR == 2 { printf "%.6f\n", $10 }' out)" "$(cat mean)"

run 0 pool "$bcg" --by alloc --format csv
is "$(cut -d, -f1 out | tr '\n' ' ')" 'alloc random alternate systematic '
is "$(awk -F, 'NR > 1 { k += $8 } END { print k }' out)" 13

# Group columns named like a result get a prefix, so that no name comes twice.
printf 'k,study,yi,vi\n1,a,0.1,0.04\n1,b,0.5,0.09\n2,c,0.3,0.01\n' >k.csv
run 0 pool k.csv --by k --format csv
is "$(head -n 1 out | cut -d, -f1)" group_k

# What is beyond double precision is said to be so. metafor 5.1-12, predict(rma(yi, vi, test = "knha")): 900, ci.lb 651.5862.
printf 'study,yi,vi\na,1000,1\nb,800,1\nc,900,1\n' >vast.csv
run 0 pool vast.csv --transf exp
like out 'exp\(Estimate\) +>1e308  95% CI 9\.557e\+282 to >1e308'
lacks out 'Inf'
run 0 pool vast.csv --transf exp --format markdown
has out '| \>1e308 | 9.557e+282 to \>1e308 |'
lacks out 'Inf'

# In CSV that is Inf, which R and Python read as such; JSON has no such number. What the tests need must be there: else
# there is no result, here as in batch, gosh, permute and boot, and never a p-value.
printf 'g,study,yi,vi\na,A,1e153,1e300\na,B,-1e153,1e300\nb,A,1e155,1e300\nb,B,-1e155,1e300\nb,C,2e155,1e300\n' >large.csv
head -n 3 large.csv >wide.csv
run 0 pool wide.csv --format csv
has out ',Inf,'
run 0 pool wide.csv --format json
has out '"tau2_ub": null'
has out '"pval": 1,'
lacks out 'Inf'
run 0 pool wide.csv
like out 'τ² +2\.000e\+306 +95% CI +[0-9.e+]+ to +>1e308'
run 0 batch large.csv --by g --fields k,pval,tau2_ub,flags
like out '^a,2,1,Inf,'
has out 'b,3,,,E_RANGE'
sed '2,3d' large.csv >beyond.csv
for command in pool permute boot gosh; do
    ran="tausq $command"
    "$tausq" $command beyond.csv --format json >out 2>err
    got=$?
    [ $got -eq 4 ] || complain "exit status is $got, not 4"
    has err 'the numbers are too large or too small for double precision'
    lacks out 'Inf'
done

# A comma as decimal mark.
printf 'study;yi;vi\na;0,1;0,04\nb;0,5;0,09\n' >comma.csv
printf 'study,yi,vi\na,0.1,0.04\nb,0.5,0.09\n' >point.csv
run 0 pool comma.csv --delim ';' --decimal , --format csv
cp out comma.out
run 0 pool point.csv --format csv
cmp -s out comma.out || complain 'decimal commas give another result'

# --map, and a label that comes twice.
printf 'trial,effect,se\na,0.1,0.2\na,0.5,0.3\nb,0.3,0.1\n' >map.csv
run 0 pool map.csv --map yi=effect --map sei=se --map study=trial --format json
has err "tausq: warning: map.csv: study 'a' is there 2 times (first in lines 2 and 3); its estimates are taken as independent"
has out '"study": "a", "line": 2, "yi": 0.1'

# The text, to the letter: what is asked, the answer, how sure, from what, and how. The numbers are those of metafor
# 3.8-1, rma(yi, vi, method="FE"); the interval of I2 is Higgins and Thompson's.
printf 'study,yi,vi\nSmith,0.10,0.04\nJones & Co,0.50,0.09\nÅse,0.30,0.01\n' >text.csv
run 0 pool text.csv --test z --method FE --digits 2 --forest
lines=$(wc -l <out)
head -n $((lines - 2)) out >body
same body "$(cat "$source_dir/tests/cli/text_fe.txt")"
has out 'tausq 0.1.0, text.csv, SHA-256 '
finish
