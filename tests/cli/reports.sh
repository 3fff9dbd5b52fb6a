# The column `reports`: medians, means and SDs of changes are changes, and not taken for final values.
. "$(dirname "$0")/support.sh"
cat >wide.csv <<'END'
study,reports,n1i,m1i,sd1i,med1i,q11i,q31i,m1i0,sd1i0,n2i,m2i,sd2i,med2i,q12i,q32i,m2i0,sd2i0
A,change,30,-2,3,,,,,,30,-1,2,,,,,
B,change,30,,,-2,-4,0,,,30,,,-1,-2,0,,
C,final,30,8,3,,,,10,3,30,9,2,,,,10,2
D,,30,8,3,,,,,,30,9,2,,,,,
E,change,30,-2,,,,,,,30,-1,2,,,,,
END
run 0 effects wide.csv --measure MD --corr 0.5 --format csv
has out ',reported changes'
has out ',"reported changes; mean and SD from median and quartiles (Luo 2018, Wan 2014)"'
has out ',change from baseline and corr 0.5'
has out ',final values'
has out ',omitted: missing sd1i'
# The numbers are those of final values: only what they are called is different.
awk -F, '$1 == "A" { print $19, $20 }' out >changes
awk -F, '$1 == "D" { print $19, $20 }' out >finals
[ "$(cat changes)" = "$(cat finals)" ] && [ -s changes ] || complain 'A and D differ'
run 0 pool wide.csv --measure MD --where 'study=A,B,C' --corr 0.5
lacks err 'changes and'
run 0 pool wide.csv --measure MD --where 'study=A,D'
has err 'changes and 1 final value; --endpoint chooses one'
run 0 effects wide.csv --measure MD --endpoint final --format csv
has out ',"omitted: changes are reported, not final values"'
run 0 effects wide.csv --measure ROM --format csv
has out ',"omitted: changes are reported, and the measure compares final values"'
run 0 pool wide.csv --measure MD --corr pooled
has err 'no group reports SDs of baseline, final value and change'

printf 'study,reports,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,changes,30,1,2,30,1,2\n' >word.csv
run 3 effects word.csv --measure MD
has err "word.csv:2: reports: neither 'final' nor 'change' 'changes'"
# A column of that name says nothing to measures without means.
printf 'study,reports,ai,n1i,ci,n2i\nA,3,1,20,2,20\n' >counts.csv
run 0 effects counts.csv --measure OR

cat >arms.csv <<'END'
study,arm,control,reports,n,median,q1,q3
A,placebo,1,change,30,-1,-2,0
A,low,0,change,30,-2,-4,0
A,high,0,change,30,-3,-4,0
END
for how in covariance split combine each; do
    run 0 effects arms.csv --measure MD --multi-arm $how --format csv
    has out 'reported changes'
done
sed 's/placebo,1,change/placebo,1,final/' arms.csv >mixed.csv
run 3 effects mixed.csv --measure MD
has err "mixed.csv:3: reports: its control reports the other 'change'"
finish
