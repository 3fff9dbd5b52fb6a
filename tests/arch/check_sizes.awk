# Sizes of the sources, for information: awk -f check_sizes.awk engine/*/*.c
# Lines per file and per function. The format puts the braces of a function, and nothing else, in the first column.
# Warns above 300 lines a file and 60 a function; fails above 500 and 100, which no one reads in one go.
function close_file() {
    if (file == "") {
        return
    }
    printf "%6d %10d %8d  %s%s\n", lines, functions, longest, file, note
    total += lines
    all_functions += functions
    files++
}
function judge(what, size, soft, hard) {
    if (size > hard) {
        note = note "  TOO LONG: " what
        too_long++
    } else if (size > soft) {
        note = note "  long: " what
        long_ones++
    }
}
BEGIN { printf "%6s %10s %8s  %s\n", "lines", "functions", "longest", "file" }
FNR == 1 {
    if (file != "") {
        judge("file", lines, 300, 500)
    }
    close_file()
    file = FILENAME
    lines = functions = longest = 0
    note = name = ""
}
{ lines = FNR }
/^[A-Za-z].*\(/ {
    name = $0
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
}
/^\{/ { start = FNR }
/^\}[ \t]*$/ && start {
    size = FNR - start + 1
    functions++
    if (size > longest) {
        longest = size
    }
    judge(name "() " size, size, 60, 100)
    start = 0
}
END {
    judge("file", lines, 300, 500)
    close_file()
    printf "%6d %10d %8s  %d files; %d long, %d too long\n", total, all_functions, "", files, long_ones, too_long
    exit too_long > 0
}
