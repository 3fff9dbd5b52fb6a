#!/bin/sh
# Makes tausq.1 and a page for each command from what `--help` says, with the hand-written sections beside this script:
# make_man.sh HELP2MAN PROGRAM VERSION OUTPUT_FOLDER
set -eu
help2man=$1 program=$2 version=$3 out=$4
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"

# make_page NAME ONE_LINE COMMAND: help2man takes the name of the page from the name of what it runs.
make_page()
{
    runner=$out/$1
    printf '#!/bin/sh\nexec "%s" %s "$@"\n' "$program" "$3" >"$runner"
    chmod +x "$runner"
    "$help2man" --no-info --section=1 --version-string="$version" --manual="tausq" --source="tausq $version" \
        --name="$2" --opt-include="$here/$1.x" --include="$here/common.x" --output="$out/$1.filled" "$runner"
    # help2man fills the examples into one paragraph
    awk '/^\.SH/ { if (verbatim) print ".fi"; verbatim = 0 }
         examples && /^\.IP/ { print ".nf"; verbatim = 1; examples = 0; next }
         { print }
         /^\.SH EXAMPLES/ { examples = 1 }' "$out/$1.filled" >"$out/$1.1"
    rm "$runner" "$out/$1.filled"
}

make_page tausq "meta-analysis: exact, reproducible pooling of treatment effects" ""
"$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z0-9]*\)  *\(.*\)/\1 \2/p' | while read -r command line; do
    make_page "tausq-$command" "$line" "$command"
done
