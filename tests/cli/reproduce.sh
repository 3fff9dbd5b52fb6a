# tausq reproduce: the estimators that Cochrane's weights reveal, claims with all and with altered digits, edits of studies, the
# claim in itself, the command that is printed, formats, what is refused.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets
liver=$data/cochrane_liver_alt_albumin.csv
therapy=$data/cochrane_cell_therapy.csv

# finds ID: the first answer's method.
method() {
    sed -n 's/^ *"method": "\(.*\)",$/\1/p' out | head -n 1
}

# Weights: DL or REML as the exports of the reviews have it, to the last digit but one.
for row in 'CD015033 1.14:DL' 'CD015524 1.4:DL' 'CD015524 3.4:DL' 'CD016017 1.31:REML'; do
    run 0 reproduce "$liver" --where "analysis=${row%:*}" --weights cochrane_weight --format json
    [ "$(method)" = "${row#*:}" ] || complain "${row%:*} has weights of $(method)"
done
for set in 01 02 04 05 06 07 08 09 10; do
    run 0 reproduce "$therapy" --where "analysis=CD015173 $set" --measure RR --weights cochrane_weight --format json
    [ "$(method)" = REML ] || complain "set $set has weights of $(method)"
done
run 0 reproduce "$therapy" --where 'analysis=CD015173 03' --measure SMD --weights cochrane_weight --format csv
has out ',SMD,REML,'
run 0 reproduce "$therapy" --where 'analysis=CD015173 11' --measure PETO --weights cochrane_weight --format csv --answers 500
has out ',PETO,FE,'

# A claim: found, by the command that is printed; with one digit altered not found.
set -- reproduce "$liver" --where 'analysis=CD015033 1.14' --claim
run 0 "$@" 'MD -9.29 [-13.69, -4.89]; I2=75%; tau2=31.51; p<0.0001'
has out 'In itself: consistent'
has out '  1. MD, DL, z, I2 from Q'
has out 'as it stands under revman-5'
lacks out 'nan'
grep -o "tausq pool.*" out | head -n 1 | sed 's/^tausq //' >arguments
eval "run 0 $(cat arguments) --format json"
has out '"estimate": -9.2911'
for claim in 'MD -9.28 [-13.69, -4.89]' 'MD -9.29 [-13.68, -4.89]' 'MD -9.29 [-13.69, -4.79]' 'MD -8.29 [-13.69, -4.89]' \
    'MD 9.29 [-13.69, -4.89]' 'MD -9.29 [-13.69, -4.99]'; do
    run 1 "$@" "$claim; I2=75%; tau2=31.51; p<0.0001"
    has out 'Not reproduced. The nearest:'
    has out 'misses by'
done
run 1 "$@" 'MD -9.29 [-13.69, -4.89]; I2=79%; tau2=31.51; p<0.0001'
run 1 "$@" 'MD -9.29 [-13.69, -4.89]; I2=75%; tau2=31.61; p<0.0001'
run 1 "$@" 'MD -9.29 [-13.69, -4.89]; I2=75%; tau2=31.51; p<0.00001'

# REML of the same, and its Hartung-Knapp interval, which no preset but the first has.
run 0 "$@" 'MD -9.87 [-15.72, -4.02]; tau2=67.58'
has out '  1. MD, REML, z'

# Ratios are printed as ratios: metafor 5.1-12, predict(rma(yi, vi, data = dat), transf = exp) of the BCG trials.
run 0 reproduce "$data/bcg.csv" --claim 'RR 0.49 [0.34, 0.70], PI 0.15 to 1.55; tau2=0.313; I2=92.22%; Q(12)=152.23'
has out 'RR (back-transformed), REML'
has out 'metafor-5'
run 0 reproduce "$data/bcg.csv" --claim 'RR -0.7145 [-1.0669, -0.3622]; p<.0001; z=-3.97' --format json
has out '"transformed": false'

# One study left out, its arms swapped, its SDs divided as if SEs, in nkat/L, two left out: metafor 5.1-12, rma(measure = "MD")
# of the rows so changed.
# Stata's metan: both variances of the Mantel-Haenszel difference print so, that of RevMan too, which only its preset has.
run 0 reproduce "$data/bcg.csv" --claim '-0.003 [-0.004, -0.003]; Q=386.78'
has out "tausq pool $data/bcg.csv --measure RD --method MH"
has out "tausq pool $data/bcg.csv --preset revman-5 --measure RD --method MH"
lacks out 'mh-exact'
run 0 reproduce "$data/bcg.csv" --claim 'RR 0.5334 [0.3774, 0.7541]; tau2=0.2628; I2=90.41%; k=12'
has out 'without Hart & Sutherland 1977 (line 5)'
has out '(with that done to the rows)'
set -- reproduce "$liver" --where 'analysis=CD015524 1.4' --claim
run 0 "$@" '-6.08 [-13.19, 1.03]; tau2=63.906; Q=52.93; p=0.0939'
has out 'MD, DL, z, arms swapped: Masoodi 2013 (line 16)'
run 0 "$@" '-8.13 [-12.10, -4.16]; tau2=16.007; Q=42.58; p=0.0001'
has out 'MD, REML, z, SDs divided by the root of n, as if SEs: Memon 2015 (line 17)'
run 0 "$@" '-4.84 [-10.08, 0.39]; tau2=13.108; Q=37.88; p=0.0632'
has out 'MD, DL, knha, means and SDs divided by 60: Mirhashemi 2022 (line 18)'
# The same of one group alone.
run 0 "$@" '-8.320 [-12.532, -4.109]; tau2=18.541; Q=23.516'
has out 'MD, DL, z, SDs divided by the root of n, as if SEs: in the second group of Solhi 2014 (line 20)'
run 0 "$@" '-6.405 [-9.623, -3.187]; tau2=5.5905; Q=8.744' --format json
has out 'SDs are SEs, so multiplied by the root of n: in the first group of Memon 2015 (line 17)'
has out '"arm": 1'
run 0 "$@" '13.555 [-30.652, 57.761]; tau2=3011.83; Q=137.17'
has out 'MD, REML, z, means and SDs times 10: in the first group of Rajendra 2022 (line 19)'
run 0 "$@" '-9.90 [-15.49, -4.31]; tau2=20.844; Q=9.41; p=0.0005'
has out 'MD, DL, z, without Atarodi 2022 (line 15) and Rajendra 2022 (line 19)'
run 1 "$@" '-9.90 [-15.49, -4.31]; tau2=20.844; Q=9.41; p=0.0005' --search one
# The two groups the other way around.
run 0 "$@" '7.21 [3.80, 10.62]; tau2=8.156; Q=11.12' --format csv
has out 'groups compared the other way around'
# Two digits say nothing: so many edits of a study give them that none is an answer.
run 1 "$@" '-6.1'
has out 'would by chance alone: no answer'
has out 'Fits that chance alone explains, and so no answers:'
has out '  1. MD, '
has out '(with that done to the rows)'
has out '     and 19 more (--answers)'
has out 'The nearest of the others:'
run 1 "$@" '-6.1' --format json --answers 100
has out '"by_chance": ['
has out '"reproduced": false'
run 1 "$@" '-6.1' --format csv --answers 100
[ "$(grep -c '^chance,' out)" -eq 24 ] || complain 'not all fits are shown'

# The claim in itself: Li Jing 2019, ALT at three months.
run 1 reproduce "$liver" --where 'analysis=CD015033 1.14' --claim 'MD -19.13 (-25.59, -9.27); p<0.05'
has out 'In itself: inconsistent'
has out 'is not centred on the estimate -19.13: its middle is -17.43'
# Limits the wrong way around are no misspelt option but such a claim: no analysis gives them.
run 1 reproduce "$liver" --where 'analysis=CD015033 1.14' --claim 'MD -9.29 [-4.89, -13.69]'
empty err
has out 'In itself: inconsistent'
has out '  inconsistent: the limits -4.89 and -13.69 are in the wrong order: the lower one stands first'
lacks out 'not centred'
has out 'Not reproduced'
run 1 reproduce "$liver" --where 'analysis=CD015033 1.14' --claim 'MD -9.29 [-4.89, -13.69]' --format json
has out '"check": "limits_ordered"'
has out '"verdict": "inconsistent"'

# Formats, threads.
set -- reproduce "$liver" --where 'analysis=CD015033 1.14' --claim
run 0 "$@" 'MD -9.29 [-13.69, -4.89]; tau2=31.51' --format json
has out '"schema": "tausq.reproduce/1"'
has out '"verdict": "consistent"'
has out '"reproduced": true'
run 0 "$@" 'MD -9.29 [-13.69, -4.89]; tau2=31.51' --format csv -o here.csv
empty out
has here.csv 'answer,1,"MD, DL, z",--preset revman-5 --measure MD,'
run 1 "$@" 'MD -9.28 [-13.69, -4.89]; tau2=31.51' --threads 1
cp out one
run 1 "$@" 'MD -9.28 [-13.69, -4.89]; tau2=31.51' --threads 4
cmp -s one out || complain 'threads change the output'

# What is held is not searched.
run 1 "$@" 'MD -9.29 [-13.69, -4.89]; tau2=31.51' --method REML
run 0 "$@" 'MD -9.29 [-13.69, -4.89]; tau2=31.51' --method DL --test z
run 1 "$@" 'MD -9.28 [-13.69, -4.89]; tau2=31.51' --search conventions
lacks out 'left out'

# Rounding of the data: what it leaves open of an answer, claims that are met within it, and one that is not.
run 0 "$@" 'MD -9.29 [-13.69, -4.89]; I2=75%; p<0.0001' --rounding auto
has out 'not decided by the data (-9.6370 to -8.9575)'
has out 'decided by the data'
run 1 "$@" 'MD -9.41 [-13.79, -5.01]' --method DL --test z --search conventions
run 0 "$@" 'MD -9.41 [-13.79, -5.01]' --method DL --test z --search conventions --rounding auto
has out 'Not reproduced from the data as printed, but within their rounding, in 1 way:'
has out 'within rounding of the data (-9.6370 to -8.9575)'
run 0 "$@" 'MD -9.41 [-13.79, -5.01]' --method DL --test z --search conventions --rounding auto --format json
has out '"reproduced": false'
has out '"within_rounding": true'
has out '"reached": true'
run 1 "$@" 'MD -8.29 [-13.69, -4.89]' --method DL --test z --search conventions --rounding auto
has out 'Not reproduced, nor within rounding of the data. The nearest:'
has out 'beyond rounding of the data (-9.6370 to -8.9575)'
run 3 "$@" 'MD -8.29 [-13.69, -4.89]' --search conventions --rounding m1i=0.7
has err 'not a multiple of its step of rounding, 0.7'
run 2 "$@" '-9.29' --rounding half
run 2 "$@" '-9.29' --rounding auto --format csv
run 2 reproduce "$liver" --where 'analysis=CD016017 1.31' --weights cochrane_weight --rounding auto
has err '--rounding is for the numbers of a claim'
# Counts without two studies: metafor 5.1-12, rma.mh and rma.peto of the BCG trials but for Aronson 1948 and TPT Madras 1980.
run 0 reproduce "$data/bcg.csv" --claim 'RR -0.7748 [-0.8770, -0.6725]; Q=68.3118'
has out '  1. RR, MH, z, without Aronson 1948 (line 2) and TPT Madras 1980 (line 9)'
run 0 reproduce "$data/bcg.csv" --claim '-0.8157 [-0.9202, -0.7112]; Q=67.1767; k=11'
has out 'without Aronson 1948 (line 2) and TPT Madras 1980 (line 9)'

# From a claims file: the claims of one analysis are one statement.
cat >claims.csv <<EOF
id,data,where,args,quantity,expected
alt-estimate,$liver,analysis=CD015033 1.14,--measure MD --method DL --test z,estimate,-9.29
alt,$liver,analysis=CD015033 1.14,--measure MD --method DL --test z,coef.intrcpt.ci_lb,-13.69
alt,$liver,analysis=CD015033 1.14,--measure MD --method DL --test z,ci_ub,-4.89
alt,$liver,analysis=CD015033 1.14,--measure MD --method DL --test z,tau2,31.51
alt,$liver,analysis=CD015033 1.14,--measure MD --method DL --test z,study.Vajro 2004.weight,3.76
other,$data/bcg.csv,,--measure RR,exp(estimate),0.49
other,$data/bcg.csv,,--measure RR,exp(ci_lb),0.34
other,$data/bcg.csv,,--measure RR,exp(ci_ub),0.70
effects,$data/bcg.csv,,effects --measure RR,line.2.yi,-0.889
words,$data/bcg.csv,,--measure RR --level 90,k,about
lone,$data/bcg.csv,,--measure RR --method DL --test z,estimate,-0.714
lone,$data/bcg.csv,,--measure RR --method DL --test z,ci_lb,-1.064
slope,$data/bcg.csv,,--measure RR --mods ablat,tau2,0.076
typo,$data/bcg.csv,,--measure RR --methd DL,estimate,-0.71
upper,$data/bcg.csv,,--measure RR,exp(ci_ub),0.726
place,$data/bcg.csv,,--measure RR -o out.txt,estimate,-0.71
EOF
cat >lines.csv <<EOF
id,data,where,args,quantity,expected,tolerance
sign,$data/bcg.csv,alloc~random,--measure RR,estimate,-0.71,
text,$data/bcg.csv,ablat>far,--measure RR,estimate,-0.71,
column,$data/bcg.csv,allocation=random,--measure RR,estimate,-0.71,
groups,$data/bcg.csv,,--measure RR --by alloc,estimate,-0.71,
group,$data/bcg.csv,alloc=random,--measure RR --by alloc,estimate,-0.9710,
by,$data/bcg.csv,,--measure RR --by allocation,estimate,-0.71,
near,$data/bcg.csv,,--measure RR,estimate,-0.7140,0.0002
near,$data/bcg.csv,,--measure RR,ci_lb,-1.0646,rel:2e-4
far,$data/bcg.csv,year>0,--measure RR,estimate,-0.7140,0.00001
far,$data/bcg.csv,year>0,--measure RR,ci_lb,-1.0646,rel:1e-6
bound,$data/bcg.csv,,--measure OR,pval,<0.01,0.001
none,$data/bcg.csv,,--measure RD,pval,0.01,some
EOF
# What is wrong with a claim is told with its line; a tolerance is kept to; --by has to leave one group.
run 3 reproduce --claims lines.csv --id sign
has err "lines.csv:2: where: 'alloc~random': no operator after the column"
run 3 reproduce --claims lines.csv --id text
has err "lines.csv:3: where: 'ablat>far': < <= > >= take a number"
run 3 reproduce --claims lines.csv --id column
has err "lines.csv:4: where: $data/bcg.csv: no column 'allocation'"
run 3 reproduce --claims lines.csv --id groups
has err 'lines.csv:5: where: --by alloc makes 3 analyses of these rows; it has to leave one'
run 0 reproduce --claims lines.csv --id group --search conventions -q
has out '--where alloc=random'
run 3 reproduce --claims lines.csv --id by
has err "lines.csv:7: args: --by: $data/bcg.csv: no column 'allocation'"
# metafor 5.1-12, rma(yi, vi, data = dat.bcg, method = "DL") of log risk ratios: -0.7141172221, ci.lb -1.0644452801.
run 0 reproduce --claims lines.csv --id near --search conventions --method DL --test z
has out 'Claim: RR estimate -0.7140 within 0.0002, lower limit -1.0646 within rel:2e-4'
has out '-0.7140 within 0.0002  -0.714117'
run 1 reproduce --claims lines.csv --id far --search conventions --method DL --test z
has out 'misses by'
run 3 reproduce --claims lines.csv --id bound
has err "lines.csv:12: tolerance: a bound or a range takes none: '0.001'"
run 3 reproduce --claims lines.csv --id none
has err "lines.csv:13: tolerance: neither a number from 0 on nor one after rel: 'some'"
run 0 reproduce --claims claims.csv --id alt
has out 'Claim: MD estimate -9.29, lower limit -13.69, upper limit -4.89, tau2 31.51'
has out '  1. MD, DL, z'
has err '1 of 5 claims of this analysis are no part of the statement'
run 0 reproduce --claims claims.csv --id other -q
empty err
has out 'Claim: RR estimate 0.49, lower limit 0.34, upper limit 0.70'
has out 'RR (back-transformed), DL, z'
sed 's/-4.89/-4.79/' claims.csv >altered.csv
run 1 reproduce --claims altered.csv --id alt-estimate -q
run 0 baseline "$data/bcg.csv" --measure RR --method PM -o recorded.csv
run 0 reproduce --claims recorded.csv --id bcg/estimate -q --search conventions --format json
has out '"method": "PM"'
run 2 reproduce --claims claims.csv
has err '--claims FILE and --id ID belong together'
run 2 reproduce --claims claims.csv --id none
has err "--id: no claim of claims.csv has the id 'none'"
run 2 reproduce "$liver" --claims claims.csv --id alt
has err '--claims takes the data and rows that the claim names'
run 2 reproduce --claims claims.csv --id alt --claim 'MD 1'
run 2 reproduce --claims claims.csv --id effects
has err "--id: the claim is of 'effects'"
run 3 reproduce --claims claims.csv --id words
has err 'claims.csv:11: expected: not a number as printed'
run 0 reproduce --claims claims.csv --id lone --search conventions
has out 'In itself: its numbers cannot be compared with one another'
run 0 reproduce --claims claims.csv --id upper --search conventions
has out 'RR (back-transformed), REML'
run 2 reproduce --claims claims.csv --id slope
has err '--id: the claim is of a model with moderators'
run 3 reproduce --claims claims.csv --id typo
has err "claims.csv:15: args: unknown option '--methd'"
run 3 reproduce --claims claims.csv --id place
has err 'claims.csv:17: args: --output has no place in a claim'
run 2 reproduce --claims claims.csv --id alt --delim ';'
has err '--delim: --claims takes the data'
run 2 reproduce --claims claims.csv --id alt --decimal ,
has err '--decimal: --claims takes the data'

# A table of cross-over trials only, whose second group has no size of its own (Cochrane Handbook 5.1.0, 16.4.6.4).
book=$source_dir/datasets/claims/data/handbook_crossover.csv
run 0 reproduce "$book" --where given=correlation --claim '0.218; SE=0.256'
has out 'SMD, REML'
run 1 reproduce "$book" --where given=correlation --claim '0.210; SE=0.256'

# Refused.
run 2 reproduce "$liver"
has err 'reproduce what?'
run 2 "$@" 'about nine'
has err "--claim: cannot read the statement at 'about nine'"
run 2 "$@" '9.29 3'
has err 'what is the number 3?'
run 2 "$@" '9.29' --method GENQ
run 2 "$@" '9.29' --format markdown
run 2 "$@" '9.29' --measure MD --add 1
run 2 "$@" '9.29' --by analysis
run 3 reproduce "$liver" --weights nowhere
has err "no column 'nowhere' for the weights"
run 3 reproduce "$liver" --weights study
has err 'cochrane_liver_alt_albumin.csv:2: study: not a number as printed'
run 3 reproduce "$liver" --claim 'RD 0.5 [0.2, 0.8]'
has err 'RD'
run 3 reproduce "$liver" --where 'analysis=none' --claim '1.5'
run 5 reproduce missing.csv --claim '1.5'
finish
