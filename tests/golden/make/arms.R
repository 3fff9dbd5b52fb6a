# Trials with several arms: writes arms_data.csv, arms_baseline.csv (one row per arm) and arms.csv (what comes of them).
# Run from the top of the repository with metafor 5.1-12:  Rscript tests/golden/make/arms.R
# The participants are made up one by one, so that arms are combined by pooling their participants, not by a formula.
suppressPackageStartupMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")
ver <- "metafor 5.1-12"
set.seed(20240611)
arms <- list()
raw <- list()
number <- function(x) sprintf("%.17g", x)

people <- function(n, shift) {
    base <- round(rnorm(n, 20, 3), 1)
    data.frame(base = base, end = round(0.6 * base + rnorm(n, 7 + shift, 2), 1), event = rbinom(n, 1, 0.3),
               time = round(rexp(n, 0.1), 2) + 0.01)
}

add <- function(study, weeks, arm, control, n, shift) {
    p <- people(n, shift)
    raw[[length(raw) + 1]] <<- p
    arms[[length(arms) + 1]] <<- data.frame(study = study, weeks = weeks, arm = arm, control = control, n = n,
        mean = number(mean(p$end)), sd = number(sd(p$end)), mean0 = number(mean(p$base)), sd0 = number(sd(p$base)),
        corr = number(cor(p$base, p$end)), change = number(mean(p$end - p$base)), sdchange = number(sd(p$end - p$base)),
        events = sum(p$event), ti = number(sum(p$time)))
}
add("One", 13, "usual", 1, 25, 0)
add("One", 13, "new", 0, 27, -1)
add("Two", 13, "low", 0, 18, -1)
add("Two", 13, "usual", 1, 22, 0)
add("Two", 13, "high", 0, 19, -2)
add("Two", 26, "low", 0, 17, -1)
add("Two", 26, "usual", 1, 20, 0)
add("Two", 26, "high", 0, 16, -2)
add("Three", 13, "placebo", 1, 41, 0)
for (i in 1:3) add("Three", 13, paste("dose", i), 0, 10 + 7 * i, -i)
for (i in 1:5) add("Five", 13, paste("arm", i), 0, 5 + i, i / 2 - 2)
add("Five", 13, "none", 1, 12, 0)
data <- do.call(rbind, arms)
write.csv(data, "tests/golden/arms_data.csv", row.names = FALSE, quote = FALSE)
write.csv(data[, setdiff(names(data), c("change", "sdchange"))], "tests/golden/arms_baseline.csv", row.names = FALSE,
          quote = FALSE)

out <- list()
result <- function(dataset, measure, endpoint, how, study, weeks, es, call)
    out[[length(out) + 1]] <<- data.frame(dataset = dataset, measure = measure, endpoint = endpoint, how = how,
        study = study, weeks = weeks, yi = number(as.numeric(es$yi)), vi = number(as.numeric(es$vi)), rtol = "1e-12",
        source = paste(ver, call))

effect <- function(measure, endpoint, t, c, split) {
    x <- if (endpoint == "change") function(p) p$end - p$base else function(p) p$end
    if (measure %in% c("MD", "SMD", "ROM"))
        escalc(measure, n1i = nrow(t), m1i = mean(x(t)), sd1i = sd(x(t)), n2i = nrow(c) / split, m2i = mean(x(c)),
               sd2i = sd(x(c)))
    else if (measure == "IRR")
        escalc(measure, x1i = sum(t$event), t1i = sum(t$time), x2i = sum(c$event) / split, t2i = sum(c$time) / split)
    else
        escalc(measure, ai = sum(t$event), n1i = nrow(t), ci = sum(c$event) / split, n2i = nrow(c) / split)
}

for (measure in c("MD", "SMD", "ROM", "OR", "RR", "RD", "IRR")) {
    endpoints <- if (measure %in% c("MD", "SMD")) c("final", "change") else "final"
    for (endpoint in endpoints) for (set in unique(paste(data$study, data$weeks))) {
        at <- which(paste(data$study, data$weeks) == set)
        ctl <- raw[[at[data$control[at] == 1]]]
        treated <- at[data$control[at] == 0]
        several <- length(unique(data$arm[data$study == data$study[at[1]] & data$control == 0])) > 1
        for (dataset in if (endpoint == "change") c("arms_data", "arms_baseline") else "arms_data") {
            for (i in treated) {
                label <- if (several) paste0(data$study[i], ": ", data$arm[i]) else data$study[i]
                result(dataset, measure, endpoint, "each", label, data$weeks[i],
                       effect(measure, endpoint, raw[[i]], ctl, 1), "escalc of each arm against the control")
                result(dataset, measure, endpoint, "split", label, data$weeks[i],
                       effect(measure, endpoint, raw[[i]], ctl, length(treated)),
                       "escalc with the size and events and time of the control divided")
            }
            result(dataset, measure, endpoint, "combine", data$study[at[1]], data$weeks[at[1]],
                   effect(measure, endpoint, do.call(rbind, raw[treated]), ctl, 1),
                   "escalc of the participants of all treatment arms together")
        }
    }
}
write.csv(do.call(rbind, out), "tests/golden/arms.csv", row.names = FALSE, quote = FALSE)
