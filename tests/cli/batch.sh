# tausq batch: every number is that of pool, whatever reader, threads and order of rows; and what is refused.
. "$(dirname "$0")/support.sh"

# 600 groups of 1 to 7 rows with missing cells, in the order of the groups: group,yi,sei,vi
awk 'BEGIN {
    x = 12345
    print "group,part,yi,sei,vi"
    for (g = 0; g < 600; g++) {
        for (i = 0; i <= g % 7; i++) {
            x = (x * 16807) % 2147483647; y = x / 2147483647 - 0.3
            x = (x * 16807) % 2147483647; s = 0.05 + x / 4294967294
            missing = x % 29
            printf "g%d,%s,%s,%s,%s\n", g, g % 2 ? "\"a,b\"" : "c", (missing == 0 ? "NA" : sprintf("%.6g", y * (1 + g % 3))),
                (missing == 1 ? "" : missing < 9 ? "NA" : sprintf("%.5f", s)), (missing > 1 && missing < 9 ? s * s : ".")
        }
    }
}' >long.csv
fields=k,estimate,se,statistic,df,pval,ci_lb,ci_ub,pi_lb,pi_ub,pi_df,tau2,tau,tau2_lb,tau2_ub,QE,QE_df,QE_p,I2,I2_lb,I2_ub,H2

# agree POOLED BATCH COLUMNS: the columns of the second file, in order, are those of the first, row by row.
agree() {
    awk -F'\t' -v names="$3" '
        FNR == 1 { n = split($0, head, ","); for (i = 1; i <= n; i++) at[FILENAME, head[i]] = i; next }
        function cell(name) { split($0, c, ","); return c[at[FILENAME, name]] }
        FNR == NR { m = split(names, want, ","); for (i = 1; i <= m; i++) first[FNR, i] = cell(want[i]); rows = FNR; next }
        { for (i = 1; i <= m; i++) if (cell(want[i]) != first[FNR, i]) { print FNR ": " want[i]; bad = 1 } ; now = FNR }
        END { exit bad || rows != now || rows < 2 }' "$1" "$2" >differences ||
        complain "not the numbers of pool: $(head -n 3 differences)"
}

for model in '' '--method DL --test z' '--method PM' '--method EE' '--method SJ' '--level 90 --i2 Q' '--preset revman-5' \
    '--tau2 0.1'; do
    # shellcheck disable=SC2086
    "$tausq" pool long.csv --by group --format csv -q $model >pooled.csv 2>/dev/null
    # shellcheck disable=SC2086
    run 0 batch long.csv --by group -q $model --fields $fields
    cp out batch.csv
    agree pooled.csv batch.csv group,$fields
done
run 0 batch long.csv --by group --fields $fields,flags -q
cp out first
for more in '--threads 1' '--threads 2' '--threads 7' '--reader libcsv' '--reader libcsv --threads 3' '--window 100' \
    '--window 7 --threads 3'; do
    # shellcheck disable=SC2086
    run 0 batch long.csv --by group --fields $fields,flags -q $more
    cmp -s out first || complain 'other bytes'
done
ran='tausq batch - <long.csv'
"$tausq" batch - --by group --fields $fields,flags -q <long.csv >out 2>err
cmp -s out first || complain 'other bytes'
sed 's/$/\r/' long.csv >crlf.csv
run 0 batch crlf.csv --by group --fields $fields,flags -q
cmp -s out first || complain 'other bytes'

# Rows in another order, within the window and beyond it.
awk 'NR == 1 { print; next } { print NR % 10 "\t" int(NR / 50) "\t" $0 }' long.csv |
    sort -s -t "$(printf '\t')" -k2,2n -k1,1n | cut -f3- >shuffled.csv
sort first >sorted
for window in 60 1000000; do
    run 0 batch shuffled.csv --by group --fields $fields,flags -q --window $window
    sort out | cmp -s - sorted || complain 'other rows'
done
run 3 batch shuffled.csv --by group -q --window 10 -o nothing.csv
has err "' has rows 10 or more apart"
[ ! -e nothing.csv ] || complain 'a partial file'
# Also where so many groups were closed since that it is seen at the end.
awk 'BEGIN { print "g,yi,sei"; for (i = 0; i < 36000; i++) { print "g" i ",1,0.5"; if (i == 34000) print "g9,1,0.5\ng8,1,0.5" } }' >far.csv
for threads in 1 2; do
    run 3 batch far.csv --by g --method FE --fields k --window 10 --threads $threads -o nothing.csv
    has err 'far.csv:34003: the group of this row has rows 10 or more apart: sort the rows, or give a wider --window'
    [ ! -e nothing.csv ] || complain 'a partial file'
done
run 3 batch far.csv --by g --method FE --fields k --window 10 --checkpoint state -o nothing.csv
has err "far.csv:34003: 'g9' has rows 10 or more apart"
run 0 batch far.csv --by g --method FE --fields k
has out 'g9,2'
sed 34003,34004d far.csv >near.csv
run 3 batch near.csv far.csv --join g --method FE --fields k
has err 'far.csv:34003: the key of this row comes twice in this file'
run 0 batch near.csv near.csv --join g --method FE --fields k
rm far.csv near.csv
run 0 batch long.csv --by group,part -q
has out 'g1,"a,b",2,'
run 0 batch long.csv --by group --where 'part = c' -q
lacks out 'g1,'
has out 'g2,'
run 0 batch long.csv --by group
has err 'were left out, the first on line'

# Wide, with masks and signs.
cat >wide.csv <<'END'
id,yi1,sei1,yi2,sei2,yi3,sei3,m,s
a,0.1,0.2,0.4,0.1,-0.2,0.3,111,+++
b,0.1,0.2,0.4,0.1,-0.2,0.3,110,+++
c,0.1,0.2,,,-0.2,0.3,111,+-+
d,,,,,,,111,+++
e,0.1,0.2,0.4,0.1,-0.2,0.3,111,-+-
END
cat >same.csv <<'END'
id,yi,sei
a,0.1,0.2
a,0.4,0.1
a,-0.2,0.3
b,0.1,0.2
b,0.4,0.1
c,0.1,0.2
c,-0.2,0.3
d,,
e,-0.1,0.2
e,0.4,0.1
e,0.2,0.3
END
run 0 batch same.csv --by id -q
cp out narrow
for more in '' '--wide' '--by id --wide' '--reader libcsv' '--threads 3'; do
    # shellcheck disable=SC2086
    run 0 batch wide.csv --mask m --flip s -q $more
    cmp -s out narrow || complain 'not the numbers of long format'
done
has narrow 'd,0,,,,,,,,,,E_EMPTY'
run 0 batch wide.csv --mask m --flip s
has err '1 of 5 analyses has no estimate: d: no study can be used'
sed 's/yi\([123]\)/beta_\1/g; s/sei\([123]\)/se_\1/g' wide.csv >named.csv
run 0 batch named.csv --mask m --flip s -q --map yi=beta_ --map sei=se_
cmp -s out narrow || complain 'not the numbers of long format'
run 3 batch named.csv
has err 'named.csv: name the columns that tell the analyses apart with --by; without it each row is an analysis of its own'
printf 'id,yi1,sei1,yi2\na,1,1,1\n' >half.csv
run 3 batch half.csv
has err "the column 'yi2' has neither 'vi2' nor 'sei2'"
sed 's/,110,/,11,/' wide.csv >short.csv
run 3 batch short.csv --mask m
has err "short.csv:3: m: not 3 times 0 or 1, one for each study: '11'"

# A mask and signs in long format.
printf 'g,yi,sei,m,s\na,1,.5,1,1\na,-2,.7,1,-1\na,9,.1,0,+\nb,1,1,0,1\n' >mask.csv
printf 'g,yi,sei\na,1,.5\na,2,.7\n' >plain.csv
run 0 batch plain.csv --by g -q
cp out plain
run 0 batch mask.csv --by g --mask m --flip s -q
sed -n 1,2p out | cmp -s - plain || complain 'not the numbers without mask and signs'
has out 'b,0,,,,,,,,,,E_EMPTY'

printf 'g,yi,sei,s\na,1,.5,-1\na,NA,NA,\na,1,.7,+\n' >signs.csv # no effect, and no sign of it
run 0 batch signs.csv --by g --flip s --fields k,direction -q
same out 'g,k,direction
a,2,-?+'
printf 'g,yi,sei,s\na,1,.5,\n' >signs.csv
run 3 batch signs.csv --by g --flip s
has err "signs.csv:2: s: a sign is 1 or -1, not ''"

# Several files, joined: other orders of rows, other columns, missing keys; alleles.
printf 'SNP,A1,A2,yi,sei\nr1,A,G,0.1,0.1\nr2,C,T,0.2,0.1\nr3,A,T,0.3,0.1\nr4,AC,G,0.4,0.2\n' >f1
printf 'sei,yi,SNP,A1,A2\n0.2,0.5,r4,G,AC\n0.1,0.2,r2,c,t\n0.1,-0.2,r1,g,a\n' >f2
printf 'SNP,A1,A2,yi,sei\nr5,A,G,0.7,0.1\nr1,T,C,0.3,0.1\nr2,A,G,0.1,0.1\nr3,A,C,0.3,0.1\n' >f3
run 0 batch f1 f2 f3 --join SNP --alleles A1,A2 -q --fields k,omitted,estimate,flags --method FE
cp out joined
printf 'SNP,yi,sei\nr1,0.1,0.1\nr1,0.2,0.1\nr1,0.3,0.1\nr2,0.2,0.1\nr2,0.2,0.1\nr2,-0.1,0.1\nr3,0.3,0.1\nr4,0.4,0.2\nr4,-0.5,0.2\nr5,0.7,0.1\n' >all
run 0 batch all --by SNP -q --fields k,estimate --method FE
sed 1d out | sort | sed 's/^\(r[0-9]\),/\1 /; s/,/ /' >want
awk -F, 'NR > 1 { print $1, $4, $6 }' joined | sort >got
cmp -s want got || complain 'not the numbers of one file'
has joined 'r3,A,T,1,1,'
has joined 'alleles_differ'
has joined 'r1,A,G,3,0,'
for more in '--threads 1' '--threads 4' '--reader libcsv'; do
    # shellcheck disable=SC2086
    run 0 batch f1 f2 f3 --join SNP --alleles A1,A2 -q --fields k,omitted,estimate,flags --method FE $more
    cmp -s out joined || complain 'other bytes'
done
run 0 batch f1 f2 f3 --join SNP --alleles A1,A2 --fields k --method FE
has err 'tausq: warning: 1 analysis has studies with other alleles than the first, which were left out: flag alleles_differ'
run 0 batch f1 f2 --join SNP --alleles A1,A2 --fields k --method FE
lacks err 'alleles'
printf 'SNP,yi,sei\nr1,1,1\nr2,1,1\nr1,1,1\n' >twice
# Files with more columns than those before them, which a row has room for; warnings say of which file.
printf 'SNP,yi,sei\na,0.1,0.2\nb,0.3,0.25\n' >narrow
printf 'SNP,A1,A2,yi,vi,sei\na,A,G,0.2,0.04,0.2\nb,A,G,.,0.09,0.4\n' >wide
for reader in auto libcsv; do
    for threads in 1 2; do
        run 0 batch narrow wide narrow --join SNP --threads $threads --reader $reader --fields k,estimate --method FE
        has out 'b,2,0.3'
        has err '1 effect is missing or cannot be used and was left out, on line 3 of wide'
        run 0 batch wide narrow --join SNP --threads $threads --reader $reader --fields k --method FE -q
        has out 'b,1'
    done
done
run 3 batch f1 twice --join SNP -q
has err "twice:4: 'r1' comes twice in this file"

# Parts of a file, cut between groups, give parts of its output.
run 0 batch long.csv --by group --fields k,estimate,pi_lb,flags -q
cp out whole
cut_at=$(grep -n '^g300,' long.csv | head -n 1 | cut -d: -f1)
{ head -n 1 long.csv; tail -n +"$cut_at" long.csv; } >second.csv
head -n $((cut_at - 1)) long.csv >first.csv
"$tausq" batch first.csv --by group --fields k,estimate,pi_lb,flags -q >parts
"$tausq" batch second.csv --by group --fields k,estimate,pi_lb,flags -q | tail -n +2 >>parts
cmp -s parts whole || complain 'not the output of the whole file'

# Effects without alleles, or with one allele twice, have no direction that others could be turned to.
printf 'SNP,A1,A2,yi,sei\nr1,,,.9,.1\nr2,NA,G,.9,.1\nr3,A,.,.9,.1\nr4,a,A,.9,.1\nr5,D,I,.1,.1\nr6,AC,ac,.9,.1\n' >none
printf 'SNP,A1,A2,yi,sei\nr1,A,G,.1,.1\nr2,A,G,.1,.1\nr3,A,G,.1,.1\nr4,A,G,.1,.1\nr5,I,D,-.1,.1\nr6,AC,A,.1,.1\n' >some
for reader in auto libcsv; do
    run 0 batch none some --join SNP --alleles A1,A2 --method FE --fields k,omitted,estimate,flags --reader $reader
    same out 'SNP,A1,A2,k,omitted,estimate,flags
r1,A,G,1,1,0.1,
r2,A,G,1,1,0.1,
r3,A,G,1,1,0.1,
r4,A,G,1,1,0.1,
r5,D,I,2,0,0.1,
r6,AC,A,1,1,0.1,'
    has err '5 effects are missing or cannot be used and were left out, the first on line 2 of none'
done
# So it is behind the first bytes of a file, where plain rows are read another way.
awk 'NR == 2 { for (i = 0; i < 40; i++) print "more" i ",A,G,0.1,0.1" } { print }' none |
    sed 's/,\./,0./g; s/,0\.,/,.,/' >none_later
run 0 batch none_later some --join SNP --alleles A1,A2 --method FE --fields k,omitted,estimate,flags -q
grep -v more out >later
run 0 batch none some --join SNP --alleles A1,A2 --method FE --fields k,omitted,estimate,flags -q
cmp -s out later || complain 'other rows'
run 3 batch none_later some --join SNP --alleles A1,A2 --na-fail
has err 'none_later:42: A1: a needed value is missing'
run 3 batch none some --join SNP --alleles A1,A2 --na-fail
has err 'none:2: A1: a needed value is missing'
run 2 batch - - --join SNP
has err 'standard input is named more than once'

# The direction of each study, in the order of files, rows or columns.
printf 'SNP,yi,sei,EA,OA\nr1,0.1,.1,A,G\nr2,-.2,.1,A,G\nr3,0,.1,C,T\n' >d1
printf 'SNP,yi,sei,EA,OA\nr1,-0.3,.1,G,A\nr2,.1,0,A,G\n' >d2
printf 'SNP,yi,sei,EA,OA\nr3,0.5,.2,C,T\nr1,.2,.1,A,C\n' >d3
run 0 batch d1 d2 d3 --join SNP --alleles EA,OA --fields k,direction,omitted -q --method FE
same out 'SNP,EA,OA,k,direction,omitted
r1,A,G,2,++?,1
r2,A,G,1,-??,1
r3,C,T,2,0?+,0'
run 0 batch d1 d2 d3 --join SNP --fields direction -q --method FE
same out 'SNP,direction
r1,+-+
r2,-??
r3,0?+'
for reader in auto libcsv; do
    { cat d1; tail -n +2 d2; tail -n +2 d3; } >drows
    run 0 batch drows --by SNP --fields direction,k -q --method FE --reader $reader
    same out 'SNP,direction,k
r1,+-+,3
r2,-?,1
r3,0+,2'
    printf 'id,yi1,sei1,yi2,sei2,yi3,sei3,in,sign\n1,.1,.1,-.2,.1,,,110,+-+\n2,.1,0,-.2,.1,.3,.1,011,++-\n' >dwide
    run 0 batch dwide --fields direction,k --mask in --flip sign -q --method FE --reader $reader
    same out 'id,direction,k
1,++?,2
2,?--,2'
done
printf 'g,study,ai,n1i,ci,n2i\n1,A,4,20,9,20\n1,B,9,20,4,20\n1,C,,20,4,20\n1,D,4,20,4,20\n' >draw
run 0 batch draw --by g --measure RR --fields direction,k,omitted -q
same out 'g,direction,k,omitted
1,-+?0,3,1'

# Tails far beyond the range of a p-value keep their logarithm (log10 erfc(z/sqrt 2) with mpmath 1.3.0, 50 digits).
printf 'g,yi,sei\n1,1e100,1\n2,-1e153,1\n3,1e200,1\n' >tails
run 0 batch tails --by g --method FE --test z --fields pval,log10p,flags
awk -F, 'function near(x, want) { return (x - want) / want < 1e-14 && (want - x) / want < 1e-14 }
    NR == 1 { next } $2 != 0 { exit 1 }
    NR == 2 && !near($3, -2.1714724095162592073e199) { exit 1 } NR == 3 && !near($3, -2.1714724095162591371e305) { exit 1 }
    NR == 4 && $3 != "-Inf" { exit 1 }' out || complain 'wrong tails'
has out 'p_underflow'

# Quotes, blanks, blank lines, BOM: the fast reader leaves them to libcsv or reads them as it does.
printf '\357\273\277g , "yi",sei\n\n "x ""y""" , 1 ,.5\n"x ""y""",2,\t.6\n  \n"new\nline",3,1' >odd.csv
run 0 batch odd.csv --by g -q --fields k
same out 'g,k
"x ""y""",2
"new
line",1'

# What is wrong is said with its place.
printf 'g,yi,sei\na,1,.5\na,x1,.5\n' >bad.csv
for reader in auto libcsv; do
    run 3 batch bad.csv --by g --reader $reader -o nothing.csv
    has err "tausq: bad.csv:3: yi: not a number 'x1'"
    [ ! -e nothing.csv ] || complain 'a partial file'
done
printf 'g,yi,sei\na,1,.5\na,1,-.5\n' >bad.csv
run 3 batch bad.csv --by g
has err "bad.csv:3: sei: negative standard error '-.5'"
printf 'g,yi,sei\na,1,.5\na,1\n' >bad.csv
run 3 batch bad.csv --by g
has err 'bad.csv:3: 2 fields where the header has 3'
printf 'g,yi,sei\na,1,.5\n"a,1,1\n' >bad.csv
run 3 batch bad.csv --by g
has err 'bad.csv:3: the quote that opens here is never closed'
printf 'g,yi,sei\na,1,.5\na,,1\n' >bad.csv
run 3 batch bad.csv --by g --na-fail
has err 'bad.csv:3: yi: a needed value is missing'
printf 'SNP,BETA,SE,yi1\n' >bad.csv
run 3 batch bad.csv --by SNP --map yi=BETA
has err "bad.csv: no column 'sei'; there are SNP, BETA, SE, yi1; name it with --map sei=COLUMN, or that of the variance with --map vi=COLUMN"
run 3 batch bad.csv bad.csv --join SNP
has err "bad.csv: no column 'yi'; there are SNP, BETA, SE, yi1; name columns with --map yi=COLUMN and --map sei=COLUMN"
run 3 batch bad.csv --by SNP --map sei=SE
has err "bad.csv: no column 'yi'; there are SNP, BETA, SE, yi1; --wide takes each row for an analysis"
printf 'id,yi1,sei1,sei2,vi_3\na,1,1,1,1\n' >bad.csv # a study whose effect is named otherwise is not lost
run 3 batch bad.csv
has err "bad.csv: the column 'vi_3' has no 'yi_3' beside it"
run 3 batch bad.csv --by id --wide --map vi=var
has err "bad.csv: the column 'sei2' has no 'yi2' beside it"
run 2 batch f1 f2 --join SNP,A1,A2 --alleles A1,A2
has err "'A1' has alleles that are compared, and cannot be a column that tells the analyses apart"
run 3 batch f1 f2 --join SNP --alleles A1,A1
has err "column 'A1' is named twice"
printf 'g,yi,sei\n' >bad.csv
run 3 batch bad.csv --by g
has err 'no data row below the header'
empty out
printf 'g,yi,sei\na,,1\n' >bad.csv
run 4 batch bad.csv --by g -q
has err 'no analysis can be estimated, the first: a: no study can be used'
run 3 batch long.csv --by nothing
has err "no column 'nothing'"
run 5 batch missing.csv --by g
run 2 batch long.csv wide.csv --by g
has err 'several files need --join'
run 2 batch long.csv --join g
run 2 batch long.csv --by group --join group
run 2 batch wide.csv --alleles a,b
run 2 batch long.csv --by group --fields k,tau3
has err "there is no field 'tau3'"
run 2 batch long.csv --by group --fields k,k
run 2 batch long.csv --by group --pi z
has err 'prints no prediction interval with these --fields'
run 2 batch long.csv --by group --tau2-ci J
has err 'REML prints no interval of tau2 with these --fields'
run 0 batch long.csv --by group --tau2-ci J --fields tau2_ub -q
run 2 batch wide.csv --window 5
has err 'this form of input has no groups of --by to wait for'
run 0 batch long.csv --by group --format csv --fields k -q
run 2 batch long.csv --by group --format json
run 2 batch long.csv --by group --method MH
run 2 batch long.csv --by group --seed 1
run 2 batch long.csv --by group -o long.csv
has err 'would overwrite'
finish
