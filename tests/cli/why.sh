# tausq why: formulas, sources and cells of a number; depth, JSON, groups, what is refused.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
LC_ALL=C.UTF-8
export LC_ALL

# metafor 5.1-12, rma(yi, vi, data = dat.bcg, method = "DL") of log risk ratios: tau^2 0.3087603, QE 152.2330.
run 0 why "$data/bcg.csv" --measure RR --method DL --quantity tau2
has out 'tau2 = 0.3087603 = max(0, (QE - (k - 1))/C)'
has out 'QE = 152.233 = sum(w0*(y - mu0)^2)'
has out 'DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2'
has out 'yi = -0.8893113 = log((a/n1)/(c/n2))'
has out "bcg.csv:2: ai: '4'"
has out "bcg.csv:14: di: '17825'"
has out 'recomputed from their inputs: all agree'
lacks out 'nan'

# The equation of REML, and how well it is solved.
run 0 why "$data/bcg.csv" --measure RR --quantity tau2
has out 'solves sum(w^2*(y - mu)^2) = sum(w) - sum(w^2)/sum(w)'
has out "a further step of Newton's method moves it by"

# Few levels leave the cells out.
run 0 why "$data/bcg.csv" --measure RR --quantity ci_ub --depth 2
has out 'ci_ub = '
has out 'se = '
lacks out 'bcg.csv:2'
run 0 why "$data/bcg.csv" --measure RR --quantity ci_ub --depth all --digits 3
has out 'tail = 0.025 = (100 - level)/200'

# A number of one study: its text as it stands in the file, with blanks and zeros.
cat >text.csv <<'END'
study,n_t,m,"sd, t",n_c,mean_c,se_c
A,30, 15.70 ,2.890,30,16.13,0.281
B,25,14.2,3.1,24,15.9,0.60
END
run 0 why text.csv --measure MD --map m1i=m --map 'sd1i=sd, t' --quantity study.A.vi
has out "sd1 = 2.89 = sd1i   text.csv:2: sd, t: '2.890'"
has out 'sd2i = 1.5391 '
has out "text.csv:2: se_c: '0.281'"
lacks out 'B, line 3'
run 0 why text.csv --measure MD --map m1i=m --map 'sd1i=sd, t' --quantity study.B.weight --format json
has out '"schema": "tausq.why/1"'
has out '"quantity": "study.B.weight"'
has out '"column": "se_c",'
has out '"failed": 0'
lacks out '"holds": false'

# Every group; quantities that only some have.
run 0 why "$data/bcg.csv" --measure RR --by alloc --quantity QE_p
has out 'alloc = random'
has out 'alloc = systematic'
run 0 why "$data/bcg.csv" --measure RR --method MH --quantity estimate
has out 'log(R/S)'
has out 'R = '
run 0 why "$data/catheter_infection.csv" --measure OR --method MH --quantity estimate --format json
has out '"formula": "n1i - ai"'
has out '"failed": 0'
run 0 why "$data/cell_therapy_arms.csv" --measure SMD --where outcome=MELD --where weeks=4 --multi-arm covariance
has out 'sqrt(share1.i*share1.j) + sign(share2.i)*sign(share2.j)*sqrt(abs(share2.i*share2.j))'
has out 'covariance with Zekri 2015: single, which has the same control'
run 0 why "$data/cell_therapy_arms.csv" --measure MD --where outcome=MELD --where weeks=4 --multi-arm combine
has out 'm1i = 15.63 = (n1i.1*m1i.1 + n1i.2*m1i.2)/n1i'
has out 'm1i.2 = -0.4569643 = w.2*(q11i.2 + q31i.2)/2 + (1 - w.2)*med1i.2'
run 0 why "$data/cell_therapy_arms.csv" --measure MD --where outcome=MELD --where weeks=4 --multi-arm split
has out 'n2i = 15 = n2i/contrasts'

# Means over all rows, a pooled correlation, another unit, a correction of counts.
run 0 why "$data/bcg.csv" --measure OR --vtype AV --quantity 'study.Aronson 1948.vi'
has out 'average1 = 0.005574048 = sum(g1*q1)/sum(g1)'
# SDs 3, 3, 3 and 3, 4, 5 imply correlations of 1/2 and 0: tanh(6 artanh(1/2)/18).
printf 'n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0,mc1i,sdc1i,mc2i,sdc2i\n' >corr.csv
printf '9,8,3,15,9,4,12,3,11,3,-5,3,-1,5\n10,8,3,20,9,4,12,3,11,4,,,,\n' >>corr.csv
run 0 why corr.csv --measure MD --corr pooled --quantity 'study.study 2.vi'
has out 'corr = 0.1810829 = tanh(sum(corr_z)/sum(corr_w))'
has out "sdc2i = 5   corr.csv:2: sdc2i: '5'"
printf 'outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nalbumin,g/dL,9,3.5,0.3,16,3.25,0.4\n' >unit.csv
run 0 why unit.csv --measure MD --unit albumin=g/dL:g/L --quantity 'study.study 1.yi'
has out 'm1i = 35 = m1i*unit_factor'
has out "m1i = 3.5   unit.csv:2: m1i: '3.5'"
printf 'ai,n1i,ci,n2i\n0,20,3,20\n' >zero.csv
run 0 why zero.csv --measure RR --quantity 'study.study 1.yi'
has out 'a = 0.5 = ai + add1'
run 0 why zero.csv --measure RTET --add 0.5 --to all --quantity 'study.study 1.yi'
has out 'solves Phi2(h, k, yi) = a/N'

for how in split combine covariance; do
    run 0 why "$data/cell_therapy_arms.csv" --measure MD --by outcome,weeks --where outcome=MELD --multi-arm $how --quantity se
    has out 'all agree'
done

# A correlation that other trials gave says so.
printf 'study,n1i,m1i,sd1i,n2i,m2i,sd2i,design,sd_diff\nA,20,5,2,20,4,2.2,crossover,1.5\nB,22,5.5,2,22,4.1,2.1,crossover,\n' >paired.csv
run 0 why paired.csv --measure MD --crossover-corr pooled --quantity study.B.vi
has out 'correlation of the treatments, pooled from 1 cross-over trial'

# Fitted medians: the quantiles beside those given, and the equations that are solved. tests/golden/make/medians.py in 40 digits
# gives a mean of 4.2205675610855378 for A (qe: log-normal) and SDs of 2.1252229535871925 (qe: gamma) and 2.2856947597800246
# (mln) for B. Its lambda by bc: scipy 1.10.1, minimize_scalar of the sum of (ratio - 1)^2 over both pairs, 0.29906525.
cat >medians.csv <<'END'
study,n1i,min1i,q11i,med1i,q31i,max1i,n2i,m2i,sd2i
A,50,1,2,3,5.5,14,40,3,1.5
B,60,0.3,1.2,2.4,3.9,9,40,3,1.5
END
run 0 why medians.csv --measure MD --medians qe --quantity study.A.yi
has out 'm1i = 4.220568 = scale*exp(shape^2/2)'
has out 'solves (min1i - fitted_min)*d_min + (q11i - fitted_q1)*d_q1'
has out 'fitted_q3 = '
run 0 why medians.csv --measure MD --medians qe --quantity study.B.vi
has out 'sd1i = 2.125223 = scale*shape'
has out 'gamma_quantile(3/4, 1/shape^2)*shape^2'
run 0 why medians.csv --measure MD --medians bc --quantity study.B.yi
has out 'lambda = 0.2990652   solves (ratio_q - 1)*(s_q3 + ratio_q*s_q1)/(-t_q1)'
run 0 why medians.csv --measure MD --medians mln --quantity study.B.vi
has out 'sd1i = 2.285695 = med1i*boxcox_sd(mu_t, sigma_t, lambda)'
has out 'n_min_q1*(phi(z_q1) - phi(z_min))/p_min_q1'
lacks out 'nan'

# Moderators: coefficients from the design, the design from cells.
# metafor 5.1-12, rma(yi, vi, mods = ~ ablat + alloc, data = dat.bcg): beta of ablat -0.0291, tau2 0.1790.
run 0 why "$data/bcg.csv" --measure RR --mods ablat,alloc --quantity coef.ablat.estimate
has out 'b_w = ('
has out '= product(M, product(transpose(X), w*y))'
has out "bcg.csv:2: ablat: '44'"
has out "1 where alloc is 'systematic', else 0"
has out "alloc   $data/bcg.csv:2: alloc: 'random'"
has out 'all agree'
lacks out 'nan'
run 0 why "$data/bcg.csv" --measure RR --mods 'ablat*alloc' --quantity coef.ablat:allocrandom.pval --format json
has out '"of": "coefficients"'
has out '"title": "product of these"'
has out '"failed": 0'
lacks out 'nan'
run 0 why "$data/bcg.csv" --measure RR --mods ablat --quantity QM_p
has out 'QM_p = '
has out 'p_F(QM, QM_df1, QM_df2)'
run 4 why "$data/bcg.csv" --measure RR --mods ablat --quantity estimate
has err 'estimate does not exist here: with moderators it is coef.NAME.estimate'
run 2 why "$data/bcg.csv" --measure RR --mods ablat --quantity coef.year.estimate
has err "no coefficient 'year'"
run 2 why "$data/bcg.csv" --measure RR --mods ablat --quantity coef.ablat.tau2
run 2 why "$data/cell_therapy_arms.csv" --measure MD --where outcome=MELD --mods weeks --multi-arm covariance --quantity tau2 -q
has err 'a model with moderators is traced without covariances'
run 0 why "$data/cell_therapy_arms.csv" --measure MD --where outcome=MELD --where weeks=13 --multi-arm covariance --quantity se_tau2
has out 'W of Zekri 2015: single and Zekri 2015: double: '
has out 'tr PP, with the sum of all squares of W'
lacks out 'by generalised least squares'
run 0 why "$data/catheter_infection.csv" --measure OR --method MH --mh-exact off --quantity se
has out '(PR/R^2 + PSQR/(R*S) + QS/S^2)/2'
has out '1 - count(ai)*count(bi)*count(ci)*count(di)'

run 2 why "$data/bcg.csv" --measure RR --quantity tau3
has err "no quantity 'tau3'"
run 2 why "$data/bcg.csv" --measure RR --quantity study.Nobody.yi
has err "no study 'Nobody' among those that were pooled"
run 2 why "$data/bcg.csv" --measure RR --quantity 'study.Aronson 1948.zi'
run 2 why "$data/bcg.csv" --measure RR --quantity study.Aronson
run 4 why "$data/bcg.csv" --measure RR --method EE --quantity pi_lb
has err 'pi_lb does not exist here'
run 2 why "$data/bcg.csv" --measure RR --depth 0
run 2 why "$data/bcg.csv" --measure RR --depth 2 --format json
run 2 why "$data/bcg.csv" --measure RR --format csv
run 2 why "$data/bcg.csv"  --measure RR --transf exp
run 5 why missing.csv
finish
