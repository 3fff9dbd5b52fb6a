# The claims that ship: every number in datasets/claims is what tausq computes, and would not be with its last digit altered.
. "$(dirname "$0")/support.sh"
claims=$source_dir/datasets/claims
files='cochrane conventions intervals literature meta metafor revman stata'

for file in $files; do
    run 0 check "$claims/$file.csv"
    n=$(($(wc -l <"$claims/$file.csv") - 1))
    has out "$n claims: $n hold, 0 do not hold, 0 cannot be computed"
done

# Five units of the last printed digit away, no claim holds. Bounds, and claims with a tolerance, have no such digit; beyond 12 digits
# it is within the rounding errors that are allowed for.
for file in $files; do
    awk -F, -v OFS=, -v folder="$claims/" '
        NR == 1 { print; next }
        $6 ~ /^-?[0-9.]+%?$/ && $7 == "" && length($6) <= 14 {
            percent = sub(/%$/, "", $6) ? "%" : ""
            last = substr($6, length($6))
            $6 = substr($6, 1, length($6) - 1) (last + 5) % 10 percent
            $2 = folder $2
            print
        }' "$claims/$file.csv" >altered.csv
    n=$(($(wc -l <altered.csv) - 1))
    run 1 check altered.csv
    has out "$n claims: 0 hold, $n do not hold, 0 cannot be computed"
done

# Results with their statements are of the same tables; every file of data belongs to a claim.
for data in $(sed -n '2,$s/^[^,]*,\([^,]*\),.*/\1/p' "$claims/results.csv" | sort -u); do
    rows=$((rows + 1))
    ran="results.csv: $data"
    [ -f "$claims/$data" ] || complain 'there is no such file'
done
for data in "$claims"/data/*.csv; do
    rows=$((rows + 1))
    ran="data/${data##*/}"
    grep -qF ",data/${data##*/}," "$claims"/*.csv || complain 'no claim is on it'
    grep -qF "${data##*/}" "$claims/README.md" || [ "${data##*/}" = viechtbauer_2005_2.csv ] || complain 'its source is not in the README'
done
finish
