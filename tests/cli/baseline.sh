# tausq baseline: what it records holds, and a corpus of edits, each of which tausq check names for what it is.
. "$(dirname "$0")/support.sh"
cp "$source_dir/datasets/bcg.csv" bcg.csv
cut -d, -f1-8 bcg.csv >counts.csv
cut -d, -f1,9,10 bcg.csv >effects.csv

# ---- what is written -------------------------------------------------------------------------------------------------
run 0 baseline counts.csv --measure RR -o claims.csv
empty out
empty err
head -n 1 claims.csv >columns
same columns 'id,data,where,args,quantity,expected,tolerance,source,sha256,version,options,mcid'
has claims.csv "counts/estimate,counts.csv,,--measure RR,estimate,-0.71"
has claims.csv "counts/study.Aronson 1948.weight,"
has claims.csv "counts/coef.intrcpt.se,"
has claims.csv "$(sha256sum counts.csv | cut -d' ' -f1)"
run 0 check claims.csv
numbers=$(($(wc -l <claims.csv) - 1))
has out "$numbers claims: $numbers hold, 0 do not hold, 0 cannot be computed"
run 0 baseline counts.csv --measure RR
cmp -s out claims.csv || complain 'standard output differs from the file'

# Groups, conditions and names that need quotes.
mkdir sub
printf 'study,yi,vi,"o=u;t"\n"a, b",1,0.1,"x ""1"""\nc,2,0.2,"x ""1"""\na,0.5,0.1,\nd,3,0.3,\nd,1,0.2,\n' >odd.csv
run 0 baseline odd.csv --by '"o=u;t"' --where "study != 'x;y'" --where 'yi < 10' -o sub/odd.csv --name odd
run 0 check sub/odd.csv
has out 'ok    odd//line.5.yi'
has out 'ok    odd/x "1"/study.a%2C b.yi'
run 0 check sub/odd.csv --only 'odd/x "1"/study.a%2C b.yi'
has out '1 claim: 1 holds'

# Ids that would be alike: a comma and what stands for it, a slash in a name or group and one between the parts.
printf 'study,yi,vi,g,h\n"a,b",1,0.1,x/y,z\na_b,2,0.2,x/y,z\na%%2Cb,3,0.1,x/y,z\na/b,4,0.1,x/y,z\nc,1,0.2,x,y/z\nd,2,0.2,x,y/z\n' >alike.csv
run 0 baseline alike.csv --by g,h -o alike-claims.csv
has alike-claims.csv 'alike/x%2Fy/z/study.a%2Cb.yi,'
has alike-claims.csv 'alike/x%2Fy/z/study.a_b.yi,'
has alike-claims.csv 'alike/x%2Fy/z/study.a%252Cb.yi,'
has alike-claims.csv 'alike/x%2Fy/z/study.a/b.yi,'
has alike-claims.csv 'alike/x/y%2Fz/estimate,'
cut -d, -f1 alike-claims.csv | sort | uniq -d >twice
empty twice
run 0 baseline alike.csv --by g,h -o alike-claims.csv --update
has out 'numbers are as they were'
cp alike.csv 'odd,name.csv'
run 0 baseline 'odd,name.csv' --where 'g = x' -o comma-claims.csv
has comma-claims.csv 'odd%2Cname/k,'
run 0 baseline 'odd,name.csv' --where 'g = x' -o comma-claims.csv --update
has out 'numbers are as they were'
# The baseline "a" is not that of "a/b".
run 0 baseline alike.csv --where 'g = x' --name a/b -o parts.csv
cp parts.csv kept.csv
run 2 baseline alike.csv --where 'g = x' --name a -o parts.csv
run 0 baseline alike.csv --where 'g = x' --name a -o parts.csv --update
head -n "$(wc -l <kept.csv)" parts.csv | cmp -s - kept.csv || complain 'claims of another baseline were taken for its own'
run 0 baseline bcg.csv --measure RR --by alloc --where 'year>1940' --preset metafor-5 --method DL -o groups.csv
run 0 check groups.csv
has out 'ok    bcg/systematic/estimate'
run 0 baseline sub/../bcg.csv --measure OR -o sub/far.csv
has sub/far.csv 'bcg/k,../bcg.csv,'
run 0 check sub/far.csv

# A study whose effect is missing is a warning; nothing to estimate is a failure, and nothing is written.
printf 'study,yi,vi\na,,1\n' >none.csv
run 4 baseline none.csv -o none-claims.csv
[ ! -e none-claims.csv ] || complain 'claims were written'
run 2 baseline - <bcg.csv
has err 'a baseline needs a FILE that can be read again'
run 2 baseline bcg.csv --measure RR --update
run 5 baseline bcg.csv --measure RR -o no-such.csv --update
run 2 baseline bcg.csv --measure RR --mcid 0
run 2 baseline bcg.csv --measure RR --format json
run 2 baseline bcg.csv --measure RR --name a,b
run 2 baseline bcg.csv --measure RR --name ' a'
run 2 baseline bcg.csv --measure RR -o bcg.csv

# ---- edits: KIND must be what every number that differs has changed by, CONCLUSION what changed beside -----------------
edits=0
tausq_check() {
    "$tausq" check edit/claims.csv --format json >out 2>err
    [ $? -eq 1 ] || complain "edit '$1': the check does not fail"
}

# judge NAME KIND [CONCLUSION]: all of the changes that were found, each once, in order.
judge() {
    edits=$((edits + 1))
    rows=$((rows + 1))
    ran="edit: $1"
    tausq_check "$1"
    found=$(grep -A 6 -e '"outcome": "not' out | sed -n 's/.*"changed": \[\(.*\)\].*/\1/p' | tr ',' '\n' | tr -d ' "' | sort -u | tr '\n' ' ')
    kinds=''
    conclusion=''
    for word in $found; do
        case $word in
        direction | significance | importance) conclusion="$conclusion$word " ;;
        *) kinds="$kinds$word " ;;
        esac
    done
    [ "$kinds" = "$2 " ] || complain "it is '$kinds', not '$2'"
    [ "${3-}" = any ] || [ "$conclusion" = "${3:+$3 }" ] || complain "the conclusion is '$conclusion', not '${3-}'"
    # a number that differs without a reason is one too many
    ! grep -A 6 -e '"outcome": "not' out | grep -q '"changed": \[\]' || complain 'a difference has no reason'
}

# begin DATA ARGUMENTS...: the recorded analysis that is edited.
begin() {
    rm -rf edit
    mkdir edit
    cp "$1" edit/data.csv
    shift
    "$tausq" baseline edit/data.csv "$@" -o edit/claims.csv || complain 'no baseline'
    cp edit/data.csv data.old
    cp edit/claims.csv claims.old
}

again() {
    cp data.old edit/data.csv
    cp claims.old edit/claims.csv
}

begin counts.csv --measure RR
studies=$(($(wc -l <counts.csv) - 1))
i=1
while [ "$i" -le "$studies" ]; do
    again
    awk -F, -v OFS=, -v row=$((i + 1)) 'NR == row { $3 += 1 } { print }' data.old >edit/data.csv
    judge "one event more in study $i" data any
    again
    awk -v row=$((i + 1)) 'NR != row' data.old >edit/data.csv
    judge "study $i dropped" data any
    again
    awk -v row=$((i + 1)) '{ print } NR == row' data.old >edit/data.csv
    judge "study $i twice" data any
    i=$((i + 1))
done
for method in DL PM SJ ML EB HE HS FE EE; do
    again
    sed "s/,--measure RR,/,--measure RR --method $method,/" claims.old >edit/claims.csv
    judge "method $method" method any
done
for test in z t adhoc; do
    again
    sed "s/,--measure RR,/,--measure RR --test $test,/" claims.old >edit/claims.csv
    if [ $test = adhoc ]; then # which changes nothing here, nor does the check fail
        "$tausq" check edit/claims.csv >out 2>err || judge "test $test" method any
        edits=$((edits + 1))
    else
        judge "test $test" method any
    fi
done
again
sed 's/,--measure RR,/,--measure OR,/' claims.old >edit/claims.csv
judge 'another measure' method any
again
sed 's/,--measure RR,/,--measure RR --level 90,/' claims.old >edit/claims.csv
judge 'another level' method any
again
sed 's/,,--measure RR,/,year > 1950,--measure RR,/' claims.old >edit/claims.csv
judge 'another condition' method any
again
sed 's/,0\.1\.0,pool/,0.0.9,pool/; /\/tau2,/s/,tau2,[^,]*,/,tau2,0.3,/' claims.old >edit/claims.csv
judge 'another version' version
for quantity in tau2 se I2 QE H2; do
    again
    sed "s|\(/$quantity,.*,$quantity,\)\([^,]*\),rel:1e-8|\1\2,0|" claims.old |
        awk -F, -v OFS=, -v q=$quantity '$5 == q { $6 = sprintf("%.17g", $6 * (1 + 1e-10)) } { print }' >edit/claims.csv
    judge "noise in $quantity" 'drift noise'
    again
    awk -F, -v OFS=, -v q=$quantity '$5 == q { $6 = sprintf("%.17g", $6 * (1 + 1e-6)) } { print }' claims.old >edit/claims.csv
    judge "drift of $quantity" drift
    again
    awk -F, -v OFS=, -v q=$quantity '$5 == q { $6 = sprintf("%.17g", $6 * (1 + 1e-10)) } { print }' claims.old >edit/claims.csv
    run 0 check edit/claims.csv
    has out "; the number drifted at noise level"
    edits=$((edits + 1))
done
again
sed '2s/^Aronson 1948/Aronson 1949/' data.old >edit/data.csv
judge 'a label changed' data
again
awk -F, -v OFS=, 'NR > 1 { t = $3; $3 = $5; $5 = t; t = $4; $4 = $6; $6 = t } { print }' data.old >edit/data.csv
judge 'arms swapped in all rows' data any
again
sed 's/,--measure RR,/,--measure RR --method DL,/' claims.old >edit/claims.csv
awk -v row=3 'NR != row' data.old >edit/data.csv
judge 'data and method' 'data method' any

# What cannot be computed any more says why, too.
again
: >edit/data.csv
judge 'the data emptied' data
has out 'cannot be computed: '
again
head -n 1 data.old >edit/data.csv
judge 'no study left' data
again
printf 'one,two,three\n' >>edit/data.csv
judge 'a row torn' data
again
sed 's/,--measure RR,/,--measure RR --no-such-option 3,/' claims.old >edit/claims.csv
judge 'an option that there is not' method
again
sed 's/,--measure RR,/,--measure NONE,/' claims.old >edit/claims.csv
judge 'a measure that there is not' method
again
sed "s/,--measure RR,/,--measure 'RR,/" claims.old >edit/claims.csv
judge 'a quote that never ends' method
again
sed "s/--measure RR/--an-option-of-old 'a b' --measure RR --weigh 3/g; s/,0\.1\.0,pool/,0.0.9,pool/" claims.old >edit/claims.csv
judge 'options that the program has no longer' version
again
rm edit/data.csv
run 1 check edit/claims.csv
has out 'cannot be computed: edit/data.csv: No such file or directory (edit/claims.csv:2)'

# What is concluded.
begin effects.csv --mcid 0.5
again
awk -F, -v OFS=, 'NR > 1 { $2 = -$2 } { print }' data.old >edit/data.csv
judge 'all signs flipped' data direction
again
awk -F, -v OFS=, 'NR > 1 { $2 *= 1000; $3 *= 1e6 } { print }' data.old >edit/data.csv
judge 'another unit' data
again
awk -F, -v OFS=, 'NR > 1 { $2 /= 2; $3 /= 4 } { print }' data.old >edit/data.csv
judge 'half the effect' data importance
i=1
while [ "$i" -le "$studies" ]; do
    again
    awk -F, -v OFS=, -v row=$((i + 1)) 'NR == row { $2 = -$2 } { print }' data.old >edit/data.csv
    judge "sign of study $i flipped" data any
    i=$((i + 1))
done
[ "$edits" -ge 60 ] || complain "there are $edits edits only"

begin effects.csv --test z
awk -F, -v OFS=, 'NR > 1 { $3 *= 1e4 } { print }' data.old >edit/data.csv
judge 'a hundred times the standard errors' data significance

# Other bytes without other numbers: all holds.
again
sed 's/$/\r/' data.old >edit/data.csv
run 0 check edit/claims.csv
again
awk -F, -v OFS=, '{ print $0, NR == 1 ? "note" : "x" }' data.old >edit/data.csv
run 0 check edit/claims.csv

# ---- --update --------------------------------------------------------------------------------------------------------
cp counts.csv now.csv
run 0 baseline now.csv --measure RR --mcid 0.3 -o now-claims.csv
printf 'own,now.csv,,--measure RR,k,13,,a paper,,,,\n' >>now-claims.csv
run 0 baseline now.csv --measure RR -o now-claims.csv --update
has out "$numbers numbers are as they were"
has now-claims.csv 'own,now.csv,,--measure RR,k,13,,a paper,,,,'
has now-claims.csv 'pool --measure RR,0.3'
cp now-claims.csv kept.csv
run 2 baseline now.csv --measure RR -o now-claims.csv
has err "now-claims.csv has claims that are not of this baseline, such as 'own'; --update keeps them"
run 2 baseline now.csv --measure RR --name other -o now-claims.csv
cmp -s now-claims.csv kept.csv || complain 'the claims were rewritten'
run 0 baseline now.csv --measure RR -o again.csv
run 0 baseline now.csv --measure OR -o again.csv
sed -i '2d' now.csv
printf 'New 1990,1990,3,100,9,100,40,random\n' >>now.csv
run 0 baseline now.csv --measure RR -o now-claims.csv --update
has out 'the data changed'
has out 'now/study.Aronson 1948.yi: cannot be computed: there is no such number any more'
has out 'new   now/study.New 1990.yi'
run 0 check now-claims.csv
run 0 baseline now.csv --measure RR --method DL -o now-claims.csv --update
has out 'the method changed'
run 0 check now-claims.csv
has out 'own: k = 13'
# Nothing is rewritten when the analysis fails, or when something would be lost.
cp now-claims.csv kept.csv
printf 'study,ai,bi,ci,di\na,1,x,3,4\n' >now.csv
run 3 baseline now.csv --measure RR -o now-claims.csv --update
cmp -s now-claims.csv kept.csv || complain 'the claims were rewritten'
cp counts.csv now.csv
sed 's/,mcid$/,mcid,reviewer/; 2,$s/$/,JB/' kept.csv >now-claims.csv
cp now-claims.csv kept.csv
run 3 baseline now.csv --measure RR -o now-claims.csv --update
has err "would lose the column 'reviewer'"
cmp -s now-claims.csv kept.csv || complain 'the claims were rewritten'
head -n 1 kept.csv | cut -d, -f1-8 >now-claims.csv
printf 'now/k,now.csv,,--measure RR,k,13,,\n' >>now-claims.csv
cp now-claims.csv kept.csv
run 3 baseline now.csv --measure RR -o now-claims.csv --update
has err "there is another claim 'now/k'"
cmp -s now-claims.csv kept.csv || complain 'the claims were rewritten'
echo "$edits edits"
finish
