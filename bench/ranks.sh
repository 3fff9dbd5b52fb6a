#!/bin/sh
# Times long runs in one process and in two, one thread each, in turns, and prints the ratio: best wall times of several rounds,
# without what mpirun takes to begin and end (that of `tausq --version`), which is printed too. For an idle machine with two
# processors or more, and a program built with MPI (cmake --workflow --preset mpi).
# usage: bench/ranks.sh BUILD_DIRECTORY [ROUNDS]      needs mpirun, and GNU time as /usr/bin/time
set -eu
build=${1:?usage: bench/ranks.sh BUILD_DIRECTORY [ROUNDS]}
rounds=${2:-3}
if [ ! -x "$build/tausq" ] || "$build/tausq" --version | grep -q '^MPI *not built in' || ! command -v mpirun >/dev/null; then
    echo "no ranks: $build/tausq is not built with MPI (cmake --workflow --preset mpi), or there is no mpirun" >&2
    exit 77
fi
cmake --build "$build" --target bench_batch_data tausq_cli >/dev/null
tausq=$(cd "$build" && pwd)/tausq
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
"$build/bench/bench_batch_data" "$here" wide 1000000 8
"$build/bench/bench_batch_data" "$here" long 1000000 8
cd "$here"
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 500; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20 - 0.4,
    0.01 + (i * 11 % 17) / 100 }' >hundreds.csv
head -n 25 hundreds.csv >few.csv

# seconds N ARGUMENTS...: of one run
seconds() {
    n=$1
    shift
    /usr/bin/time -f %e -o time mpirun -n "$n" "$tausq" "$@" >out 2>err || {
        cat err >&2
        exit 1
    }
    cat time
}

# both NAME ARGUMENTS...
both() {
    name=$1
    shift
    for _ in $(seq "$rounds"); do
        echo "$(seconds 1 --version) $(seconds 2 --version) $(seconds 1 "$@" --threads 1) $(seconds 2 "$@" --threads 1)"
    done | awk -v name="$name" '
        { for (i = 1; i <= 4; i++) if (NR == 1 || $i < least[i]) least[i] = $i }
        END { one = least[3] - least[1]; two = least[4] - least[2]
              printf "%s,%.2f,%.2f,%.2f,%.2f\n", name, one, two, one / two, least[2] }'
}

intervals=k,estimate,se,ci_lb,ci_ub,pval,tau2,tau2_lb,tau2_ub,I2,pi_lb,pi_ub,QE,QE_p,flags
echo 'case,one_s,two_s,ratio,begin_s'
both 'batch wide k=8 REML knha, all intervals' batch wide_1000000_8.csv --fields $intervals -o /dev/null
both 'batch wide k=8 REML knha' batch wide_1000000_8.csv -o /dev/null
both 'batch long k=8 REML knha' batch long_1000000_8.csv --by id --window 10000 -o /dev/null
both 'gosh k=24 REML, all subsets' gosh few.csv --all --format json
both 'permute k=24 REML, all signs' permute few.csv --all --interval off --format json
both 'boot k=500 REML, 300000' boot hundreds.csv --replicates 300000 --format json
both 'simulate k=20 REML knha, 3000000' simulate --k 20 --tau2 0.1 --n 50 --reps 3000000 --format csv
