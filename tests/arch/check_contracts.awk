# Every function of the public headers has a comment directly above it: awk -f check_contracts.awk include/tausq/*.h
/^TSQ_API/ {
    functions++
    if (above !~ /\*\/[ \t]*$/) {
        print FILENAME ":" FNR ": no contract above: " $0
        bare++
    }
}
{ above = $0 }
END {
    print functions " public functions, " bare + 0 " without a contract"
    exit !(functions > 0 && bare == 0)
}
