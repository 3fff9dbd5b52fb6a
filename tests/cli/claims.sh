# The claims that ship: every number in datasets/claims is what tausq computes, and would not be with its last digit altered.
. "$(dirname "$0")/support.sh"
claims=$source_dir/datasets/claims
all=$(ls "$claims"/*.csv)
# shellcheck disable=SC2086
n=$(cat $all | grep -vc '^id,')
# shellcheck disable=SC2086
run 0 check --quiet $all
# shellcheck disable=SC2086
run 0 check $all
has out "$n claims: $n hold, 0 do not hold, 0 cannot be computed"

# Five units of the last printed digit away, no claim holds. Bounds, and claims with a tolerance, have no such digit; beyond 12 digits
# it is within the rounding errors that are allowed for.
# shellcheck disable=SC2086
awk -F, -v OFS=, -v folder="$claims/" '
    NR == 1 { print; next }
    $6 ~ /^-?[0-9.]+%?$/ && $7 == "" && length($6) <= 14 {
        percent = sub(/%$/, "", $6) ? "%" : ""
        last = substr($6, length($6))
        $6 = substr($6, 1, length($6) - 1) (last + 5) % 10 percent
        $2 = folder $2
        print
    }' $all >altered.csv
n=$(($(wc -l <altered.csv) - 1))
[ "$n" -gt 1500 ] || complain 'too few claims are altered'
run 1 check altered.csv
has out "$n claims: 0 hold, $n do not hold, 0 cannot be computed"

# Statements without data: what their digits say was worked out by other means, in 30-digit arithmetic.
sed -n 's/.*,"\([^"]*\)",\(consistent\|interval not centred\),.*/\2|\1/p' "$claims/statements/without_inputs.csv" >statements
n=0
while IFS='|' read -r verdict statement; do
    "$tausq" reproduce "$claims/data/two.csv" --claim "$statement" --search conventions >out 2>err
    rows=$((rows + 1))
    n=$((n + 1))
    ran="tausq reproduce --claim '$statement'"
    case $verdict in
    consistent) has out 'In itself: consistent' ;;
    *) has out 'In itself: inconsistent' ;;
    esac
done <statements
[ "$n" -eq 26 ] || complain "$n statements, not 26"

# Results with their statements are of the same tables; every file of data belongs to a claim, and its source is told.
ran='data'
{ cut -d, -f2 "$claims"/*.csv; cut -d, -f2 "$claims/statements/results.csv" | sed "s|^\.\./||"; } | sort -u >data
cut -d, -f2 "$claims/statements/results.csv" | sed 1d | sort -u | while read -r data; do
    [ -f "$claims/statements/$data" ] || echo "$data"
done >missing
empty missing
for data in "$claims"/data/*.csv; do
    data=${data##*/}
    has data "data/$data"
    [ "$data" = viechtbauer_2005_2.csv ] || has "$claims/README.md" "\`$data\`"
done
finish
