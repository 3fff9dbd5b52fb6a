# The output of batch.sh as a table of docs/performance.md. Names of cases may hold commas.
BEGIN { FS = "," }
NR == 1 {
    print "\n| batch, from file to file | CPU s | wall s | peak MiB | per CPU second | rate / METAL |\n|---|---|---|---|---|---|"
    next
}
{
    n++
    name[n] = $1
    for (i = 2; i <= NF - 5; i++) {
        name[n] = name[n] "," $i
    }
    cpu[n] = $(NF - 4)
    wall[n] = $(NF - 3)
    peak[n] = $(NF - 2)
    rate[n] = $(NF - 1)
    unit[n] = $NF
    if (name[n] ~ /^METAL/) {
        metal = rate[n]
    }
}
END {
    for (i = 1; i <= n; i++) {
        ratio = metal > 0 && unit[i] == "rows" ? sprintf("%.1f", rate[i] / metal) : ""
        printf "| %s | %s | %s | %s | %s M %s | %s |\n", name[i], cpu[i], wall[i], peak[i], rate[i], unit[i], ratio
    }
}
