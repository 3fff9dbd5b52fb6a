# tausq lint: what is known to be wrong in published numbers is found by name, and the exit status says so.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets

# Li Jing 2019: an interval that is not centred on its estimate; the MELD claims of the same paper are.
run 1 lint "$data/published_claims.csv"
has out ':3: '
has out 'L12 ci-not-centred'
has out 'its middle is -17.43'
has out '26 rows: 0 errors, 1 warning, 0 notes'
has err 'warning: '
run 1 lint "$data/published_claims.csv" --quiet
empty err

# Spahr 2013: printed as 18 of 30 (53 %).
run 1 lint "$data/cell_therapy_events.csv"
has out 'L20 percent-inconsistent'
has out '18 of 30 are 60 %, not 53 %: 53 % are 16 of 30'

# Zekri 2015: control creatinine at month 12, MELD at month 12, and one control group for two treatments.
run 1 lint "$data/cell_therapy_liver.csv" --measure MD --by outcome,weeks --format json
has out '"schema": "tausq.lint/1"'
has out '"if": "sd_c 0.99 were 0.09 and line 70 sd_c 0.99 were 0.09"'
has out '"code": "L03"'
has out '"code": "L18"'
run 1 lint "$data/cell_therapy_liver.csv" --where outcome=creatinine --where weeks=52 --digits 3
has out 'if sd_c 0.99 were'
has out 'L18 control-counted-twice'

# The same with p as printed: P < .05 belongs to other numbers.
printf 'study,outcome,n_t,mean_t,sd_t,n_c,mean_c,sd_c,p\nZekri,MELD,27,14.96,2.39,25,16.32,3.70,<.05\n' >zekri.csv
run 1 lint zekri.csv
has out 'L14 p-inconsistent'

# Peng 2011, Xu 2014, Mohamadnejad 2013: sources that disagree on sizes.
printf 'source,study,year,n_t,n_c\nA,L. Peng,2011,6,15\nB,Peng,2011,39,77\nC,Peng,2011,53,105\nA,Xu,2014,20,19\nB,Xu,2014,27,29\n' >sizes.csv
run 1 lint sizes.csv
has out '5 rows: 0 errors, 3 warnings, 0 notes'
has out 'L22 sizes-disagree'

# A clean table is clean, in every form.
printf 'study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,10,25,8,25\n' >clean.csv
run 0 lint clean.csv
same out '2 rows: 0 errors, 0 warnings, 0 notes'
run 0 lint clean.csv --format csv
same out 'code,check,severity,line,study,group,column,value,message,alternatives,score,fix,k,estimate_before,ci_lb_before,ci_ub_before,estimate_after,ci_lb_after,ci_ub_after,measure'
run 0 lint clean.csv --format json
has out '"findings": []'
run 0 lint clean.csv --format markdown
has out '2 rows: 0 errors'

# A cell that is no number is a finding, the other rows are looked at, and the fix uses the row.
printf 'study,ai,n1i,ci,n2i\nA,3 (15%%),20,5,20\nB,10,25,8,25\nC,30,25,8,25\n' >bad.csv
run 1 lint bad.csv --measure OR --method EE --test z --digits 4
has out 'bad.csv:2: A: ai 3 (15%): error L23 not-a-number'
has out 'bad.csv:4: C: ai 30: error L16 events-above-n'
has out 'as the row can then be used'

# OR by hand: ln(3*15/(5*17)) and ln(10*17/(8*15)), variances 1/3+1/17+1/5+1/15 and 1/10+1/15+1/8+1/17; inverse variance
# gives 0.3483 for the second alone and 0.0065 for both.
has out 'change from 0.3483 '
has out '0.0065 (-0.9310 to 0.9440)'

# Without --measure a column names that of a group, if it is one for all rows and the columns allow it.
printf 'outcome,measure,study,ai,n1i,ci,n2i,m1i,sd1i,m2i,sd2i\nd,OR,A,3x,20,5,20,,,,\nd,OR,B,10,25,8,25,,,,\ne,RD,A,3x,20,5,20,,,,\ne,RD,B,10,25,8,25,,,,
f,RD,A,3x,20,5,20,,,,\nf,OR,B,10,25,8,25,,,,\nm,SMD,A,,20,,20,5,1x,4,1\nm,SMD,B,,20,,20,5,1,4,1\nx,HR,A,3x,20,5,20,5,1,4,1\n' >named.csv
run 1 lint named.csv --where 'outcome=d,e,f,m' --method EE --test z --digits 4
has out 'the pooled OR of 2 studies would change from 0.3483'
# 10/25 - 8/25
has out 'the pooled RD of 2 studies would change from 0.0800'
has out 'the pooled SMD of 2 studies would change'
run 1 lint named.csv --format json
has out '"measure": "OR"'
has out '"measure": "SMD"'
run 1 lint named.csv --where outcome=d --measure RD --format csv
has out ',RD'
run 1 lint named.csv --where outcome=f --format json
lacks out '"measure": "OR"'
lacks out '"measure": "RD"'

# Exit status
run 0 lint bad.csv --fail-on never
run 1 lint bad.csv --fail-on error
run 0 lint "$data/published_claims.csv" --fail-on error
run 2 lint clean.csv --bounds MELD
has err "--bounds takes OUTCOME=MIN:MAX"
run 2 lint clean.csv --fail-on never --forest
run 2 lint clean.csv --format json --digits 2
run 3 lint clean.csv --where study=Z
has err 'no row meets the conditions'
run 3 lint clean.csv --by outcome
run 5 lint nofile.csv

printf 'study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,10,25,,25\n' >missing.csv
run 0 lint missing.csv
run 3 lint missing.csv --na-fail
has err 'missing.csv:3: '

# Limits of a score that the user gives.
printf 'study,outcome,n1i,m1i,sd1i\nA,FIB-4,20,1.4,0.6\nB,FIB-4,25,14.9,0.7\n' >fib.csv
run 1 lint fib.csv --bounds FIB-4=0:12
has out 'L10 outside-limits'
has out 'FIB-4 lies between 0 and 12'

run 0 list checks
has out 'L01    se-as-sd'

# Numbers beyond all sense are reported as numbers.
printf 'study,n_t,sd0_t,sd_t,sdchange_t,ai,percent_t\nA,20,1e-200,2e200,1e200,3,15\nB,20,2,2,2,1e308,15\n' >vast.csv
run 1 lint vast.csv
has out 'A: sdchange_t 1e200: error L15 implied-correlation'
has out 'B: ai 1e308: error L16 events-above-n'
lacks out 'Inf'
lacks out 'inf,'
finish
