# Wrong usage: exit status 2, a message on standard error, nothing on standard output.
. "$(dirname "$0")/support.sh"
cat >t.csv <<'END'
study,yi,vi
a,0.1,0.04
b,0.5,0.09
c,0.3,0.01
END

wrong() {
    text=$1
    shift
    run 2 "$@"
    empty out
    same err "tausq: $text
Try 'tausq $command--help'."
}

command=''
wrong "unknown command 'pol'; did you mean 'pool'?" pol t.csv
wrong "unknown command 'nonsense'" nonsense
wrong "unknown option '--versoin'; did you mean '--version'?" --versoin

command='pool '
wrong "unknown option '--metod'; did you mean '--method'?" pool t.csv --metod DL
wrong "unknown option '--metod=DL'; did you mean '--method'?" pool t.csv --metod=DL
wrong "unknown option '--meth'; did you mean '--method'?" pool t.csv --meth DL
wrong "unknown option '--zzzzzzzz'" pool t.csv --zzzzzzzz
wrong "unknown option '-x'" pool t.csv -x
wrong "'--method' needs an argument: M" pool t.csv --method
wrong "'-o' needs an argument: FILE" pool t.csv -o
wrong "'--method' needs an argument: M" pool t.csv --method --test z
wrong "'--method' needs an argument: M" pool t.csv --method --format=csv
wrong "'--forest' takes no argument" pool t.csv --forest=yes
wrong "--method: unknown value 'reml'; did you mean 'REML'?" pool t.csv --method reml
wrong "--test: unknown value 'bootstrap'; it takes one of knha z t adhoc kr" pool t.csv --test bootstrap
wrong "--preset: unknown value 'revman-6'; did you mean 'revman-5'?" pool t.csv --preset revman-6
wrong "--pi: unknown value 'HT'; did you mean 'HTS'?" pool t.csv --pi HT
wrong "--format: unknown value 'jsn'; did you mean 'json'?" pool t.csv --format jsn
wrong "--level: not a number '95%'" pool t.csv --level 95%
wrong "--level: not between 0 and 100 '100'" pool t.csv --level 100
wrong "--level is in per cent: '0.95' stands for 0.95, not for 95" pool t.csv --level 0.95
wrong "--level: not a number '0x5f'" pool t.csv --level 0x5f
wrong "--level: not a number '95,0'" pool t.csv --level 95,0
wrong "--tau2: negative '-1'" pool t.csv --tau2 -1
wrong "--corr: not between -1 and 1 '1'" pool t.csv --corr 1
wrong "--digits: not a whole number from 0 to 15 '2.5'" pool t.csv --digits 2.5
wrong "--digits: not a whole number from 0 to 15 '16'" pool t.csv --digits 16
wrong "--delim: not one character ';;'" pool t.csv --delim ';;'
wrong "--forest is for --format text" pool t.csv --forest --format csv
wrong "--digits is for --format text and markdown; JSON and CSV have all digits" pool t.csv --digits 3 --format json
wrong "--control: no 'step', only maxiter, threshold and tol" pool t.csv --control step=5
wrong "--control: not NAME=VALUE 'maxiter'" pool t.csv --control maxiter
wrong "--control maxiter: not a whole number '2.5'" pool t.csv --control maxiter=2.5
wrong "--control tol: not a positive number '0'" pool t.csv --control threshold=1e-5,tol=0
wrong "one FILE only: 't.csv' and 'u.csv'" pool t.csv u.csv
wrong "one FILE only: 't.csv' and '--forest'" pool t.csv -- --forest
wrong "GENQ needs a column of weights" pool t.csv --method GENQ
wrong "the weights of column 'vi' would not be used by the unweighted method REML" \
    pool t.csv --weights vi --unweighted
wrong "--where 'yi': no operator after the column; it is one of = != < <= > >=" pool t.csv --where yi

command='effects '
wrong "'--method' is not an option of effects" effects t.csv --method DL
wrong "--format: unknown value 'markdown'; it takes one of text json csv" effects t.csv --format markdown

command='list '
wrong "unknown list 'metods'; did you mean 'methods'?" list metods
wrong "list what?" list
wrong "one KIND only: 'methods' and 'tests'" list methods tests

# Without arguments the help comes on standard error.
run 2
empty out
has err 'Usage: tausq COMMAND'
finish
