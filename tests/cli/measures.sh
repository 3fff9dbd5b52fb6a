# Options and names of measures: other names, variance formulas, corrections, and where they would change nothing.
. "$(dirname "$0")/support.sh"
printf 'study,n1i,m1i,sd1i,n2i,m2i,sd2i\na,10,5,2,12,4,2.5\nb,20,5.5,2,22,4,2.2\n' >t.csv

run 0 list measures
has out 'AUC    '
has out 'another name of:'
run 0 list vtypes
has out 'AVHO   at one mean for both groups'

# metafor 5.1-12: escalc("SMD"), correct=FALSE, and (approx) 1 - 3/(4 * 40 - 1) times that.
run 0 effects t.csv --measure SMD --bias none --format csv
has out ',0.7117883449820'
run 0 effects t.csv --measure SMD --bias approx --format csv
has out ',0.6983583762087'
run 2 effects t.csv --measure MD --bias none
has err '--bias would change nothing: MD is no standardised difference'
run 0 effects t.csv --measure ROM --correct off --format csv
has out ',0.31845373111853'
run 0 effects t.csv --measure VR --correct off --format csv
has out ',-0.0953101798043'
run 2 effects t.csv --measure SMD --correct off
has err '--correct would change nothing: SMD has no correction of a log of means or SDs'
run 2 effects t.csv --measure SMD --vtype MAX
has err "SMD has no variance formula 'MAX'"
run 2 effects t.csv --measure SMD --vtype A
has err "--vtype: unknown value 'A'"

# Both names are the same measure, which goes by the first.
run 0 effects t.csv --measure D2OR --format csv
mv out first
run 0 effects t.csv --measure D2ORL --format csv
cmp -s out first || complain 'differs from D2OR'
run 0 pool t.csv --measure AUCN --method FE --format json
has out '"measure": "CLESN"'

# The mean of all rows is that of the analysis: each group has its own.
printf 'g,ai,n1i,ci,n2i\n1,3,40,5,50\n1,9,30,6,31\n2,2,80,9,77\n2,5,60,8,61\n' >c.csv
run 0 effects c.csv --measure RD --vtype AV --format csv --where g=2
mv out second
run 0 pool c.csv --measure RD --vtype AV --by g --method FE --format json
has out "\"vi\": $(sed -n 2p second | cut -d, -f7)"

# A d as reported has a column of its own: di counts participants.
printf 'study,n1i,n2i,cohen_d,ti,pi,ri\na,10,12,-0.5,,,\nb,20,22,,2.2,,\nc,20,22,,,-0.04,\nd,20,22,,,,0.3\n' >d.csv
run 0 effects d.csv --measure SMD --format csv
has out ',-0.48097226'
has out ',0.10038421'
finish
