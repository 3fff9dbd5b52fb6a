# Numbers are those of the C locale whatever the environment says; characters follow the terminal.
. "$(dirname "$0")/support.sh"
printf 'study,yi,vi\nÅse 2001,0.1,0.04\nb,0.5,0.09\nc,0.3,0.01\n' >t.csv
LC_ALL=C "$tausq" pool t.csv --format json >c.json || exit 1
LC_ALL=C "$tausq" pool t.csv --format csv >c.csv || exit 1
LC_ALL=C "$tausq" pool t.csv --digits 4 >c.txt || exit 1
LC_ALL=C.UTF-8 "$tausq" pool t.csv --digits 4 --forest >utf8.txt || exit 1
ran='tausq in the locale C'
out=c.txt
has utf8.txt 'τ²'
has utf8.txt '■'
lacks c.txt 'τ²'
has c.txt 'tau2'
has c.txt 'Åse 2001'

[ -d "${TAUSQ_TEST_LOCALES:-/nowhere}/de_DE.UTF-8" ] || {
    echo 'no locale with decimal commas here'
    [ $failed -eq 0 ] && exit 77
    exit 1
}
export LOCPATH="$TAUSQ_TEST_LOCALES"
export LC_ALL=de_DE.UTF-8
run 0 pool t.csv --format json
cmp -s out c.json || complain 'differs from the C locale'
run 0 pool t.csv --format csv
cmp -s out c.csv || complain 'differs from the C locale'
run 0 pool t.csv --digits 4 --forest
cmp -s out utf8.txt || complain 'differs from C.UTF-8'
run 0 pool t.csv --level 90.5 --format csv
has out ',90.5,'
run 2 pool t.csv --level 90,5
finish
