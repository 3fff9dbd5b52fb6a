#!/bin/sh
# Times long runs by one thread, by two threads, and in two processes of one thread each that mpirun starts, in turns, and beside
# them what the machine allows: two programs of one thread at once that know nothing of each other, each with the whole work.
# Prints the least wall times of several rounds; what mpirun takes to begin and end (`tausq --version` in two processes) is taken
# off, and printed last. For an idle machine with two processors or more, and a program built with MPI (cmake --workflow --preset mpi).
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
"$build/bench/bench_batch_data" "$here" wide 3000000 8
"$build/bench/bench_batch_data" "$here" long 3000000 8
cd "$here"
awk 'BEGIN { print "study,yi,vi"; for (i = 1; i <= 500; i++) printf "s%d,%.3f,%.4f\n", i, (i * 37 % 23) / 20 - 0.4,
    0.01 + (i * 11 % 17) / 100 }' >hundreds.csv
head -n 26 hundreds.csv >few.csv

# seconds COMMAND...: wall time
seconds() {
    /usr/bin/time -f %e -o time "$@" >out 2>err || {
        cat err >&2
        exit 1
    }
    cat time
}

# at_once COMMAND...: wall time of two of it, until both have ended
at_once() {
    /usr/bin/time -f %e -o time_0 "$@" >out_0 2>err_0 &
    /usr/bin/time -f %e -o time_1 "$@" >out_1 2>err_1
    wait
    sort -n time_0 time_1 | tail -n 1
}

# compare NAME ARGUMENTS...
compare() {
    name=$1
    shift
    for _ in $(seq "$rounds"); do
        echo "$(seconds "$tausq" "$@" --threads 1) $(seconds "$tausq" "$@" --threads 2)" \
            "$(seconds mpirun -n 2 "$tausq" --version) $(seconds mpirun -n 2 "$tausq" "$@" --threads 1)" \
            "$(at_once "$tausq" "$@" --threads 1)"
    done | awk -v name="$name" '
        { for (i = 1; i <= 5; i++) if (NR == 1 || $i < least[i]) least[i] = $i }
        END { two = least[4] - least[3]
              printf "%s,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.2f\n", name, least[1], least[2], least[1] / least[2], two, least[1] / two,
                  2 * least[1] / least[5], least[3] }'
}

intervals=k,estimate,se,ci_lb,ci_ub,pval,tau2,tau2_lb,tau2_ub,I2,pi_lb,pi_ub,QE,QE_p,flags
echo 'case,one_s,threads_s,threads_ratio,ranks_s,ranks_ratio,limit,begin_s'
compare 'batch wide k=8 REML knha, all intervals' batch wide_3000000_8.csv --fields $intervals -o /dev/null
compare 'batch wide k=8 REML knha' batch wide_3000000_8.csv -o /dev/null
compare 'batch long k=8 REML knha' batch long_3000000_8.csv --by id --window 10000 -o /dev/null
compare 'gosh k=25 REML, all subsets' gosh few.csv --all --format json
compare 'permute k=25 REML, all signs' permute few.csv --all --interval off --format json
compare 'boot k=500 REML, 600000' boot hundreds.csv --replicates 600000 --format json
compare 'simulate k=20 REML knha, 6000000' simulate --k 20 --tau2 0.1 --n 50 --reps 6000000 --format csv
