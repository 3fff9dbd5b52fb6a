# Models with moderators: each format, omitted rows, groups, what is refused, claims and baselines of coefficients.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets

# Text: names, joint test, residual heterogeneity, what the factor is compared with; no mean and no prediction.
run 0 pool "$data/bcg.csv" --measure RR --mods ablat,alloc:ref=random
has out '  allocsystematic'
has out 'F(3, 9), p = 0.0650'
has out '53.8%  of tau2 explained'
has out 'Residual heterogeneity'
has out 'ablat,alloc:ref=random; alloc against random'
lacks out 'New study'
lacks out 'Random effects  '
lacks out 'nan'
run 0 pool "$data/bcg.csv" --measure RR --mods ablat --test z --digits 3
has out '16.358  1 df, p < 0.0001'
run 0 pool "$data/bcg.csv" --measure RR --mods ablat --method FE
has out '78.0%  of residual variance explained'
run 0 pool "$data/bcg.csv" --measure RR --mods alloc --no-intercept --format markdown
has out '| allocalternate |'
has out 'alloc, no intercept'
run 0 pool "$data/bcg.csv" --measure RR --mods ablat --forest
has out 'Aronson 1948'

# JSON: the mean is null, the coefficients have their names, the factors their reference.
run 0 pool "$data/bcg.csv" --measure RR --mods 'ablat*alloc' --format json
has out '"estimate": null'
has out '"pi": "none"'
has out '"name": "ablat:allocsystematic"'
has out '{"name": "alloc", "reference": "alternate", "levels": 3}'
has out '"mods": "ablat*alloc"'
has out '"p": 6'
run 0 pool "$data/bcg.csv" --measure RR --format json
has out '"name": "intrcpt"'
has out '"R2": null'
lacks out '"mods"'

# The order of the rows changes no digit.
(head -n 1 "$data/bcg.csv"; tail -n +2 "$data/bcg.csv" | sort -r) >turned.csv
run 0 pool "$data/bcg.csv" --measure RR --mods 'ablat*alloc' --format json
sed -n '/"coefficients"/,/"studies"/p' out >straight
run 0 pool turned.csv --measure RR --mods 'ablat*alloc' --format json
sed -n '/"coefficients"/,/"studies"/p' out | cmp -s - straight || complain 'the order of the rows counts'

# CSV: columns for the coefficients of all groups; a group that cannot be estimated says why, the others are there.
cat >groups.csv <<'END'
study,yi,vi,dose,arm,site
1,0.1,0.02,1,a,n
2,0.3,0.03,2,b,n
3,0.2,0.02,3,a,n
4,0.5,0.04,NA,b,n
5,0.4,0.03,5,b,n
6,0.1,0.02,1,a,s
7,0.3,0.03,2,c,s
8,0.2,0.02,3,a,s
9,0.5,0.04,4,c,s
10,0.2,0.03,4,c,e
11,0.3,0.03,5,c,e
12,0.3,0.03,6,c,e
END
run 0 pool groups.csv --mods dose,arm --by site --format csv
has out 'error,coef.intrcpt.estimate,'
has out 'coef.armb.ci_ub,coef.armc.estimate'
has out "arm is 'c' in every study: it cannot be a moderator"
has err 'line 5 (4) is omitted: missing dose'
has err "site = e: not estimated: arm is 'c'"
[ "$(head -n 1 out | tr ',' '\n' | wc -l)" -eq "$(sed -n 3p out | tr ',' '\n' | wc -l)" ] || complain 'columns differ'
run 0 pool groups.csv --mods dose,arm --by site
has out 'R2'
has out 'not estimated'
run 3 pool groups.csv --mods dose --na-fail
has err 'groups.csv:5: dose: missing moderator'
run 0 pool groups.csv --mods dose --where 'site=s' --measure GEN --format json
has out '"k": 4'

# What cannot be fitted: exit 4, and what depends on what.
run 4 pool groups.csv --mods arm --where site=e
run 4 pool groups.csv --mods 'dose*arm,study' --where site=n
has err 'the model has more coefficients than there are studies, 4'
cat >depend.csv <<'END'
study,yi,vi,a,b,c,zero,same
1,1,0.1,1,2,3,0,7
2,2,0.1,2,3,5,0,7
3,2.5,0.2,3,1,4,0,7
4,1,0.3,4,5,9,0,7
5,0,0.2,6,6,12,0,7
END
run 4 pool depend.csv --mods a,b,c
has err 'a, b and c are linearly dependent: leave one out'
run 4 pool depend.csv --mods a,same
has err 'same is the same in every study: it cannot be a moderator'
run 4 pool depend.csv --mods zero,a
has err 'zero is 0 in every study: leave it out'
# Percentages that add up to 100, and decimals that are sums, depend as they are written, not as doubles.
printf 'study,yi,vi,a,b,c,pct,rest\n1,1,.1,.1,.2,.3,33.3,66.7\n2,2,.1,.7,.1,.8,12.1,87.9\n3,2.5,.2,.3,.6,.9,57.9,42.1\n4,1,.3,1.1,2.2,3.3,71.7,28.3\n5,0,.2,.6,.7,1.3,80.3,19.7\n6,.4,.2,.9,.3,1.2,5.1,94.9\n' >decimals.csv
run 4 pool decimals.csv --mods a,b,c
has err 'a, b and c are linearly dependent: leave one out'
run 4 pool decimals.csv --mods pct,rest
has err 'intrcpt, pct and rest are linearly dependent: leave one out'
run 0 pool decimals.csv --mods pct,rest --no-intercept
run 0 pool depend.csv --mods same --no-intercept
has out '  same'
# Shares of 7, 11, 13, 17, 19 and 23 in per cent with 17 digits: 100 x/n and 100 (n - x)/n.
printf 'study,yi,vi,pct,rest\n1,1,.1,42.857142857142854,57.142857142857146\n2,2,.1,27.272727272727273,72.727272727272734\n3,2.5,.2,38.461538461538460,61.538461538461540\n4,1,.3,58.823529411764703,41.176470588235290\n5,0,.2,21.052631578947370,78.947368421052630\n6,.4,.2,82.608695652173907,17.391304347826090\n' >shares.csv
run 0 pool shares.csv --mods pct,rest
has err 'rest depends on the coefficients before it but for the rounding of its numbers'
run 0 pool shares.csv --mods pct
lacks err 'depends on'

# What is refused.
run 2 pool depend.csv --no-intercept
run 2 pool depend.csv --mods ''
run 2 pool depend.csv --mods a,,b
run 2 pool depend.csv --mods a --pi HTS
run 2 pool depend.csv --mods a --rounding auto
run 2 pool "$data/bcg.csv" --measure RR --mods ablat --method MH
run 2 pool "$data/bcg.csv" --measure OR --mods ablat --method PETO
run 2 pool "$data/bcg.csv" --measure RR --mods ablat --method DL --mh-q on
run 2 pool "$data/bcg.csv" --measure RR --mods ablat --transf exp.int
run 2 pool groups.csv --mods arm:ref=z
run 3 pool groups.csv --mods dosis
has err "no column 'dosis'"
run 4 why depend.csv --mods a
run 2 boot depend.csv --mods a
printf 'study,yi,vi,x\n1,1,1,2\n2,2,1,3O\n3,3,1,4\n' >mixed.csv
run 3 pool mixed.csv --mods x
has err "mixed.csv:3: x: not a number '3O', as other rows have; factor(x) takes all of them as levels"

# Presets that take Q about the Mantel-Haenszel estimate take the plain one here.
run 0 pool "$data/bcg.csv" --measure RR --mods ablat --preset revman-5 --format json
lacks out 'q_about_mh'

# Claims of coefficients, and a baseline that holds.
cat >claims.csv <<END
id,data,where,args,quantity,expected,tolerance,source
1,$data/bcg.csv,,"--measure RR --mods ablat,alloc --test z",coef.ablat.estimate,-0.0273,,metafor
2,$data/bcg.csv,,"--measure RR --mods ablat,alloc",QM,3.4471,,metafor
3,$data/bcg.csv,,"--measure RR --mods ablat,alloc",R2,53.84%,,metafor
4,$data/bcg.csv,,"--measure RR --mods ablat,alloc",coef.allocrandom.pval,0.479263,,metafor
END
run 0 check claims.csv
cp "$data/bcg.csv" .
run 0 baseline bcg.csv --measure RR --mods 'ablat*alloc:ref=random' --no-intercept -o base.csv
has base.csv 'coef.allocrandom.estimate'
has base.csv ',QM,'
run 0 check base.csv
finish
