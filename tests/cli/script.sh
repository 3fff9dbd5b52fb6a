# tausq why --emit: scripts in R and Python. Where python3 has numpy the Python ones are run; R is never needed.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
python=''
for candidate in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$candidate" -c 'import numpy' >/dev/null 2>&1; then
        python=$candidate
    fi
done
[ -n "$python" ] || echo 'no python3 with numpy: the Python scripts are not run'

# agree N: the Python script in out, kept as the next one, is to give tausq's numbers in at least N comparisons.
scripts=0
agree() {
    scripts=$((scripts + 1))
    cp out "script$scripts.py"
    echo "$1 $ran" >"script$scripts.want"
}

# run_scripts: all of them by one Python, which takes longer to start than to run them.
run_scripts() {
    cat >all.py <<'END'
import contextlib, glob, io, runpy
for path in sorted(glob.glob("script*.py")):
    want, ran = open(path[:-3] + ".want").read().split(" ", 1)
    text, status = io.StringIO(), 0
    with contextlib.redirect_stdout(text):
        try:
            runpy.run_path(path)
        except SystemExit as end:
            status = end.code
    lines = text.getvalue().splitlines()
    wrong = [line for line in lines if not line.endswith(" agrees")]
    if status != 0 or wrong or len(lines) < int(want):
        print(ran.strip(), status, len(lines), wrong)
END
    "$python" all.py >result 2>&1
    [ -s result ] && complain "scripts differ: $(cat result)"
}

for method in REML ML DL PM HE HS HSk SJ PMM DL2 CA2 HM EE; do
    run 0 why "$data/bcg.csv" --measure RR --method $method --emit python
    has out 'import numpy as np'
    has out 'compare("estimate", estimate, '
    lacks out 'scipy'
    agree 11
done
for test in z t knha adhoc kr; do
    run 0 why "$data/alt_nafld_vitamin_e.csv" --measure SMD --test $test --tau2-ci HT --i2 Q --emit python
    agree 13
done
run 0 why "$data/bcg.csv" --measure OR --method MH --emit python
has out 'R, S = np.sum(r), np.sum(s)'
agree 6
run 0 why "$data/bcg.csv" --measure RR --method ML --weights year --pi HTS --emit python
agree 15
run 0 why "$data/bcg.csv" --measure OR --method PETO --emit python
agree 6
run 0 why "$data/bcg.csv" --measure RR --where 'study = Aronson 1948' --emit python
agree 5

# Covariances, corrected counts, several groups.
arms="$data/cell_therapy_arms.csv"
for method in REML ML DL PM HE HS SJ DL2 CA2 HM EE; do
    run 0 why "$arms" --measure MD --where 'outcome = MELD' --where 'weeks = 4' --multi-arm covariance --method $method \
        --emit python
    has out 'V[0, 1] = V[1, 0] = 0.079'
    agree 11
done
run 0 why "$arms" --measure SMD --where 'outcome = MELD' --where 'weeks = 4' --multi-arm covariance --test kr --emit python
agree 13
for preset in revman-5 meta-8 cma-4; do
    for measure in OR RR RD; do
        run 0 why "$data/catheter_infection.csv" --measure $measure --method MH --preset $preset --mh-exact off --emit python
        has out 'add1'
        agree 6
    done
done
run 0 why "$data/catheter_infection.csv" --measure RR --method MH --mh-exact off --to if0all --add tacc --emit python
has out 'zero = zero | np.any(zero)'
agree 6
run 0 why "$data/bcg.csv" --measure RR --by alloc --emit python
has out '# group 3: alloc = systematic'
has out 'compare("group 3: tau2", tau2, '
agree 39

# Moderators: numbers, factors, interactions; one group is saturated.
for method in REML ML DL PM HE HS HSk SJ PMM DL2 CA2 HM EE; do
    run 0 why "$data/bcg.csv" --measure RR --mods ablat,alloc --method $method --emit python
    has out 'names = ["intrcpt", "ablat", "allocrandom", "allocsystematic"]'
    agree 26
done
for test in z t adhoc kr; do
    run 0 why "$data/bcg.csv" --measure OR --mods 'ablat*alloc:ref=random' --test $test --tau2-ci PL --emit python
    agree 36
done
run 0 why "$data/bcg.csv" --measure RR --mods ablat --no-intercept --emit python
agree 16
run 0 why "$data/bcg.csv" --measure RR --mods alloc --no-intercept --weights year --emit python
agree 27
run 0 why "$data/bcg.csv" --measure RR --mods ablat --unweighted --by alloc -q --emit python
agree 50

# The median of the generalised Q, and searches that stop where metafor's do.
run 0 why "$data/bcg.csv" --measure RR --method GENQM --weights year --emit python
has out 'def p_form(q, shares):'
agree 15
run 0 why "$data/bcg.csv" --measure RR --method GENQM --weights year --mods ablat --emit python
agree 19
for method in REML ML EB PM PMM DLIT SJIT; do
    run 0 why "$data/bcg.csv" --measure RR --method $method --control threshold=1e-5,tol=1e-4 --emit python
    has out 'def zeroin(f, low, high):'
    agree 17
done
run 0 why "$data/bcg.csv" --measure OR --mods ablat,alloc --control threshold=1e-5,maxiter=30 --emit python
agree 30

# A number that is not so makes the script fail.
run 0 why "$data/bcg.csv" --measure RR --quantity tau2 --emit python -o one.py
[ "$(grep -c '^compare(' one.py)" -eq 1 ] || complain 'more is compared than tau2'
if [ -n "$python" ]; then
    sed 's/compare("tau2", tau2, 0.3132/compare("tau2", tau2, 0.3133/' one.py >altered.py
    "$python" altered.py >result && complain 'an altered number agrees'
    grep -q DIFFERS result || complain 'the difference is not said'
fi

[ -z "$python" ] || run_scripts

run 0 why "$data/bcg.csv" --measure RR --emit r
has out 'library(metafor)'
has out 'fit <- rma(yi, vi, method = "REML", test = "knha", level = 95,'
has out 'raw <- escalc("RR", ai = c(4, 6, 3,'
has out 'compare("estimate", coef(fit)[[1]], '
has out 'quit(status = if (failed) 1 else 0)'
run 0 why "$data/catheter_infection.csv" --measure OR --method MH --emit r
has out 'fit <- rma.mh(ai = ai, bi = bi, ci = ci, di = di, measure = "OR", level = 95)'

# One study, and equal effects: what is 0 is compared with a floor.
printf 'study,yi,vi\nA,1,.2\n' >one.csv
printf 'study,yi,vi\nA,1,.2\nB,1,.3\nC,1,.1\n' >equal.csv
for table in one equal; do
    run 0 why $table.csv --emit r
    has out 'compare("QE", fit$QE, 0, 1)'
    lacks out ', 0, 0)'
done

# What metafor does not have is computed by R alone, which needs no package then.
for method in DL2 CA2 HM; do
    run 0 why "$data/bcg.csv" --measure RR --method $method --emit r
    lacks out 'library(metafor)'
    has out 'tolerance <- 1e-8'
done
run 0 why "$data/alt_nafld_vitamin_e.csv" --measure SMD --test kr --emit r
has out 'kr_df <- 2 * information * (s1 / (s2 * core))^2'
run 0 why "$arms" --measure MD --where 'outcome = MELD' --where 'weeks = 4' --multi-arm covariance --emit r
has out 'V[1, 2] <- V[2, 1] <- 0.079'
has out 'turned <- eigen(V, symmetric = TRUE)'
run 0 why "$data/catheter_infection.csv" --measure RR --method MH --preset revman-5 --mh-exact off --emit r
has out 'r <- ifelse(one, s, r)'
run 0 why "$data/bcg.csv" --measure RR --by alloc --emit r
has out 'compare("group 1: tau2", fit$tau2, '
run 0 why "$data/bcg.csv" --measure RR --preset metafor-5 --control threshold=1e-5,maxiter=50 --emit r
has out 'tight <- list(threshold = 1e-05, tol = 1e-12 * unit, maxiter = 50,'

run 0 why "$data/bcg.csv" --measure RR --mods ablat,alloc --emit r
has out 'fit <- rma(yi, vi, mods = X, method = "REML", test = "knha", level = 95,'
has out 'colnames(X) <- c("ablat", "allocrandom", "allocsystematic")'
has out 'compare("coef.allocrandom.pval", fit$pval[3], '
run 0 why "$data/bcg.csv" --measure RR --mods alloc --no-intercept --quantity coef.allocrandom.se --emit r
has out 'mods = X, intercept = FALSE, '
has out 'compare("coef.allocrandom.se", fit$se[2], '
lacks out 'compare("tau2'
run 2 why "$data/bcg.csv" --measure RR --mods ablat --no-intercept --emit r
has err 'metafor, which has no such model without an intercept: take --emit python'
run 2 why "$data/bcg.csv" --measure RR --mods ablat --test kr --emit r
has err 'metafor, which has no Kenward-Roger test'

run 2 why "$data/bcg.csv" --measure RR --emit python --format json
run 2 why "$data/bcg.csv" --measure RR --emit python --depth 2
run 2 why "$data/bcg.csv" --measure RR --quantity AIC --emit r
has err 'the script for R does not recompute AIC'
run 2 why "$data/bcg.csv" --measure RR --test kr --control threshold=1e-5 --emit r
has err "without metafor's own fit the R script stops no search early: leave --control out, or take --emit python"
finish
