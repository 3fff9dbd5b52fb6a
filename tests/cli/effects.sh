# tausq effects: the input's columns, then the effects; rows without one stay.
. "$(dirname "$0")/support.sh"
printf 'yi,study,vi,"a,b"\n0.5,x,0.25,1\n,y,0.25,"2 ""q"""\n-0.5,z,1,3\n' >t.csv

run 0 effects t.csv --format csv --level 68.26894921370859
same err 'tausq: warning: t.csv: line 3 (y) is omitted: missing yi'
same out 'study,"a,b",yi,vi,sei,ci_lb,ci_ub,derived
x,1,0.5,0.25,0.5,0,1,yi and vi
y,"2 ""q""",,,,,,omitted: missing yi
z,3,-0.5,1,1,-1.5,0.5,yi and vi'

run 0 effects t.csv --format json --quiet --level 68.26894921370859
empty err
has out '"schema": "tausq.effects/1"'
has out '{"study": "x", "line": 2, "yi": 0.5, "vi": 0.25, "sei": 0.5, "ci_lb": 0, "ci_ub": 1, "derived": "yi and vi"}'
has out '{"study": "y", "line": 3, "yi": null, "vi": null, "sei": null, "ci_lb": null, "ci_ub": null, "derived": "omitted: missing yi"}'

run 0 effects t.csv --quiet --digits 2 --where study=x,y
same out 'estimates as given (GEN): 1 effect, 1 omitted

Line  Study    yi    vi   sei  ci_lb    ci_ub  Derived
------------------------------------------------------------------
   2  x      0.50  0.25  0.50  -0.48 to  1.48  yi and vi
   3  y                                        omitted: missing yi'

# A preset chooses the variance of SMD; --vtype overrides it, wherever it stands.
printf 'study,n1i,m1i,sd1i,n2i,m2i,sd2i\nBorenstein,50,103,5.5,50,100,4.5\n' >smd.csv
smd() {
    want=$1
    shift
    run 0 effects smd.csv --measure SMD --format csv "$@"
    has out "$want"
}
# Borenstein 2009, chapter 4, with the variances of metafor 5.1, meta 8.4 and RevMan 5.
smd ',0.59243962' --preset metafor-5
smd ',0.04175492' --preset metafor-5
smd ',0.04182326' --preset meta-8
smd ',0.59244158' --preset revman-5
smd ',0.04182691' --preset revman-5
smd ',0.04114320' --preset metafor-5 --vtype LS2
smd ',0.04114320' --vtype LS2 --preset metafor-5
finish
