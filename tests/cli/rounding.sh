# --rounding: ranges of pool in all formats, and claims that hold within them.
. "$(dirname "$0")/support.sh"
printf 'yi,sei\n-9.3,1.25\n1.2,0.94\n4.8,2.10\n-2.5,1.66\n' >wide.csv

# like FILE PATTERN: a line of the file is like the extended regular expression.
like() {
    grep -Eq -e "$2" "$1" || complain "$1 has nothing like '$2'"
}

# Corners of the box in 30 digits (mpmath 1.3): the estimate of DerSimonian and Laird lies from -1.5983 to -1.4950.
run 0 pool wide.csv --method DL --test z --rounding auto
empty err
has out 'Rounding of the inputs'
like out 'Estimate +-1\.55 +-1\.60 +to +-1\.49'
has out '8 cells stand for every number that is printed so'
run 0 pool wide.csv --method DL --test z --rounding auto --format markdown
has out '| Estimate'
has out 'Decided'
run 0 pool wide.csv --method DL --test z --rounding yi=0.1,sei=0.01 --format json
has out '"cells": 8'
has out '"smooth": true'
like out '"estimate": \{"lb": -1.59830415419.*, "ub": -1.49500133415.*, "proven": true'
run 0 pool wide.csv --method DL --format json
lacks out '"rounding"'

# A common effect has no tau2, and no range of it.
run 0 pool wide.csv --method EE --rounding auto --format json
lacks out '"tau2": {'

# Groups one by one: what has no enclosure says why, and the others have theirs.
cat >groups.csv <<EOF
g,n1i,m1i,sd1i,q12i,med2i,q32i,n2i,m2i,sd2i
a,20,5.1,2.2,,,,21,4.0,2.2
a,30,6.0,2.4,,,,30,5.1,2.4
b,20,5.1,2.2,3.1,3.9,5.2,21,,
EOF
run 0 pool groups.csv --measure MD --by g --rounding auto --method EE --medians bc
has out 'No ranges: groups.csv:4: --rounding: no enclosure yet for an effect that is derived so'
has out '8 cells stand for every number'

# A way to an effect without an enclosure is named, even where nothing else of the row is rounded.
no_way() {
    run 0 pool ways.csv --measure "$1" --rounding auto
    has out "No ranges: ways.csv:2: --rounding: no enclosure yet for an effect that is derived so: $2"
}
printf 'study,sens,spec,ppv,ni\nA,0.8,0.9,0.81,100\nB,0.7,0.9,0.76,90\n' >ways.csv
no_way OR '2x2 table; counts from sensitivity'
printf 'study,chi2,ni\nA,2.1,40\nB,1.9,55\n' >ways.csv
no_way COR 'correlation; from chi-square'
printf 'study,zi,ni\nA,2.1,40\nB,1.9,55\n' >ways.csv
no_way ZCOR 'correlation; from the z statistic'
printf 'study,or,or_lb,or_ub,pct2i\nA,1.25,,2.2,12.5\nB,1.41,0.9,2.1,14.1\n' >ways.csv
no_way RR 'printed odds ratio with its limits'

# Arms: contrasts that share a control have covariances; each of their cells counts once.
cat >arms.csv <<EOF
study,arm,control,n,mean,sd
A,none,1,30,16.13,1.54
A,single,0,30,15.73,2.89
A,double,0,30,14.53,1.99
B,none,1,41,9.32,2.41
B,single,0,39,8.11,2.23
EOF
run 0 pool arms.csv --measure MD --rounding auto
has out '10 cells stand for every number'
lacks out 'No ranges'
run 0 pool arms.csv --measure MD --rounding auto --multi-arm combine
has out '10 cells stand for every number'
run 0 pool arms.csv --measure MD --rounding mean=0.01 --multi-arm split
has out '6 cells stand for every number'
run 2 pool arms.csv --measure MD --rounding m1i=0.01 --multi-arm split
has err '--rounding: m1i is nothing that MD is computed from here'
run 3 pool arms.csv --measure MD --rounding sd=0.02 --multi-arm split
has err 'arms.csv:3: sd: not a multiple of its step of rounding, 0.02'

# Pooled counts: 9 % of 212 participants are 18 to 20, so that the difference from 29 of 208 is -0.0545 to -0.0451.
printf 'n1i,n2i,pct1i,ci\n212,208,9,29\n' >percent.csv
run 0 pool percent.csv --measure RD --method MH --rounding auto
like out 'Estimate +-0\.0498 +-0\.0546 +to +-0\.0450'
lacks out 'PI from'
run 2 pool "$source_dir/datasets/bcg.csv" --measure RR --method MH --rounding auto
has err 'counts and sizes are exact unless a step says otherwise'

# What would do nothing, and what cannot be done, is refused.
run 2 pool wide.csv --rounding auto --format csv
has err '--rounding is for --format text, markdown and json'
run 2 pool wide.csv --rounding sd1i=0.1
has err 'sd1i is nothing that GEN is computed from here'
run 2 pool wide.csv --rounding half
has err "neither auto nor ROLE=STEP with a role of numbers: 'half'"
run 2 pool wide.csv --rounding ''
run 2 pool "$source_dir/datasets/bcg.csv" --measure RR --rounding auto
has err 'counts and sizes are exact unless a step says otherwise'
run 2 pool wide.csv --rounding auto --mods sei
has err '--rounding: there are no guaranteed ranges for models with moderators'
run 0 pool wide.csv --rounding auto --method GENQ --weights sei
has out '8 cells stand for every number'
run 3 pool wide.csv --rounding yi=0.7
has err 'wide.csv:2: yi: not a multiple of its step of rounding, 0.7:'
run 2 effects wide.csv --rounding auto
has err '--rounding'

# Claims: decided, not decided, within rounding, and beyond it; those without an enclosure as ever.
cat >claims.csv <<EOF
id,data,args,quantity,expected
decided,wide.csv,--method DL --test z,estimate,-1.6 to -1.5
open,wide.csv,--method DL --test z,estimate,-1.55
within,wide.csv,--method DL --test z,estimate,-1.51
within-ratio,wide.csv,--method DL --test z,exp(estimate),0.22
beyond,wide.csv,--method DL --test z,estimate,-1.40
counts,$source_dir/datasets/bcg.csv,--measure RR --method DL --test z,estimate,-0.7141
effects,wide.csv,effects,study.study 1.yi,-9.3
EOF
run 1 check claims.csv --rounding auto
like out '^ok    decided: estimate = -1.6 to -1.5$'
like out '^ok    open: estimate = -1.55, not decided by the data \(-1.5984 to -1.4950\)$'
has out 'ok~   within: estimate is'
has out ', within rounding of the data (-1.5984 to -1.4950)'
has out 'ok~   within-ratio: exp(estimate) is'
has out 'FAIL  beyond: estimate is'
has out ', beyond rounding of the data (-1.5984 to -1.4950)'
like out '^ok    counts: estimate = -0.7141$'
has out '7 claims: 6 hold, 1 does not hold, 0 cannot be computed; 2 of those that hold only within rounding of the data'
run 0 check claims.csv --rounding auto --only 'within*,open'
run 1 check claims.csv --only 'within*'
has out '2 claims: 0 hold'
run 0 check claims.csv --rounding yi=0.1 --only within --format json
has out '"outcome": "held_within_rounding"'
has out '"decided": false'
run 0 check claims.csv --rounding auto --only within --format markdown
has out 'holds within rounding'
run 0 check claims.csv --rounding auto --only within --format junit
lacks out '<failure'
run 2 check claims.csv --rounding nonsense

# An end that nothing bounds is said in words: a standard error of 0 has no statistic.
printf 'yi,vi\n0.9,0.1\n0.5,0.2\n' >open.csv
run 0 pool open.csv --rounding auto
like out 'Statistic +4\.066 +1\.780 to no upper end +not proven +none'
like out 'CI of .* from +0\.000 +0\.000 to +0\.000 +0$'
lacks out 'Inf'
run 0 pool open.csv --rounding auto --format json
like out '"statistic": \{"lb": 1\.780[0-9]*, "ub": null, "proven": false'

# A preset that takes Q about the Mantel-Haenszel estimate of counts takes the usual one of means; either has ranges.
run 0 pool "$source_dir/datasets/alt_nafld_vitamin_e.csv" --measure MD --preset revman-5 --rounding auto
run 0 pool "$source_dir/datasets/bcg.csv" --measure RR --preset revman-5 --rounding ai=1
has out '13 cells stand for every number'
finish
