# tausq gosh: every subset as metafor fits it, each format, random subsets, threads and seeds, groups, what is refused.
# Interrupts are in interrupt.sh, checkpoints in checkpoint.sh.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
head -n 8 "$data/bcg.csv" >seven.csv

# close LINE FIELD WANT: a number of that line of the JSON in out, to 1e-11 of its size.
close() {
    got=$(sed -n "s/^ *\"$1\": .*\"$2\": \([^,}]*\).*/\1/p" out)
    awk -v a="$got" -v b="$3" 'BEGIN { d = a - b; s = b < 0 ? -b : b; exit !(a != "" && (d < 0 ? -d : d) <= 1e-11 * s) }' ||
        complain "$2 of $1 is $got, not $3"
}

# metafor 5.1-12: gosh(rma(yi, vi, control = list(threshold = 1e-13, maxiter = 10000))), yi and vi of
# escalc(measure = "RR") for the first seven trials; mean, sd and quantile of its columns. The first study is in 64.
# tests/golden/make/resample.R prints them.
run 0 gosh seven.csv --measure RR --format json
has out '"schema": "tausq.gosh/1"'
has out '"subsets": 127'
close estimate mean -1.077045824574265
close estimate sd 0.262050962014187
close estimate q2.5 -1.547301600482831
close estimate median -1.061934625921250
close estimate q97.5 -0.599424986359240
close tau2 mean 0.189745476945902
close tau2 sd 0.177142132942747
close tau2 median 0.158775656103983
close tau2 q97.5 0.571646273704116
close QE mean 11.40395893344650
close QE sd 10.00060068159499
close QE median 9.18148034444881
has out '"positive": 0'
has out '"negative": 127'
grep '"Aronson 1948"' out >study
sed 's/^ *{"study"/"one": {"study"/' study >out
close one mean_with -1.05167760639818
close one mean_without -1.10281671288013
has out '"subsets": 64'

# The CSV has every subset once, in order; each is what pool makes of those rows.
run 0 gosh seven.csv --measure RR --format csv
[ "$(wc -l <out)" -eq 128 ] || complain 'not 127 rows'
[ "$(cut -d, -f9 out | sort -u | wc -l)" -eq 128 ] || complain 'a subset comes twice'
grep ',1010101$' out | cut -d, -f2-6 >subset
awk 'NR == 1 || NR % 2 == 0' seven.csv >four.csv
run 0 pool four.csv --measure RR --format csv
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
    NR == 2 { print $at["estimate"] "," $at["se"] "," $at["ci_lb"] "," $at["ci_ub"] "," $at["tau2"] }' out >pooled
cmp -s subset pooled || complain "the subset is $(cat subset), pooled alone $(cat pooled)"

run 0 gosh "$data/bcg.csv" --measure RR
has out 'all 8191 subsets, REML, knha'
has out '% of variance'
lacks out 'nan'
run 0 gosh "$data/bcg.csv" --measure RR --format markdown
has out '| Estimate |'

# Random subsets: the same seed gives the same bytes for any number of threads; another seed others.
run 0 gosh "$data/bcg.csv" --measure RR --subsets 5000 --seed 3 --threads 1 --format csv
cp out first
[ "$(wc -l <out)" -eq 5001 ] || complain 'not 5000 rows'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 5000 --seed 3 --threads 3 --format csv
cmp -s out first || complain 'threads change the output'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 5000 --seed 4 --format csv
cmp -s out first && complain 'the seed changes nothing'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 5000
has out '5000 random subsets (seed 1), REML, knha'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 8191
has out 'all 8191 subsets'

run 0 gosh "$data/bcg.csv" --measure RR --by alloc
has out 'alloc = alternate'
has out 'all 3 subsets'
run 0 gosh "$data/bcg.csv" --measure RR --by alloc --format csv
has out 'group_alloc,k,estimate'

# One study, and one that is no data.
head -n 2 "$data/bcg.csv" >one.csv
run 0 gosh one.csv --measure RR
has out 'all 1 subset,'

run 2 gosh "$data/bcg.csv" --measure RR --subsets 0
run 2 gosh "$data/bcg.csv" --measure RR --all --subsets 10
run 2 gosh "$data/bcg.csv" --measure RR --method MH
run 2 gosh "$data/bcg.csv" --measure RR --pi HTS
run 5 gosh missing.csv

# The seed is told where it counts, and no way is named that is refused.
run 0 gosh "$data/bcg.csv" --measure RR --subsets 50 --seed 9007199254740991 --format json
has out '"seed": 9007199254740991,'
LC_ALL=C run 0 gosh "$data/bcg.csv" --measure RR --subsets 50 --mods ablat --seed 8 --method DL --tau2 0.3
has out '50 random subsets (seed 8), moderators ablat, tau2 = 0.3, knha'
run 0 gosh "$data/bcg.csv" --measure RR --format json
has out '"seed": null,'
run 0 gosh "$data/cell_therapy_liver.csv" --measure MD --where outcome=MELD --where weeks=26
has err '--multi-arm split or combine counts it once'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 20 --tau2 0.3 --format json
has out '"tau2_fixed": 0.3,'
run 0 gosh "$data/bcg.csv" --measure RR --subsets 20 --format json
has out '"tau2_fixed": null,'
finish
