# tausq batch with effects that it computes: a column that names the measure, what is refused, and what is said.
. "$(dirname "$0")/support.sh"

cat >mixed.csv <<'END'
analysis,study,type,ai,n1i,ci,n2i,m1i,sd1i,m2i,sd2i,yi,sei
1,A,RR,4,20,9,20,,,,,,
2,A,MD,,20,,20,5.1,2.0,4.2,1.9,,
1,B,RR,2,30,5,30,,,,,,
3,A,,,,,,,,,,0.5,0.1
2,B,MD,,15,,17,4.8,1.7,4.4,2.2,,
3,B,,,,,,,,,,0.4,0.2
1,C,RR,0,25,1,25,,,,,,
4,A,OR,1,10,2,10,,,,,,
4,B,RR,1,10,2,10,,,,,,
5,A,OR,0,10,0,10,,,,,,
END
fields=measure,k,omitted,estimate,se,tau2,flags
run 0 batch mixed.csv --by analysis --measure-column type --fields $fields --drop00
has err 'tausq: warning: 2 of 5 analyses have no estimate, the first: 4: the measure is '"'OR' on line 9 and 'RR' on line 10"
has err '1 effect is missing or cannot be used and was left out, on line 11'
cut -d, -f1-4,8- out >short
sed -i 's/,hk_[a-z_]*/,/;s/;.*//;s/,tau2_at_boundary/,/' short
cp short out
same out 'analysis,measure,k,omitted,flags
1,RR,3,0,
2,MD,2,0,
3,GEN,2,0,
4,GEN,0,0,E_VALUE
5,OR,0,1,E_EMPTY'

# Each is what pool has.
run 0 batch mixed.csv --by analysis --measure-column type --fields estimate,se,tau2 -q
cp out batch.csv
for one in '1 RR' '2 MD' '3 GEN'; do
    # shellcheck disable=SC2086
    set -- $one
    "$tausq" pool mixed.csv --by analysis --where "analysis = $1" --measure "$2" --format csv -q >pooled.csv
    want=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $1 "," $at["estimate"] "," $at["se"] "," $at["tau2"] }' pooled.csv)
    grep -qxF "$want" batch.csv || complain "not the numbers of pool: $want"
done

# The empty measure is that of --measure.

sed 's/^3,A,,,,,,/3,A,,4,20,9,20,/' mixed.csv >default.csv
run 0 batch default.csv --by analysis --measure-column type --measure RR --fields measure,k,omitted --where 'analysis = 3' -q
same out 'analysis,measure,k,omitted
3,RR,1,1'

# Missing in all spellings is that measure, beside rows that name it too.
cat >several.csv <<'END'
g,measure,ai,n1i,ci,n2i,m1i,sd1i,m2i,sd2i,yi,sei
a,RR,3,20,5,20,,,,,,
a,RR,4,20,5,20,,,,,,
b,MD,,20,,20,1,2,3,2,,
b,MD,,20,,20,1,2,3,2,,
c,GEN,,,,,,,,,1,.5
c,,,,,,,,,,2,.5
c,NA,,,,,,,,,3,.5
d,,3,20,5,20,,,,,,
d,RR,4,20,5,20,,,,,,
END
run 0 batch several.csv --by g --measure-column measure --fields measure,k,flags --test z
same out 'g,measure,k,flags
a,RR,2,tau2_at_boundary
b,MD,2,tau2_at_boundary
c,GEN,3,
d,GEN,0,E_VALUE'
has err "d: the measure is '' on line 9 and 'RR' on line 10"
run 0 batch several.csv --by g --measure-column measure --where 'g != c' --measure RR --fields measure,k -q
has out 'd,RR,2'
# A method that does not fit the measure of an analysis leaves that one without an estimate (metafor 5.1-12: rma.mh).
run 0 batch several.csv --by g --measure-column measure --method MH --fields measure,k,estimate,flags
same out 'g,measure,k,estimate,flags
a,RR,2,-0.35667494393873245,
b,MD,0,,E_MODEL
c,GEN,0,,E_MODEL
d,GEN,0,,E_VALUE'
has err '3 of 4 analyses have no estimate, the first: b: MH pools counts: it needs the measure OR, RR, RD, IRR or IRD'
run 4 batch several.csv --by g --measure-column measure --method PETO -q
run 0 batch several.csv --by g --measure-column measure --method DL --test z --mh-q on --fields measure,estimate,flags
has out 'q_about_mh'
has out 'b,MD,-2,tau2_at_boundary'
run 2 batch several.csv --by g --measure MD --method DL --mh-q on

# Options count as they do for pool.
for options in '--add 0.1 --to all' '--measure OR --method MH' '--method DL --preset revman-5' '--to none --drop00' '--add tacc'; do
    # shellcheck disable=SC2086
    "$tausq" pool mixed.csv --by study --where type=RR --measure RR --format csv -q $options >pooled.csv
    # shellcheck disable=SC2086
    run 0 batch mixed.csv --by study --where type=RR --measure RR --fields k,estimate,se,tau2,QE,flags -q $options
    want=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $1 "," $at["estimate"] "," $at["se"] }' pooled.csv)
    got=$(awk -F, 'NR > 1 { print $1 "," $3 "," $4 }' out)
    [ "$want" = "$got" ] || complain "with $options: $got"
done

# The mask, readers, threads and windows.
sed '1s/$/,in/;2,$s/$/,1/;4s/1$/0/' mixed.csv >masked.csv
run 0 batch masked.csv --by analysis --measure-column type --fields k --where 'analysis = 1' --mask in -q
same out 'analysis,k
1,2'
run 0 batch mixed.csv --by analysis --measure-column type --fields $fields -q
cp out first
for more in '--threads 1' '--threads 4' '--reader libcsv' '--window 7'; do
    # shellcheck disable=SC2086
    run 0 batch mixed.csv --by analysis --measure-column type --fields $fields -q $more
    cmp -s out first || complain "other bytes with $more"
done
run 3 batch mixed.csv --by analysis --measure-column type --window 3
has err "has rows 3 or more apart"

# What is wrong is said with its place, or refused.
run 3 batch mixed.csv --by analysis --measure RR --na-fail
has err 'mixed.csv:3: '
sed '4s/RR/RRR/' mixed.csv >bad.csv
run 3 batch bad.csv --by analysis --measure-column type
has err "bad.csv:4: type: no effect measure 'RRR'"
sed '4s/,30,5/,x,5/' mixed.csv >bad.csv
run 3 batch bad.csv --by analysis --measure-column type
has err "bad.csv:4: n1i: not a number 'x'"
run 3 batch mixed.csv --by analysis --measure-column kind
has err "no column 'kind'"
run 3 batch mixed.csv --by analysis --measure IRR
has err "mixed.csv: "
run 2 batch mixed.csv --measure RR
has err 'tausq: name the columns that tell the analyses apart with --by: effects of a measure are computed of one file'
run 2 batch mixed.csv mixed.csv --join analysis --measure RR
run 2 batch mixed.csv --by analysis --measure RR --flip type
run 2 batch mixed.csv --by analysis --method MH
run 2 batch mixed.csv --by analysis --bias none
run 0 batch mixed.csv --by analysis --measure-column type --bias none -q
run 4 batch mixed.csv --by analysis --measure OR --where 'analysis = 5' --drop00 -q
finish
