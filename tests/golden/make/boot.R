# Replicates of the BCG trials by metafor, and the intervals that R's package boot forms of them.
# usage: Rscript boot.R FOLDER writes boot_values.csv and boot.csv there (metafor 5.1-12, boot 1.3-28.1)
suppressMessages({library(metafor); library(boot)})
folder <- commandArgs(TRUE)[1]
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
fit <- function(data, indices) {
    res <- rma(yi, vi, data = data, subset = indices, test = "knha", control = list(threshold = 1e-12, maxiter = 10000))
    c(coef(res), vcov(res), res$tau2, res$se.tau2^2)
}
set.seed(20261121)
values <- NULL
rows <- NULL
for (R in c(199, 250)) {
    out <- boot(bcg, fit, R = R)
    left <- t(sapply(1:13, function(i) fit(bcg, (1:13)[-i])))
    for (j in c(1, 3)) {
        set <- paste0(c("estimate", NA, "tau2")[j], R)
        add <- function(role, x) data.frame(set = set, role = role, value = sprintf("%.17g", x))
        values <- rbind(values, add("observed", out$t0[j]), add("observed_se", sqrt(out$t0[j + 1])),
                        add("value", out$t[, j]), add("se", sqrt(out$t[, j + 1])), add("left_out", left[, j]))
        L <- mean(left[, j]) - left[, j]
        for (level in c(95, 90, 99.9)) {
            ci <- suppressWarnings(boot.ci(out, conf = level / 100, type = c("norm", "basic", "stud", "perc"),
                                           index = c(j, j + 1)))
            bca <- suppressWarnings(boot.ci(out, conf = level / 100, type = "bca", index = j, L = L))
            limits <- list(normal = ci$normal[2:3], basic = ci$basic[4:5], studentized = ci$student[4:5],
                           percentile = ci$percent[4:5], bca = bca$bca[4:5])
            for (name in names(limits))
                rows <- rbind(rows, data.frame(set = set, level = level, interval = name,
                                               lb = sprintf("%.15g", limits[[name]][1]),
                                               ub = sprintf("%.15g", limits[[name]][2]), source = "boot 1.3-28.1"))
        }
    }
}
write.csv(values, file.path(folder, "boot_values.csv"), row.names = FALSE, quote = FALSE)
write.csv(rows, file.path(folder, "boot.csv"), row.names = FALSE, quote = FALSE)
