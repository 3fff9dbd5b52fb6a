# What papers report in place of means and SDs: options, what is said of each row, warnings, lists.
. "$(dirname "$0")/support.sh"
printf 'study,n_t,mean_t,se_t,n_c,mean_c,se_c\nA,9,5,1,16,7,1\n' >se.csv
run 0 effects se.csv --measure MD --format csv
has out ',-2,2,1.4142135623730951,'
has out ',final values; SD from the standard error'
empty err

# Limits of 95 % with t, unless told otherwise; --level is that of the analysis. SDs 3 and 4: vi is 2.
printf 'study,n1i,m1i,lb1i,ub1i,n2i,m2i,sd2i\nA,9,5,4,6,16,7,4\n' >limits.csv
run 0 effects limits.csv --measure MD --format csv --limits z --limits-level 68.26894921370859
has out ',-2,2,1.4142135623730951,'
has out ',final values; SD from confidence limits in group 1'
# vi = 1/t^2 + 1 = 1.18805281398275 in R 4.2.2, t the 0.975 quantile with 8 degrees of freedom.
run 0 effects limits.csv --measure MD --format csv --level 90
has out ',-2,1.18805281398'
run 2 effects limits.csv --measure MD --limits-level 100
has err 'not between 0 and 100'

# A standard error of 1 is no SD of 1.3, and either can be chosen.
printf 'study,n1i,m1i,se1i,lb1i,ub1i,n2i,m2i,sd2i\nA,9,5,1.00,4.00,6.00,16,7,4\n' >two.csv
run 0 effects two.csv --measure MD
has err 'line 2 (A): group 1: SD from the standard error is 3, but 1.301 from confidence limits'
run 0 effects two.csv --measure MD --convert limits --format csv
has out 'SD from confidence limits in group 1'
run 2 effects two.csv --measure MD --convert range-qe
has err 'no columns for the conversion range-qe'
run 2 effects two.csv --measure MD --convert nonsense

# A p-value printed as a bound is no value, unless that is asked for.
printf 'study,n_t,mean_t,sd_t,n_c,mean_c,sd_c,pi\nA,9,5,,16,7,,<0.001\nB,9,5,3,16,7,4,\n' >bound.csv
run 0 pool bound.csv --measure MD --method EE --test z --pi none --format json
has err 'line 2 (A) is omitted: p is only known to be below 0.001'
run 0 effects bound.csv --measure MD --p-bounds use --format csv
has out 'p taken as its bound 0.001'
has err 'with the exact p the standard error would be smaller'
run 2 effects limits.csv --measure MD --p-bounds use
has err 'MD reads no column of p-values here'

# Skewed quartiles are converted, and warned of wherever the row goes.
printf 'study,n_t,median_t,q1_t,q3_t,n_c,mean_c,sd_c\nA,26,1,0.5,9,27,1,2\nB,26,2,1,3.5,27,1,2\n' >skewed.csv
for command in effects pool; do
    run 0 $command skewed.csv --measure MD
    has err 'line 2 (A): group 1 looks skewed (0.88, critical value 0.51; Shi 2023), its mean and SD may be far off'
    lacks err 'line 3'
done
run 0 effects skewed.csv --measure MD --medians lognormal --format csv
has out 'mean and SD from median and quartiles, lognormal (Shi 2020b) in group 1'
run 0 pool skewed.csv --measure MD --format json --quiet
has out 'group 1 looks skewed'

# SDs 3, 3, 3 and 3, 4, 5 imply correlations of 1/2 and 0: the second row gets tanh(6 artanh(1/2)/18).
printf 'n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0,mc1i,sdc1i,mc2i,sdc2i\n' >corr.csv
printf '9,8,3,15,9,4,12,3,11,3,-5,3,-1,5\n10,8,3,20,9,4,12,3,11,4,,,,\n' >>corr.csv
run 0 effects corr.csv --measure MD --corr pooled --format csv
has out 'change from baseline and corr 0.18108287362775'
has out '; corr pooled from 2 groups with SDs of change, 0.00 to 0.50'
run 0 effects corr.csv --measure MD --corr pooled --format csv --where 'mc1i='
has err 'no group reports SDs of baseline, final value and change to pool a correlation from'
has out ',final values'
run 2 effects corr.csv --measure MD --corr pool
has err "--corr: not a number 'pool'"

printf 'outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nalbumin,g/dL,9,3.5,0.3,16,3.25,0.4\nalbumin,g/L,9,35,3,16,32.5,4\n' >unit.csv
run 0 effects unit.csv --measure MD --unit albumin=g/dL:g/L --format csv
has out ',2.5,2,1.4142135623730951,'
has out ',final values; g/dL to g/L'
run 2 effects unit.csv --measure MD --unit albumin=g/dL
has err "units are OUTCOME=FROM:TO or OUTCOME=FROM:TO:FACTOR, not 'albumin=g/dL'"
run 3 effects unit.csv --measure MD --unit albumin=g/dL:g/dL
has err "unit.csv:3: unit: neither of the units that --unit names 'g/L'"

run 0 list conversions
has out 'five-numbers-lognormal'
run 0 list units
has out 'bilirubin'
run 0 effects --help
for option in convert limits limits-level limits-sides p-bounds medians unit; do
    has out "--$option"
done
# A correlation from a bound of p is itself bounded.
printf 'ni,pi\n30,<0.01\n30,>0.5\n' >r.csv
run 0 effects r.csv --measure ZCOR --p-bounds use
has err 'line 2 (study 1): p is only known to be below 0.01, which is used: with the exact p the effect would be stronger'
has err 'p is only known to be above 0.5, which is used: with the exact p the effect would be weaker'

# SDs from F and z of the difference: |5 - 4|/(2 sqrt(1/8 + 1/8)) = 1, so that vi is 1/8 + 1/8.
printf 'n1i,m1i,n2i,m2i,fi,zi,pi\n8,5,8,4,4,,\n8,5,8,4,,-2,<0.9\n' >tests.csv
run 0 effects tests.csv --measure MD --format csv
has out ',1,0.25,0.5,'
has out 'final values; SD of both groups from F with 1 degree of freedom'
has out 'final values; SD of both groups from the z statistic'
run 0 effects tests.csv --measure MD --convert z --format csv
has out 'omitted'
# A test alone: where the statistic cannot be, the cell is named.
printf 'study,n1i,n2i,chi2\nA,9,9,3\nB,9,9,19\n' >chi2.csv
run 3 effects chi2.csv --measure PHI
has err "chi2.csv:3: chi2: chi-square above the number of participants '19'"
run 0 effects chi2.csv --measure PHI --where study=A --format csv
has out 'positive as printed without a minus sign'
run 0 effects chi2.csv --measure PHI --where study=A --convert chi2-r --format csv
has out 'positive as printed without a minus sign'
run 3 effects chi2.csv --measure PHI --where study=A --convert z-r
has err 'PHI needs a column for'

# Counts that have no ratio: said so, not as a number.
printf 'study,rr,ai,n1i,n2i\nS,1.632,1,10,2\n' >none.csv
run 0 effects none.csv --measure OR
has err '1 of 10 and 0 of 2, the nearest counts, have no risk ratio, printed 1.632'
finish
