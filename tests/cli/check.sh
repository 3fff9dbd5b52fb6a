# tausq check: claims that hold and that do not, whatever is in them, in all formats.
. "$(dirname "$0")/support.sh"
mkdir data
cp "$source_dir/datasets/bcg.csv" data/
head='id,data,where,args,quantity,expected,tolerance,source'

# Numbers of Viechtbauer 2010 (doi:10.18637/jss.v036.i03, section 3.1) and of the pages of metafor for these data.
cat >good.csv <<EOF
$head
estimate,data/bcg.csv,,--measure RR --test z,estimate,-0.7145,,"Viechtbauer 2010"
ci-lb,data/bcg.csv,,--measure RR --test z,ci_lb,-1.0669,,
ci-ub,data/bcg.csv,,--measure RR --test z,ci_ub,-0.3622,,
tau2,data/bcg.csv,,--measure RR --test z,tau2,0.3132,,
i2,data/bcg.csv,,--measure RR --test z,I2,92.22%,,
q,data/bcg.csv,,--measure RR --test z,QE,152.23,0.005,
p,data/bcg.csv,,--measure RR --test z,pval,<.0001,,
ratio,data/bcg.csv,,--measure RR --test z,exp(estimate),0.49,,
k,data/bcg.csv,alloc = random ; year > 1949,--measure RR,k,5,,
weight,data/bcg.csv,,--measure RR --test z,study.Aronson 1948.weight,5.06,,
coef,data/bcg.csv,,--measure RR --test z,coef.intrcpt.se,0.1798,,
yi,data/bcg.csv,,effects --measure RR,study.Aronson 1948.yi,-0.8893,,
method,data/bcg.csv,,"pool --measure RR --where 'alloc=""random""'",method,REML,,
flag,data/bcg.csv,,--measure RR,flag.tau2_at_boundary,0,,
none,data/bcg.csv,,--measure RR --pi none,pi_lb,NA,,
range,data/bcg.csv,,--measure RR,tau2,0.31 to 0.32,,
relative,data/bcg.csv,,--measure RR,tau2,0.3132433,rel:1e-6,
line,data/bcg.csv,,--measure RR,line.2.yi,-0.889,,
EOF
run 0 check good.csv
empty err
has out 'ok    estimate: estimate = -0.7145'
has out '18 claims: 18 hold, 0 do not hold, 0 cannot be computed'
run 0 check good.csv --quiet
empty out
run 0 check good.csv --only 'ci-*,k'
has out '3 claims: 3 hold'
run 2 check good.csv --only 'ci-*,x?'
has err "--only: no claim has the id 'x?'"

# Data are found beside the claims, wherever the program runs; BOM and CRLF are nothing.
mkdir sub
(printf '\357\273\277' && sed 's/,data\//,..\/data\//; s/$/\r/' good.csv) >sub/good.csv
run 0 check sub/good.csv
(cd sub && "$tausq" check - <good.csv >../out 2>../err) || complain 'claims on standard input do not hold'
run 0 check good.csv sub/good.csv
has out '36 claims: 36 hold'

# What does not hold, and what cannot be computed; the others are checked all the same.
cat >bad.csv <<EOF
$head
digit,data/bcg.csv,,--measure RR --test z,estimate,-0.7155,,
bound,data/bcg.csv,,--measure RR,pval,<0.001,,
text,data/bcg.csv,,--measure RR,method,DL,,
one,data/bcg.csv,,--measure RR,k,13,,
absent,data/bcg.csv,,--measure RR --pi none,pi_lb,0.1,,
quantity,data/bcg.csv,,--measure RR,estimat,1,,
study,data/bcg.csv,,--measure RR,study.Aronson 1984.yi,1,,
option,data/bcg.csv,,--measur RR,k,13,,
value,data/bcg.csv,,--measure RX,k,13,,
command,data/bcg.csv,,pol --measure RR,k,13,,
self,data/bcg.csv,,check,k,13,,
list,data/bcg.csv,,list methods,k,13,,
batch,data/bcg.csv,,batch,k,13,,
output,data/bcg.csv,,--measure RR -o x.json,k,13,,
format,data/bcg.csv,,--measure RR --format text,k,13,,
digits,data/bcg.csv,,--measure RR --digits 3,k,13,,
help,data/bcg.csv,,--help,k,13,,
second,data/bcg.csv,,--measure RR other.csv,k,13,,
quote,data/bcg.csv,,--measure 'RR,k,13,,
missing,data/none.csv,,--measure RR,k,13,,
stdin,-,,--measure RR,k,13,,
nothing,,,--measure RR,k,13,,
folder,data,,--measure RR,k,13,,
groups,data/bcg.csv,,--measure RR --by alloc,k,13,,
empty,data/bcg.csv,year > 3000,--measure RR,k,13,,
column,data/bcg.csv,yeer > 1950,--measure RR,k,13,,
fixed,data/bcg.csv,,--measure RR --method EE --tau2-ci PL,tau2,0.1,,
expected,data/bcg.csv,,--measure RR,k,about 13,,
blank,data/bcg.csv,,--measure RR,k,,,
tolerance,data/bcg.csv,,--measure RR,k,13,rel,
two,data/bcg.csv,,--measure RR,k,13,,
EOF
run 1 check bad.csv
empty err
has out 'FAIL  digit: estimate is -0.714532, expected -0.7155: off by 0.000968 (0.14 %) (bad.csv:2)'
has out 'FAIL  bound: pval is 0.00192, expected <0.001: off by 0.00092 (92 %) (bad.csv:3)'
has out "FAIL  text: method is REML, expected DL (bad.csv:4)"
has out 'ok    one: k = 13'
has out 'FAIL  absent: pi_lb is none, expected 0.1 (bad.csv:6)'
has out "ERROR quantity: cannot be computed: quantity: there is no 'estimat'; did you mean 'estimate'? (bad.csv:7)"
has out "there is no study 'Aronson 1984'; did you mean 'Aronson 1948'?"
has out "unknown option '--measur'; did you mean '--measure'?"
has out "--measure: unknown value 'RX'"
has out "unknown command 'pol'; did you mean 'pool'?"
has out 'args: a check cannot be a part of itself'
has out 'args: list gives no JSON that a claim could name a part of'
has out 'args: --output has no place in a claim'
has out 'args: --format has no place in a claim'
has out '--digits is for --format text and markdown'
has out 'args: --help has no place in a claim'
has out "one FILE only: 'other.csv' and 'data/bcg.csv'"
has out "a quote is never closed, or a backslash ends the text: --measure 'RR"
has out 'data/none.csv: No such file or directory'
has out 'data: a file, not standard input'
has out 'the column data names no file'
has out '3 analyses come out of it (alloc = random; alloc = alternate; alloc = systematic); `where` has to leave one'
has out "data/bcg.csv: no column 'yeer'"
has out "expected: not a number as printed, such as -1.20, <0.001, 92% or 31.5 to 31.6: 'about 13'"
has out 'expected: there is nothing; NA expects a quantity that does not exist'
has out "tolerance: neither a number from 0 on nor one after rel: 'rel'"
has out 'ok    two: k = 13'
[ ! -e x.json ] || complain 'a claim wrote a file'
run 1 check bad.csv --quiet
lacks out 'ok    '

# Every command that prints JSON can be claimed: what it writes stays in the check.
cat >commands.csv <<EOF
$head
effects,data/bcg.csv,,effects --measure RR,schema,tausq.effects/1,,
pool,data/bcg.csv,,pool --measure RR,schema,tausq.pool/1,,
lint,data/bcg.csv,,lint,schema,tausq.lint/1,,
explain,data/bcg.csv,,explain --measure RR --a metafor-5 --b 'meta-8 --method DL',schema,tausq.explain/1,,
gosh,data/bcg.csv,,gosh --measure RR --subsets 50,schema,tausq.gosh/1,,
permute,data/bcg.csv,,permute --measure RR --permutations 50 --interval off,schema,tausq.permute/1,,
boot,data/bcg.csv,,boot --measure RR --replicates 50,schema,tausq.boot/1,,
simulate,,,simulate --k 5 --n 20 --reps 20,schema,tausq.simulate/1,,
why,data/bcg.csv,,why --measure RR --quantity tau2,schema,tausq.why/1,,
reproduce,data/bcg.csv,,reproduce --claim 'RR 0.49',schema,tausq.reproduce/1,,
EOF
run 0 check commands.csv --threads 3
has out '10 claims: 10 hold'
[ "$(wc -l <out)" -eq 11 ] || complain 'a command wrote to standard output'
ran='engine/cli'
! grep -n -e 'tsq_output_open(settings' -e 'tsq_table_free' "$source_dir"/engine/cli/cmd_*.c \
    "$source_dir"/engine/cli/resampled.c >out ||
    complain 'these do not go through open_output and close_input, which a check needs'

# The same bytes for any number of threads.
run 1 check bad.csv good.csv --threads 1 --format json
cp out one.json
for threads in 2 5; do
    run 1 check bad.csv good.csv --threads $threads --format json
    cmp -s out one.json || complain "$threads threads give other bytes"
done

# Formats. The schema is what Ant's and Jenkins's have in common.
run 1 check bad.csv good.csv --format junit -o report.xml
empty out
if command -v xmllint >/dev/null; then
    xmllint --noout --schema "$source_dir/tests/cli/junit.xsd" report.xml 2>err || complain 'the XML is not valid'
    sed 's/ classname="bad.csv"//' report.xml >invalid.xml
    ! xmllint --noout --schema "$source_dir/tests/cli/junit.xsd" invalid.xml 2>err || complain 'the schema takes anything'
else
    echo 'no xmllint: the XML is not validated'
fi
run 1 check bad.csv --format tap
has out 'TAP version 14'
has out '1..31'
[ "$(grep -c -e '^ok [0-9]' -e '^not ok [0-9]' out)" -eq 31 ] || complain 'not 31 results'
run 1 check bad.csv --format sarif
has out '"version": "2.1.0"'
has out '"artifactLocation": {"uri": "bad.csv"}, "region": {"startLine": 2}'
cp out report.sarif
python3 "$source_dir/tests/cli/validate.py" "$source_dir/tests/cli/sarif.schema.json" report.sarif 2>err
case $? in
0)
    sed 's/"startLine": 2}/"startLine": 0}/' report.sarif >invalid.sarif
    ! python3 "$source_dir/tests/cli/validate.py" "$source_dir/tests/cli/sarif.schema.json" invalid.sarif 2>err ||
        complain 'the schema takes line 0'
    ;;
1) complain 'the SARIF is not valid' ;;
*) echo 'no python3 with jsonschema: the SARIF is not validated' ;;
esac
run 1 check bad.csv --format markdown
has out '31 claims: 2 hold, 4 do not hold, 25 cannot be computed'
has out '| does not hold | digit | estimate | -0.7155 | -0.714532 |'
run 1 check bad.csv --format json
has out '"schema": "tausq.check/1"'
run 2 check bad.csv --format csv
run 2 check bad.csv --format json --quiet
has err '--quiet is for --format text and markdown'

# Files that are no claims.
run 5 check none.csv
run 3 check data/bcg.csv
has err "data/bcg.csv: no column 'id'; claims have the columns id, data,"
printf '%s\n' "$head" >empty.csv
run 3 check empty.csv
: >nothing.csv
run 3 check nothing.csv
printf '%s\na,data/bcg.csv,,--measure RR,k,13,,\na,data/bcg.csv,,--measure RR,p,1,,\n' "$head" >shared.csv
run 0 check shared.csv
has out '2 claims: 2 hold'
printf '%s\na,f,,,k,1,,\n,f,,,k,2,,\n' "$head" >twice.csv
run 3 check good.csv twice.csv
has err 'twice.csv:3: id: every claim needs one'
empty out
printf 'id,data,quantity,expected,tolerence\na,f,k,1,\n' >typo.csv
run 3 check typo.csv
has err "typo.csv: unknown column 'tolerence'; did you mean 'tolerance'?"
printf 'id;data;args;quantity;expected\na;data/bcg.csv;--measure RR --test z;estimate;-0,71\n' >comma.csv
run 0 check comma.csv --delim ';' --decimal ,

# The report appears whole or not at all, and never over the claims.
echo old >report.txt
run 3 check twice.csv -o report.txt
same report.txt old
run 2 check good.csv -o good.csv
has err "-o would overwrite the claims 'good.csv'"
run 5 check good.csv -o no/such/folder/report.txt
finish
