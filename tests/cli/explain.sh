# tausq explain: sides and their options, each format, what is refused, exit statuses.
. "$(dirname "$0")/support.sh"
data=$source_dir/datasets

# number POINT NAME: a number of the CSV in out.
number() {
    awk -F, -v point="$1" -v name="$2" \
        'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i } $c["point"] == point { print $c[name] }' out
}

# holds POINT NAME PREFIX: the number of that point begins with those digits.
holds() {
    case $(number "$1" "$2") in
    "$3"*) ;;
    *) complain "$2 at point $1 is $(number "$1" "$2"), not $3..." ;;
    esac
}

# BCG log risk ratios, metafor 5.1-12 and meta 8.4-0: tau2 of REML, DL, and DL with Q about the Mantel-Haenszel estimate.
run 0 explain "$data/bcg.csv" --measure RR --a metafor-5 --b revman-5 --format csv
holds 0 tau2 0.31324325813
holds 0 QE 152.23300
for point in 1 2 3 4 5 6 7 8 9 10; do
    case $(number $point conventions) in
    method) holds $point tau2 0.30876026 ;;
    mh-q)
        holds $point tau2 0.30949685
        holds $point QE 152.56755
        ;;
    esac
done
grep -q ',mh-q,weighted mean,Mantel-Haenszel,' out || complain 'no step of mh-q'

# The columns of changes add up to the whole difference.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
    { last = $c["tau2"]; if (NR == 2) first = last; sum += $c["change_tau2"] }
    END { d = sum - (last - first); exit !(d < 1e-15 && d > -1e-15 && sum < -0.003) }' out || complain 'no sum'

# So do those printed: estimate and tau2 of the text.
run 0 explain "$data/bcg.csv" --measure RR --a metafor-5 --b revman-5
has out 'method: REML -> DL'
has out 'Q of DL about: weighted mean -> Mantel-Haenszel'
has out 'Differ, but change nothing here: SMD correction: exact -> approximate'
has out 'exp(Estimate) under revman-5: 0.4896, 95% CI 0.3448 to 0.6952'
lacks out 'nan'
awk '/^  metafor-5/ { for (i = 2; i <= 5; i++) sum[i] = $i }
    /: .* -> .*[0-9]/ { n = split($0, w, "  +"); for (i = 3; i <= 6; i++) sum[i - 1] += w[i] }
    /^  revman-5/ { for (i = 2; i <= 5; i++) if ((d = sum[i] - $i) > 1e-9 || d < -1e-9) bad = 1; seen = 1 }
    END { exit bad || !seen }' out || complain 'printed changes do not add up'

# A side has options of its own; those beside hold for both; one side is enough.
run 0 explain "$data/bcg.csv" --measure RR --a 'metafor-5 --method DL' --b revman-5 --format csv
holds 0 tau2 0.30876026
run 0 explain "$data/bcg.csv" --b '  tausq  --method=DL --test z ' --format csv
holds 0 tau2 0.313243258
run 0 explain "$data/bcg.csv" --method SJ --a metafor-5 --b meta-8 --format csv
holds 0 tau2 0.34551570
run 0 explain "$data/bcg.csv" --method SJ --a 'metafor-5 --method HE' --b meta-8 --format csv
holds 0 tau2 0.32856385
run 0 explain "$data/bcg.csv" --a tausq --b tausq
has out 'No convention differs.'

# Arms, and how reported numbers are converted, are conventions: on one side, or by a preset that needs them.
printf 'study,arm,control,events,n\nA,low,0,2,40\nA,high,0,3,45\nA,placebo,1,6,50\nB,x,0,5,60\nB,placebo,1,7,60\n' >arms.csv
run 0 explain arms.csv --measure OR --a 'tausq --multi-arm split'
has out 'arms that share a control: split -> by the table'
run 0 explain arms.csv --measure OR --a 'revman-5 --multi-arm split' --b tausq
has out 'arms that share a control, method'
run 2 explain arms.csv --measure OR --a tausq --b revman-5
has err 'add --multi-arm split or --multi-arm combine'
printf 'study,n1i,n2i,events_total,chi2,pct1i,pct2i\nA,50,55,32,-1.9,,\nB,60,61,,,20,33.3\n' >chi2.csv
run 0 explain chi2.csv --measure OR --a 'tausq --yates off' --b 'tausq --counts exact' --quiet
has out 'derived counts: rounded -> exact'
has out "Yates' correction of chi-square"
printf 'study,n1i,m1i,n2i,m2i,pi,se1i,se2i\nA,20,5,22,4,<0.01,,\nB,20,5,22,4,.03,.3,.3\nC,20,5,22,4,,.3,.3\n' >p.csv
run 0 explain p.csv --measure MD --a 'tausq --p-bounds use' --quiet
has out 'p-values as bounds: used -> left out'
run 0 explain p.csv --measure MD --b 'tausq --convert se' --quiet --format csv
has out ',convert,the first that applies,se,'

# JSON, markdown, groups, a file.
run 0 explain "$data/bcg.csv" --measure OR --a metafor-5 --b 'revman-5 --method MH' --format json
has out '"schema": "tausq.explain/1"'
has out '"conventions": ["method"]'
has out '"name": "revman-5 --method MH"'
run 0 explain "$data/cell_therapy_mortality.csv" --measure RR --by longest --a meta-8 --b tausq --format markdown -o o.md
empty out
has o.md '## longest = yes. Log risk ratio (RR)'
run 0 explain "$data/cell_therapy_mortality.csv" --measure RR --by longest --a meta-8 --b tausq --format csv
has out 'longest,point,conventions,from,to,k,estimate,se,ci_lb,ci_ub,pval,pi_lb,pi_ub,tau2,'

# A group without an estimate on one side is said so, and the walk still ends.
cat >zero.csv <<'END'
study,g,ai,n1i,ci,n2i
A,x,0,20,0,20
B,y,4,40,7,40
C,y,8,60,12,60
END
run 0 explain zero.csv --quiet --measure OR --by g --a metafor-5 --b revman-5
has out 'Not estimated under revman-5: no study can be used.'
run 4 explain zero.csv --quiet --where g=x --measure OR --a metafor-5 --b revman-5
has err 'no estimate under revman-5: no study can be used'

# What is refused.
run 2 explain "$data/bcg.csv"
has err 'Name two presets with --a and --b'
run 2 explain "$data/bcg.csv" --a meta-9
has err "--a: unknown value 'meta-9'; did you mean 'meta-8'?"
run 2 explain "$data/bcg.csv" --a 'meta-8 --by study'
has err "--a 'meta-8 --by study': '--by' is not an option of a side"
run 2 explain "$data/bcg.csv" --a 'meta-8 tausq'
has err "one PRESET only: 'meta-8' and 'tausq'"
run 2 explain "$data/bcg.csv" --b 'meta-8 --method XX'
has err "--method: unknown value 'XX'"
run 2 explain "$data/bcg.csv" --a 'meta-8 --method FE --pi V' --b tausq
has err "--a 'meta-8 --method FE --pi V': --pi would change nothing"
run 0 explain "$data/bcg.csv" --a 'meta-8 --method FE' --b tausq --pi V
run 2 explain "$data/bcg.csv" --a 'meta-8 --method FE' --b 'tausq --method FE' --pi V
has err '--pi would change nothing'
run 2 explain "$data/bcg.csv" --a 'meta-8 --method MH' --b tausq
has err 'meta-8 --method MH: MH pools counts'
run 2 explain "$data/bcg.csv" --preset meta-8
has err "'--preset' is not an option of explain"
run 2 explain "$data/bcg.csv" --a meta-8 --digits 3 --format json
has err '--digits is for --format text and markdown'
run 3 explain "$data/bcg.csv" --a meta-8 --measure MD
run 5 explain none.csv --a meta-8
finish
