# Effects as printed, and trials of other designs: what is said of each row, errors, and methods that pool counts.
. "$(dirname "$0")/support.sh"

# Printed effects: on the log scale of ratios, with the level of the paper.
printf 'study,est,est_lb,est_ub,est_p\nA,0.73,0.55,0.97,\nB,0.8,,1.1,\nC,0.64,,,0.032\n' >printed.csv
run 0 effects printed.csv --measure HR --format csv
has out ',-0.3147107448397'
has out ',"printed estimate and its limits, log scale"'
has out ',"printed estimate and one limit, log scale"'
has out ',"printed estimate and its p-value, log scale"'
empty err
run 0 effects printed.csv --measure OR --format csv
has out ',"printed estimate and its limits, log scale"'
# metafor 5.1-12: conv.wald(out=.73, ci.lb=.55, ci.ub=.97, level=90, transf=log)
run 0 effects printed.csv --measure HR --format csv --limits-level 90
has out ',0.02974610884642'
# The level of the analysis is another thing.
run 0 effects printed.csv --measure HR --format csv --level 90
has out ',0.0209502154860'
# What a printed effect is cannot be told by its column; an estimate yi is one as given.
run 2 effects printed.csv
has err '--measure must say what the printed effect (est) is'
printf 'yi,est_lb,est_ub\n0.3,0.1,0.5\n' >given.csv
run 0 effects given.csv --format csv
has out ',printed estimate and its limits'
# Limits that are symmetric on the wrong scale.
printf 'est,est_lb,est_ub\n0.5,0.1,0.9\n' >centre.csv
run 0 effects centre.csv --measure OR
has err 'line 2 (study 1): the estimate is not in the middle of its limits on the log scale, but 23 % of their width above it'
run 0 effects centre.csv --measure RD
lacks err 'middle'
# The participants of a cross-over trial need no second column, those of another trial do.
printf 'design,n_t,mean_t,sd_t,mean_c,sd_c,ri\ncrossover,10,7,4,6.5,2,0.68\nparallel,10,7,4,6.5,2,\n' >twin.csv
run 0 effects twin.csv --measure MD --format csv
has out ',0.5,0.911999999'
has out ',omitted: missing n2i'

# Freeman and Tukey's transformations are of a proportion and a size: without the size a printed proportion stays out.
printf 'est,est_lb,est_ub,ni\n0.2,0.1,0.35,\n0.2,0.1,0.35,40\n' >tukey.csv
run 0 effects tukey.csv --measure PFT --format csv
has out 'omitted: a printed proportion needs the participants (ni) to be transformed'
has out ',0.472568996616835'

printf 'est,est_lb,est_ub\n0.5,0.9,0.1\n' >swapped.csv
run 3 effects swapped.csv --measure OR
has err "swapped.csv:2: est_ub: upper confidence limit below the lower one '0.1'"
printf 'or,est_se\n-0.5,0.9\n' >negative.csv
run 3 effects negative.csv --measure OR
has err "negative.csv:2: or: ratio is not positive '-0.5'"
printf 'est,est_p,est_sides\n0.5,0.1,3\n' >sides.csv
run 3 effects sides.csv --measure MD
has err "sides.csv:2: est_sides: neither 1 nor 2 '3'"
printf 'est,est_p\n0.5,0\n0,0.4\n3,0.05\n' >nothing.csv
run 0 effects nothing.csv --measure MD
has err 'line 2 (study 1) is omitted: a p-value of 0 is rounded and gives no standard error'
has err 'line 3 (study 2) is omitted: a test of an estimate of no effect says nothing about its standard error'

# Cluster trials: Handbook 6.5, 23.1.5 (295 and 330 children in 21 classrooms, ICC 0.02: design effect 1.576).
printf 'study,ai,n1i,ci,n2i,clusters,icc\nclassrooms,63,295,84,330,21,0.02\nparallel,12,60,20,62,,\n' >cluster.csv
run 0 effects cluster.csv --measure OR --format csv
has out ',"2x2 table; design effect 1.575 (ICC 0.02, clusters of 29.76)"'
empty err
# Two such rows by Mantel and Haenszel: as the effective counts entered by hand, not as the raw ones.
printf 'study,ai,n1i,ci,n2i,deff\nA,63,295,84,330,2\nB,12,60,20,62,\n' >deff.csv
printf 'study,ai,n1i,ci,n2i\nA,31.5,147.5,42,165\nB,12,60,20,62\n' >hand.csv
for method in MH PETO DL; do
    run 0 pool deff.csv --measure OR --method $method --test z --format csv
    grep -o '^[^"]*' out | cut -d , -f 1-20 >clustered
    run 0 pool hand.csv --measure OR --method $method --test z --format csv
    grep -o '^[^"]*' out | cut -d , -f 1-20 >by_hand
    cmp -s clustered by_hand || complain "$method does not take the effective counts"
done
printf 'study,ai,n1i,ci,n2i,clusters\nclassrooms,63,295,84,330,21\n' >noicc.csv
run 0 effects noicc.csv --measure OR
has err 'a cluster trial without its ICC and the size of its clusters'
run 0 effects noicc.csv --measure OR --icc 0.02 --format csv
has out 'design effect 1.575 (ICC 0.02, clusters of 29.76)'
empty err
run 2 effects hand.csv --measure OR --icc 0.02
has err 'the ICC 0.02 would change nothing: there is no column cluster_size or clusters'
run 2 effects noicc.csv --measure OR --icc 2
has err "--icc: not between -1 and 1 '2'"
printf 'ai,n1i,ci,n2i,clusters,icc\n6,29,8,33,210,0.02\n' >many.csv
run 3 effects many.csv --measure OR
has err "many.csv:2: clusters: more clusters than participants '210'"
printf 'ai,n1i,ci,n2i,cluster_size,icc\n6,29,8,33,0.5,0.02\n' >half.csv
run 3 effects half.csv --measure OR
has err "half.csv:2: cluster_size: below 1 '0.5'"

# A cross-over trial beside a parallel one: Handbook 5.1, 16.4.6.4, SE 0.583 with corr 0.68 and 0.632 with SD 2.
printf 'study,design,n1i,m1i,sd1i,n2i,m2i,sd2i,ri,sd_diff\n' >crossover.csv
printf 'A,cross-over,10,7.0,2.38,10,6.5,2.21,0.68,\nB,Crossover,10,7.0,2.38,,6.5,2.21,,2\nC,parallel,30,8,2,31,7,2,,\n' >>crossover.csv
run 0 effects crossover.csv --measure MD --format csv
has out ',0.582681044'
has out ',"cross-over, corr 0.68"'
has out ',0.632455532'
has out ',"cross-over, SD of the differences (corr 0.62)"'
has out ',final values'
empty err
run 0 pool crossover.csv --measure SMD --format json
has out '"cross-over, corr 0.68"'
printf 'D,crossover,12,7.0,2.38,12,6.5,2.21,,\n' >>crossover.csv
run 0 effects crossover.csv --measure MD
has err 'line 5 (D) is omitted: missing ri'
run 0 effects crossover.csv --measure MD --crossover-corr 0.5 --format csv
has out ',"cross-over, corr 0.5"'
run 0 effects crossover.csv --measure MD --crossover-corr pooled --format csv
has out '; corr pooled from 2 cross-over trials, 0.62 to 0.68'
run 2 effects crossover.csv --measure ROM --crossover-corr 0.5
has err 'ROM takes them as printed only'
run 2 effects limits.csv --measure MD --crossover-corr 1
run 0 effects crossover.csv --measure ROM
has err 'line 2 (A) is omitted: a cross-over trial, which this measure takes as printed only (est, est_se ...)'
printf 'design,n1i,m1i,sd1i,n2i,m2i,sd2i,ri\ncrossover,10,7,2,12,6,2,0.5\n' >sizes.csv
run 3 effects sizes.csv --measure MD
has err "sizes.csv:2: n2i: not the participants of the other group, as in a cross-over trial '12'"
printf 'n1i,m1i,sd1i,n2i,m2i,sd2i\n10,7,2,10,6,2\n' >parallel.csv
run 2 effects parallel.csv --measure MD --crossover-corr 0.5
has err 'there is no column design'
printf 'design,ai,n1i,ci,n2i\ncrossover,3,10,5,10\nparallel,3,10,5,12\n' >pairs.csv
for method in MH PETO DL; do
    run 0 pool pairs.csv --measure OR --method $method --test z
    has err 'line 2 (study 1) is omitted: a cross-over trial'
done
# Units of what is printed, too.
printf 'outcome,unit,est,est_se\nalbumin,g/dL,0.25,0.1\n' >unit.csv
run 0 effects unit.csv --measure MD --unit albumin=g/dL:g/L --format csv
has out ',2.5,1,1,'

# Counts: 12 of 50 and 20 of 55 by their odds ratio 0.553 and 32 events; 0.65 is no odds ratio of such a table.
printf 'study,n_t,n_c,events_total,or\nA,50,55,32,0.553\nB,50,55,32,0.65\n' >margins.csv
run 0 effects margins.csv --measure RR --format csv
has out '2x2 table; counts from the odds ratio and the total of events'
has err 'line 3 (B): 13 of 50 and 19 of 55, the nearest counts, have the odds ratio 0.6657, printed 0.65'
lacks err 'line 2'
run 0 effects margins.csv --measure RR --counts exact --quiet
run 2 effects hand.csv --measure RR --counts exact
has err 'exact counts would change nothing'
run 2 effects margins.csv --measure RR --yates off
has err 'there is no column chi2'
# Mantel-Haenszel takes the counts, and not an effect printed beside them.
printf 'study,n_t,n_c,events_total,or,or_lb,or_ub\nA,50,55,32,0.553,0.24,1.29\nB,60,62,40,0.7,0.33,1.5\n' >both.csv
run 0 pool both.csv --measure OR --method MH --format json
has out 'counts from the odds ratio and the total of events'
run 0 pool both.csv --measure OR --method REML --format json
has out 'printed estimate and its limits, log scale'
printf 'study,n_t,n_c,events_total,or\nA,50,55,120,0.553\n' >above.csv
run 3 effects above.csv --measure OR
has err "above.csv:2: events_total: more events than participants '120'"
printf 'study,n_t,n_c,events_total,rr\nA,10,90,60,9\n' >impossible.csv
run 3 effects impossible.csv --measure OR
has err "impossible.csv:2: rr: no 2x2 table of these margins has this value '9'"
printf 'n_t,percent_t,n_c,percent_c\n50,24,55,36.4\n30,53,30,41\n' >percent.csv
run 0 effects percent.csv --measure OR --format csv
has out '2x2 table; counts from the percentages'
has err 'line 3 (study 2): 41 % of 30 is 12.3, and no number of participants'
# A count of 0 that is converted asks for a correction of all rows as any other: metafor's OR of 4/40 and 8/42 with 0.5 added.
printf 'n_t,percent_t,n_c,percent_c\n30,0,31,10\n40,10,42,19\n' >zero.csv
run 0 effects zero.csv --measure OR --to if0all --format csv
has out ',-0.69234170327'
empty err
printf 'n_t,percent_t,events_t,n_c,events_c\n30,53,18,30,12\n30,53,16,30,12\n' >contradiction.csv
run 0 effects contradiction.csv --measure OR
has err 'line 2 (study 1): 53 % of 30 is 15.9, printed 18'
lacks err 'line 3'
printf 'n_t,percent_t,n_c,percent_c\n50,124,55,36\n' >above100.csv
run 3 effects above100.csv --measure OR
has err "above100.csv:2: percent_t: percentage not between 0 and 100 '124'"
printf 'ni,sens,spec,ppv,npv\n150,0.8,0.93,0.851,0.903\n150,0.8,0.93,0.5,0.903\n' >diagnostic.csv
run 0 effects diagnostic.csv --measure OR --format csv
has out 'counts from sensitivity, specificity and predictive values'
has err 'line 3 (study 2): the nearest table has the'
lacks err 'line 2'

# An adjusted odds ratio 1.8 at a control risk of 0.3: RR 1.8/(0.7 + 0.54) = 1.4516, log 0.372675.
printf 'study,or,or_lb,or_ub,risk_c\nA,1.8,1.2,2.7,0.3\nB,1.8,1.2,2.7,\n' >adjusted.csv
run 0 effects adjusted.csv --measure RR --format csv
has out ',0.37267528'
has out 'printed odds ratio with its limits and the control risk 0.3 (Zhang & Yu 1998)'
has out 'square root of the printed odds ratio and its limits (VanderWeele 2017)'
has err 'line 3 (B): an approximation for risks of 0.2 to 0.8'
lacks err 'line 2'
run 0 effects adjusted.csv --measure RD --format csv
has out ',0.1354838'
has err 'line 3 (B) is omitted'
run 0 effects adjusted.csv --measure OR --format csv
has out 'printed estimate and its limits, log scale'
printf 'rr,rr_lb,rr_ub,risk_c\n1.8,1.2,4,0.3\n' >above1.csv
run 0 effects above1.csv --measure OR
has err 'makes a risk above 1'
printf 'or,or_lb,or_ub,risk_c\n1.8,1.2,4,30\n' >percentrisk.csv
run 3 effects percentrisk.csv --measure RR
has err "percentrisk.csv:2: risk_c: not between 0 and 1 '30'"
printf 'study,oe,voe\nA,-6.5,18.2\n' >oe.csv
run 0 effects oe.csv --measure HR --format csv
has out ',observed minus expected events and their variance'
printf 'study,pi,events_total,n_t,n_c\nA,-0.03,75,100,150\nB,0.03,75,,\n' >logrank.csv
run 0 effects logrank.csv --measure HR --format csv
has out ',log-rank p-value and the total of events and the sizes of the groups'
has out ',"log-rank p-value and the total of events, in groups of one size"'
printf 'm1i,lb1i,ub1i,m2i,lb2i,ub2i\n5.5,4.25,7,3,2.5,3.75\n' >limits2.csv
run 0 effects limits2.csv --measure MD --format csv
has out ',"limits of either group, variances recovered (Zou & Donner 2008)"'
finish
