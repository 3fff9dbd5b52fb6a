#!/bin/sh
# Times tausq batch from text to text: processor seconds, best of three; peak memory. Peers on the same joined files in the
# same run: METAL with heterogeneity (METAL=PROGRAM in the environment, or metal in the path), PLINK 1.9, and bcftools with its
# plugin metal on binary files (BCFTOOLS_PLUGINS where that is). With TAUSQ_CORPUS=FILE, all analyses of that corpus of
# Cochrane reviews, whose wall clock counts too.
# usage: bench/batch.sh BUILD_DIRECTORY [ROWS_OF_JOINED_FILES]      needs GNU time as /usr/bin/time
set -eu
build=${1:?usage: bench/batch.sh BUILD_DIRECTORY [ROWS]}
rows=${2:-1000000}
cmake --build "$build" --target bench_batch_data tausq_cli >/dev/null
data=$build/bench/bench_batch_data
tausq=$(cd "$build" && pwd)/tausq
metal=${METAL:-$(command -v metal || true)}
plink=$(command -v plink1.9 || true)
bcftools=${BCFTOOLS:-$(command -v bcftools || true)}
if [ -n "$bcftools" ] && ! "$bcftools" plugin -l 2>/dev/null | grep -qx metal; then
    bcftools=
fi
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

# best NAME UNITS UNIT COMMAND...: of three runs the least processor time
best() {
    name=$1 units=$2 unit=$3
    shift 3
    for _ in 1 2 3; do
        /usr/bin/time -f '%U %S %M %e' -o "$here/time" "$@" >"$here/out" 2>/dev/null
        cat "$here/time"
    done | sort -n | awk -v name="$name" -v units="$units" -v unit="$unit" '
        { cpu = $1 + $2; if (NR == 1 || cpu < least) least = cpu; if ($3 > most) most = $3
          if (NR == 1 || $4 < wall) wall = $4 }
        END { printf "%s,%.2f,%.2f,%.0f,%.3f,%s\n", name, least, wall, most / 1024, units / least / 1e6, unit }'
}

echo 'case,cpu_s,wall_s,peak_MiB,millions_per_cpu_s,of'
for k in 8 20; do
    "$data" "$here" long 100000 $k
    "$data" "$here" wide 100000 $k
    long=$here/long_100000_$k.csv wide=$here/wide_100000_$k.csv
    best "long k=$k REML knha" 100000 analyses "$tausq" batch "$long" --by id --threads 1
    best "wide k=$k REML knha" 100000 analyses "$tausq" batch "$wide" --threads 1
    best "wide k=$k DL z" 100000 analyses "$tausq" batch "$wide" --threads 1 --method DL --test z
    best "wide k=$k REML knha by libcsv" 100000 analyses "$tausq" batch "$wide" --threads 1 --reader libcsv
done
"$data" "$here" wide 1000000 8
"$data" "$here" long 1000000 8
best 'wide k=8 REML knha ten times as long' 1000000 analyses "$tausq" batch "$here/wide_1000000_8.csv" --threads 1
best 'long k=8 REML knha window 10000' 100000 analyses "$tausq" batch "$here/long_100000_8.csv" --by id --window 10000 --threads 1
best 'long k=8 REML knha window 10000 ten times as long' 1000000 analyses "$tausq" batch "$here/long_1000000_8.csv" --by id \
    --window 10000 --threads 1
if [ -n "${TAUSQ_CORPUS:-}" ]; then
    all=k,estimate,se,ci_lb,ci_ub,pval,tau2,tau2_lb,tau2_ub,I2,pi_lb,pi_ub,QE,QE_p,flags
    for threads in 1 2; do
        best "corpus REML knha Q-profile prediction, $threads threads" 7800 analyses "$tausq" batch "$TAUSQ_CORPUS" \
            --by review,analysis --measure-column measure --fields $all --threads $threads
    done
fi
rm "$here"/*.csv
"$data" "$here" "$([ -n "$bcftools" ] && echo vcf || echo join)" "$rows" 8
cd "$here"
files='s1.tsv s2.tsv s3.tsv s4.tsv s5.tsv s6.tsv s7.tsv s8.tsv'
join() {
    # shellcheck disable=SC2086
    best "$1" $((8 * rows)) rows "$tausq" batch $files --delim tab --join SNP --map yi=BETA --map sei=SE --alleles A1,A2 \
        --method "$2" --test z --threads "$3" --fields "$4" -o joined.csv
}
join 'join of 8 files, FE, columns of METAL' FE 1 estimate,se,pval,direction,I2,QE,QE_df,QE_p
join 'join of 8 files, DL' DL 1 estimate,se,pval,direction,tau2,I2,QE,QE_df,QE_p
join 'join of 8 files, DL, two threads' DL 2 estimate,se,pval,direction,tau2,I2,QE,QE_df,QE_p
join 'join of 8 files, REML' REML 1 estimate,se,pval,direction,tau2,I2,QE,QE_df,QE_p
if [ -n "$metal" ]; then
    {
        printf 'SCHEME STDERR\nMARKER SNP\nALLELE A1 A2\nEFFECT BETA\nSTDERR SE\nSEPARATOR TAB\n'
        for i in 1 2 3 4 5 6 7 8; do echo "PROCESS s$i.tsv"; done
        printf 'OUTFILE metal .tbl\nANALYZE HETEROGENEITY\nQUIT\n'
    } >metal.txt
    best 'METAL with heterogeneity' $((8 * rows)) rows "$metal" metal.txt
fi
if [ -n "$plink" ]; then
    # shellcheck disable=SC2086
    best 'PLINK meta-analysis' $((8 * rows)) rows "$plink" --meta-analysis $files + qt --out plink
fi
if [ -n "$bcftools" ]; then
    for i in 1 2 3 4 5 6 7 8; do
        "$bcftools" view -Ob -o "s$i.bcf" "s$i.vcf"
        "$bcftools" index "s$i.bcf"
    done
    best 'bcftools +metal with heterogeneity, binary files' $((8 * rows)) rows "$bcftools" +metal --het -Ob -o out.bcf s1.bcf s2.bcf \
        s3.bcf s4.bcf s5.bcf s6.bcf s7.bcf s8.bcf
fi
