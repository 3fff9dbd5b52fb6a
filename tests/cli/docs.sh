# The pages below show what the program prints: each block that begins with "$ tausq" is run as if in the source folder.
# Rewrite them after a change of the output: sh tests/cli/docs.sh PROGRAM SOURCE_DIR write
. "$(dirname "$0")/support.sh"
pages='arms.md baseline.md batch.md boot.md check.md explain.md gosh.md lint.md moderators.md permute.md pool.md reproduce.md rounding.md simulate.md tutorial_liver.md why.md'
write=${3:-}
LC_ALL=C.UTF-8
export LC_ALL
here_now=$(pwd)
# The source folder as links, so that what an example writes does not stay there.
mkdir tree
ln -s "$source_dir"/* tree/
tausq() {
    "$tausq" "$@" 2>&1
}
for page in $pages; do
    page=$source_dir/docs/$page
    inside=no
    cd "$here_now/tree" || exit 1
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
