#!/bin/sh
# Compares commands on a machine that others use too: runs them in turns and prints of each the least processor time. What disturbs
# one disturbs the other, and the least is what was disturbed least.
# usage: bench/turns.sh ROUNDS COMMAND COMMAND...      needs GNU time as /usr/bin/time; output of the commands goes nowhere
# for example: bench/turns.sh 5 'old/tausq batch wide.csv' 'new/tausq batch wide.csv'
set -eu
rounds=${1:?usage: bench/turns.sh ROUNDS COMMAND COMMAND...}
shift
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
while [ "$rounds" -gt 0 ]; do
    i=0
    for command in "$@"; do
        i=$((i + 1))
        /usr/bin/time -f "$i %U %S %M %e" -a -o "$here/time" sh -c "exec $command" >"$here/out" 2>&1 ||
            { cat "$here/out" >&2; exit 1; }
    done
    rounds=$((rounds - 1))
done
echo 'command,cpu_s,user_s,wall_s,peak_MiB'
awk '
    { cpu = $2 + $3
      if (!($1 in all) || cpu < all[$1]) all[$1] = cpu
      if (!($1 in user) || $2 < user[$1]) user[$1] = $2
      if (!($1 in wall) || $5 < wall[$1]) wall[$1] = $5
      if ($4 > peak[$1]) peak[$1] = $4
      if ($1 > n) n = $1 }
    END { for (i = 1; i <= n; i++) printf "%d,%.2f,%.2f,%.2f,%.0f\n", i, all[i], user[i], wall[i], peak[i] / 1024 }' "$here/time"
