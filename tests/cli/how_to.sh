# docs/ci.md as a stranger follows it, in an empty folder: a block after "`NAME`:" becomes that file, and what follows "$ " is run;
# what it prints is what the page shows. Rewrite the page after a change of the output: sh tests/cli/how_to.sh PROGRAM SOURCE_DIR write
. "$(dirname "$0")/support.sh"
page=$source_dir/docs/ci.md
write=${3:-}
LC_ALL=C.UTF-8
export LC_ALL
mkdir folder
cd folder || exit 1
tausq() {
    "$tausq" "$@" 2>&1
}

name='' # of the file that the next block is
inside=no
while IFS= read -r line; do
    case $inside,$line in
    no,'`'*'`:')
        name=${line#?}
        name=${name%??}
        mkdir -p "$(dirname "$name")"
        printf '%s\n' "$line"
        ;;
    no,'```'?*)
        inside=${name:+file}
        inside=${inside:-other}
        [ "$inside" = other ] || : >"$name"
        printf '%s\n' "$line"
        ;;
    no,'```')
        inside=commands
        printf '%s\n' "$line"
        ;;
    commands,'$ '*)
        printf '%s\n' "$line"
        eval "${line#\$ }"
        echo "$?" >>../statuses
        ;;
    *,'```')
        inside=no
        name=''
        printf '%s\n' "$line"
        ;;
    commands,*) ;; # what a command printed before
    file,*)
        printf '%s\n' "$line" >>"$name"
        printf '%s\n' "$line"
        ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$page" >../page.md
cd .. || exit 1
rows=$(wc -l <statuses)
if [ "$write" = write ]; then
    cp page.md "$page"
elif ! cmp -s page.md "$page"; then
    failed=1
    diff "$page" page.md
fi

# All is well until the table is edited; then the last two commands say so.
ran=$page
[ "$(tail -n 2 statuses | tr '\n' ' ')" = '1 1 ' ] && [ "$(grep -cv '^0$' statuses)" = 2 ] || complain "statuses are $(tr '\n' ' ' <statuses)"

# The recipe for make: it fails for the edited table, runs once for the right one, and not again while nothing changes.
if command -v make >/dev/null; then
    ran='make check'
    make -s -C folder check TAUSQ="$tausq" >out 2>err && complain 'does not fail for the edited table'
    sed -i 's/^Sanyal 2010,78,-73/Sanyal 2010,78,-37/' folder/trials.csv
    make -s -C folder check TAUSQ="$tausq" >out 2>err || complain 'fails for the right table'
    make -s -C folder check TAUSQ="$tausq" >out 2>err || complain 'fails the second time'
    empty out
fi
finish
