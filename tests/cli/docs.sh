# The pages below show what the program prints: each block that begins with "$ tausq" is run in the source folder.
# Rewrite them after a change of the output: sh tests/cli/docs.sh PROGRAM SOURCE_DIR write
. "$(dirname "$0")/support.sh"
pages='pool.md explain.md gosh.md permute.md boot.md batch.md simulate.md'
write=${3:-}
LC_ALL=C.UTF-8
export LC_ALL
here_now=$(pwd)
tausq() {
    "$tausq" "$@" 2>&1
}
for page in $pages; do
    page=$source_dir/docs/$page
    inside=no
    cd "$source_dir" || exit 1
    while IFS= read -r line; do
        case $inside,$line in
        no,'$ tausq '*)
            inside=yes
            printf '%s\n' "$line"
            eval "${line#\$ }"
            ;;
        yes,'```')
            inside=no
            printf '%s\n' "$line"
            ;;
        no,*) printf '%s\n' "$line" ;;
        esac
    done <"$page" >"$here_now/page.md"
    cd "$here_now" || exit 1
    rows=$((rows + $(grep -c '^\$ tausq ' page.md)))
    if [ "$write" = write ]; then
        cp page.md "$page"
    elif ! cmp -s page.md "$page"; then
        failed=1
        diff "$page" page.md
    fi
done
finish
