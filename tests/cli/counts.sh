# tausq pool of counts: Mantel-Haenszel and Peto, studies without events, and Q about the Mantel-Haenszel estimate.
. "$(dirname "$0")/support.sh"

# value NAME WANT ARGUMENTS...: one number of the CSV output of zero.csv.
value() {
    name=$1
    wanted=$2
    shift 2
    run 0 pool zero.csv --format csv --quiet "$@"
    got=$(awk -F, -v name="$name" \
        'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i } NR == 2 { print substr($c, 1, 12) }' out)
    [ "$got" = "$wanted" ] || complain "$name is $got, not $wanted"
}

# The numbers of the exact method and of 1/2 are those of metafor 5.1-12; RD with 1/2 keeps the differences -0.15, -0.075
# and -1/15 of the studies in meta, -5.075/60.5, and the weights too in RevMan, -5/60.
cat >zero.csv <<'END'
study,ai,n1i,ci,n2i
A,0,20,3,20
B,4,40,7,40
C,8,60,12,60
END
value estimate -0.708492750 --measure OR --method MH
value estimate -0.687364430 --measure OR --method MH --mh-exact off
value estimate -0.687364430 --measure OR --method MH --preset revman-5
value estimate -0.687364430 --measure OR --method MH --preset meta-8
value estimate -0.708492750 --measure OR --method MH --preset meta-8 --mh-exact on
value estimate -0.708492750 --measure OR --method MH --preset metafor-5 --to none
value estimate -0.606135803 --measure RR --method MH
value estimate -0.587786664 --measure RR --method MH --mh-exact off
value estimate -0.083884297 --measure RD --method MH --preset meta-8
value estimate -0.083333333 --measure RD --method MH --preset revman-5
value se 0.0445398282 --measure RD --method MH
value se 0.0444552938 --measure RD --method MH --preset revman-5 --mh-exact on
# Where there are only events RevMan's ratio is 1: ln((9 + 1.5)/(9 + 2.5)), the weight 18.5 18/37 being corrected.
cp zero.csv kept.csv
printf 'study,ai,n1i,ci,n2i\nA,17,17,18,18\nB,3,20,5,20\n' >zero.csv
value estimate -0.090971778 --measure RR --method MH --preset revman-5
mv kept.csv zero.csv
value QE_df 2 --measure OR --method MH
value QE_df 1 --measure OR --method MH --to none
value test z --measure OR --method MH
value pi none --measure OR --method MH
value tau2 0 --measure OR --method PETO

# Cochrane's export of CD009733.pub4, analysis 1.8: the weights of four studies without any event.
printf 'study,ai,n1i,ci,n2i\nA-TREAT 2022,0,165,0,165\nMcCormick 2020,0,6,0,5\nShpilberg 1995,0,16,0,22\nTREATT 2025,0,300,0,297\n' >rd.csv
run 0 pool rd.csv --measure RD --method MH --preset revman-5 --format json
has out '"weight": 33.848006'
has out '"weight": 1.118942'
has out '"weight": 3.800477'
has out '"weight": 61.232573'

# A study without events counts for a difference, but says nothing of heterogeneity; --drop00 leaves it out.
echo 'D,0,30,0,25' >>zero.csv
value k 4 --measure RD --method MH
value QE_df 2 --measure RD --method MH
value k 3 --measure RD --method MH --drop00
value se 0.0445398282 --measure RD --method MH --drop00
value k 3 --measure OR --method MH --preset revman-5
value k 4 --measure RD --method MH --preset revman-5
value QE_df 3 --measure RD --method MH --preset revman-5
run 0 pool zero.csv --measure RD --method MH --format json
has out '"study": "D", "line": 5, "yi": null, "vi": null, "weight": 18.5185185185'
has out '"derived": "no events in either group"'
has out '"counts_tests": {'
empty err
run 0 pool zero.csv --measure OR --method MH --drop00 --format json
has err 'line 5 (D) is omitted: no events in either group'

run 0 pool zero.csv --measure OR --method MH
has out 'CMH test'
has out 'Breslow-Day'
has out 'MH, Mantel-Haenszel'
run 0 pool zero.csv --measure OR --preset revman-5
has out 'Q is taken about the Mantel-Haenszel estimate'
run 0 pool zero.csv --measure OR --preset revman-5 --mh-q off
lacks out 'Q is taken about'
run 0 pool zero.csv --measure OR --preset metafor-5 --method DL
lacks out 'Q is taken about'

# Rates, as rma.mh of metafor 5.1-12 has them (tests/golden/mh.csv, rates0); meta adds nothing to them.
cat >zero.csv <<'END'
study,x1i,t1i,x2i,t2i
A,0,120,2,110
B,4,310,9,290
C,8,95.5,7,99
D,0,40,0,60
END
value estimate -0.418975508 --measure IRR --method MH
value se 0.3696991776 --measure IRR --method MH --preset meta-8
value QE 2.5554755803 --measure IRR --method MH
value estimate -0.382246976 --measure IRR --method MH --mh-exact off
value estimate -0.382246976 --measure IRR --method MH --mh-exact off --preset meta-8
value estimate -0.011167994 --measure IRD --method MH
value se 0.0102031239 --measure IRD --method MH --mh-exact off
value k 3 --measure IRD --method MH --drop00
run 0 pool zero.csv --measure IRR --method MH --format json
has out '"cmh": {"value": 1.303238973'
has out '"breslow_day": {"value": null'
run 2 pool zero.csv --measure IRR --method DL --mh-q on
printf 'study,ai,n1i,ci,n2i\nA,0,20,3,20\nB,4,40,7,40\nC,8,60,12,60\n' >zero.csv

# What cannot be.
run 2 pool zero.csv --method MH
run 2 pool zero.csv --measure AS --method MH
has err 'MH pools counts: it needs the measure OR, RR, RD, IRR or IRD'
run 2 pool zero.csv --measure RR --method PETO
has err 'PETO pools 2x2 tables: it needs the measure PETO or OR'
run 2 pool zero.csv --measure OR --method MH --test knha
has err 'MH has the test z only, not knha'
run 2 pool zero.csv --measure OR --method MH --tau2 0.1
run 2 pool zero.csv --measure OR --method MH --unweighted
has err 'MH sets tau2 to 0 and has weights of its own'
run 2 pool zero.csv --measure OR --mh-q on
has err 'Q about the Mantel-Haenszel estimate is for the method DL with the measures OR, RR and RD'
printf 'study,ai,n1i,ci,n2i\nA,0,20,3,20\nB,0,40,7,40\n' >none.csv
run 4 pool none.csv --measure RR --method MH
has err 'the pooled ratio does not exist: there are no events in one of the groups'
printf 'study,ai,n1i,ci,n2i\nA,0,20,0,20\n' >nothing.csv
run 4 pool nothing.csv --measure OR --method PETO
# The treatment-arm correction: metafor 5.1-12 of counts to which n1/(n1 + n2) and n2/(n1 + n2) were added before.
cat >zero.csv <<'END'
study,ai,n1i,ci,n2i
A,0,20,3,40
B,4,40,7,40
C,0,60,12,20
D,0,10,0,30
END
run 0 effects zero.csv --measure OR --add tacc --format csv --where study=C
has out ',-4.78976189131658'
has out ',1.5526390129564'
has out '0.75 and 0.25 added to each cell of the groups'
run 0 effects zero.csv --measure RR --add tacc --format csv --where study=A
has out ',-1.70474809223842'
run 0 effects zero.csv --measure RD --add tacc --format csv --where study=C
has out ',0.0119266986840005'
run 0 effects zero.csv --measure PETO --add tacc --format csv --where study=C
has out ',-4.3344481605351'
value estimate -1.863715723 --measure OR --method MH --mh-exact off --add tacc
value se 0.4691046360 --measure OR --method MH --mh-exact off --add tacc
value estimate -1.691535274 --measure RR --method MH --mh-exact off --add tacc
value se 0.0437025024 --measure RD --method MH --mh-exact off --add tacc
run 2 pool zero.csv --measure MPRR --add tacc
has err 'MPRR has no 2x2 table of two groups for the treatment-arm correction'
run 2 pool zero.csv --measure OR --add tac
finish
