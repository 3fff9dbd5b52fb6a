# For the scripts beside this one: ". support.sh" after the arguments PROGRAM SOURCE_DIR.
# Each works in a folder of its own, which goes away at the end; the script fails if any row failed.
set -u
tausq=$1
source_dir=$2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
rows=0
failed=0
ran=''
: >out
: >err

# run EXIT ARGUMENTS...: runs the program; standard output and error go to the files out and err.
run() {
    want=$1
    shift
    ran="tausq $*"
    "$tausq" "$@" >out 2>err
    got=$?
    rows=$((rows + 1))
    if [ "$got" -ne "$want" ]; then
        complain "exit status is $got, not $want"
    fi
}

complain() {
    failed=$((failed + 1))
    echo "$ran: $1"
    sed 's/^/    err: /' err
    sed 's/^/    out: /' out | head -n 40
}

# same FILE TEXT: the file is that text to the byte (a final newline is added to the text).
same() {
    printf '%s\n' "$2" >want
    cmp -s "$1" want || {
        complain "$1 differs"
        diff want "$1"
    }
}

# empty FILE
empty() {
    [ ! -s "$1" ] || complain "$1 is not empty"
}

# has FILE TEXT: a line of the file holds the text.
has() {
    grep -qF -e "$2" "$1" || complain "$1 has no '$2'"
}

# lacks FILE TEXT
lacks() {
    ! grep -qF -e "$2" "$1" || complain "$1 has '$2'"
}

finish() {
    echo "$rows runs, $failed failures"
    [ "$failed" -eq 0 ]
    exit
}
