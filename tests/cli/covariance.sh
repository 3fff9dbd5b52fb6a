# Contrasts that share a control: generalised least squares in pool, the matrix in a file.
. "$(dirname "$0")/support.sh"
arms=$source_dir/datasets/cell_therapy_arms.csv
set -- --measure MD --where outcome=MELD --where weeks=13

run 0 pool "$arms" "$@" --covariance v.csv
has out 'Covariance   generalised least squares, 2 trials with shared controls'
same v.csv 'study_i,line_i,study_j,line_j,cov
Zekri 2015: single,9,Zekri 2015: single,9,0.42760068965517234
Zekri 2015: single,9,Zekri 2015: double,10,0.09407999999999998
Zekri 2015: double,10,Zekri 2015: double,10,0.1752
Newsome 2018: G-CSF,105,Newsome 2018: G-CSF,105,0.2678937295714573
Newsome 2018: G-CSF,105,Newsome 2018: G-CSF + CD133,106,0.15337586924838884
Newsome 2018: G-CSF + CD133,106,Newsome 2018: G-CSF + CD133,106,0.2686617254620721'
run 0 effects "$arms" "$@" --covariance w.csv
cmp -s v.csv w.csv || complain 'effects and pool write different matrices'
run 0 pool "$arms" "$@" --format json
has out '"shared_controls": 2,'
has out '{"study_i": "Zekri 2015: single", "line_i": 9, "study_j": "Zekri 2015: double", "line_j": 10, "value": 0.09407999999999998}'
run 0 pool "$arms" "$@" --format markdown
has out 'generalised least squares, 2 trials with shared controls'
run 0 pool "$arms" "$@" --multi-arm split
lacks out 'generalised'
run 0 pool "$arms" "$@" --multi-arm split --format json
lacks out 'covariance"'

# Groups stand before the matrix.
run 0 pool "$arms" --measure MD --where outcome=MELD --where 'weeks=13,4' --by weeks --covariance v.csv --format csv
has v.csv 'weeks,study_i,line_i,study_j,line_j,cov'
has v.csv '13,Zekri 2015: single,9,Zekri 2015: double,10,0.09407999999999998'

# A table of comparisons: the same control in the same trial, when it is asked for.
printf 'study,ai,n1i,ci,n2i\nA,4,30,9,31\nA,6,29,9,31\nB,3,20,5,22\n' >c.csv
run 0 pool c.csv --measure OR --multi-arm covariance --covariance v.csv
has v.csv 'A,2,A,3,0.15656565656565657'
run 2 pool c.csv --measure OR --multi-arm each --covariance w2.csv
has err '--covariance: there is none to write'
[ ! -e w2.csv ] || complain 'a file was written though there was nothing for it'

# A negative weight is said.
printf 'study,arm,control,n,mean,sd\nA,c,1,10,0,1\nA,x,0,10,10,1\nA,y,0,1000,1,1\nB,c,1,30,5,2\nB,x,0,30,4,2\n' >n.csv
run 0 pool n.csv --measure SMD --method FE
has out 'A contrast has a negative weight'
run 0 pool n.csv --measure MD --method FE
lacks out 'negative weight'

# Final values and changes of one control: the arms that are compared must have the same quantity.
printf 'study,n1i,m1i,sd1i,mc1i,sdc1i,n2i,m2i,sd2i,mc2i,sdc2i\n' >m.csv
printf 'A,20,4,3,,,20,9,3,-1,2\nA,20,6,3,-2,3,20,9,3,-1,2\nB,20,6,3,,,20,9,3,,\n' >>m.csv
run 3 pool m.csv --measure MD --multi-arm covariance
has err "m.csv:3: A: compares changes, and 'A' in line 2 with the same control final values"
has err '--endpoint final or change'
run 0 pool m.csv --measure MD --multi-arm covariance --endpoint final

# What knows no covariance.
run 2 pool c.csv --measure PETO --multi-arm covariance
has err 'no covariance is known for contrasts that share a control by PETO; use --multi-arm split, combine or each'
run 2 pool c.csv --measure OR --multi-arm covariance --unweighted
has err 'equal weights are for independent estimates'
has err '--multi-arm split, combine or each'
run 2 pool c.csv --measure OR --multi-arm covariance --control threshold=1e-5
has err "metafor's stopping rules"
printf 'study,n1i,n2i,m2i,sd2i,est,se\nA,20,20,9,3,-5,0.9\nA,20,20,9,3,-4,0.8\n' >p.csv
run 2 pool p.csv --measure MD --multi-arm covariance
has err 'by MD of cross-over trials, or with effects as they are printed'
# Files.
run 2 pool c.csv --measure OR --multi-arm covariance --covariance -
run 2 pool c.csv --measure OR --multi-arm covariance --covariance c.csv
has err '--covariance would overwrite the input'
run 2 pool c.csv --measure OR --multi-arm covariance --covariance x.csv -o x.csv
has err 'the same file'
run 5 pool c.csv --measure OR --multi-arm covariance --covariance nowhere/x.csv -o y.csv
[ ! -e y.csv ] || complain 'the report was written without its matrix'
run 5 pool c.csv --measure OR --multi-arm covariance --covariance z.csv -o nowhere/y.csv
[ ! -e z.csv ] || complain 'the matrix was written without its report'
run 0 list covariances
has out 'SMD '
finish
