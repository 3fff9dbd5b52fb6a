#!/bin/bash
# The completion knows the commands, the options of each, and the values that an option takes:
# check_completion.sh FILE PROGRAM
set -euo pipefail
# shellcheck disable=SC1090
source "$1"
program=$2
status=0

# complete_to EXPECTED WORD...: completing after WORD... gives the words EXPECTED, among others.
complete_to()
{
    local expected=$1 word
    shift
    COMP_WORDS=(tausq "$@")
    COMP_CWORD=$#
    _tausq
    for word in $expected; do
        if [[ " ${COMPREPLY[*]} " != *" $word "* ]]; then
            echo "after 'tausq $*' the completion does not offer $word, but: ${COMPREPLY[*]}"
            status=1
        fi
    done
}

complete_to 'pool' p
complete_to 'effects pool lint list --help --version' ''
complete_to '--method --preset --where' pool --
complete_to 'REML' pool trials.csv --method RE
complete_to 'REML' pool trials.csv --method = RE
complete_to 'REML DL' pool trials.csv --method =
complete_to 'methods measures' list ''
complete_to 'json' effects --format j
complete_to "$("$program" list methods | awk '$1 ~ /^[A-Z]+[A-Za-z0-9]*$/ { print $1 }' | grep -xE 'REML|DL|PM|GENQ|CA2')" pool --method ''
[[ ${#COMPREPLY[@]} -ge 15 ]] || { echo "only ${#COMPREPLY[@]} methods: ${COMPREPLY[*]}"; status=1; }
exit $status
