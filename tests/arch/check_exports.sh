#!/bin/sh
# The shared library exports exactly the functions of the public headers: check_exports.sh NM LIBRARY HEADER...
set -eu
nm=$1 library=$2
shift 2

exported=$("$nm" -D --defined-only "$library" | awk '{ print $NF }' | sed 's/@.*//' | sort)
declared=$(sed -n 's/^TSQ_API.*[ *]\(tsq_[a-z0-9_]*\)(.*/\1/p' "$@" | sort)

status=0
for name in $exported; do
    case "
$declared
" in
        *"
$name
"*) ;;
        *)
            echo "exported, but in no public header: $name"
            status=1
            ;;
    esac
done
for name in $declared; do
    case "
$exported
" in
        *"
$name
"*) ;;
        *)
            echo "in a public header, but not defined: $name"
            status=1
            ;;
    esac
done
echo "$(echo "$declared" | wc -l) functions declared, $(echo "$exported" | wc -l) symbols exported"
exit $status
