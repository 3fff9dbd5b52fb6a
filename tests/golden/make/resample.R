# Prints what metafor has for the tests of resampling that hold their numbers themselves: tests/cli/gosh.sh, tests/cli/permute.sh,
# tests/resample/test_permute.c. BCG trials, log risk ratios; REML solved beyond the usual tolerance so that no tie is lost.
# usage: Rscript resample.R (metafor 5.1-12; a minute)
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)

cat("tests/cli/gosh.sh: all subsets of the first seven trials; mean, sd, quantiles\n")
g <- gosh(rma(yi, vi, data = bcg[1:7, ], control = list(threshold = 1e-13, maxiter = 10000)), progbar = FALSE)
for (what in c("estimate", "tau2", "QE")) {
    x <- g$res[[what]]
    cat(sprintf("  %-8s", what), sprintf(" %.15g", c(mean(x), sd(x), quantile(x, c(0.025, 0.5, 0.975)))), "\n")
}
one <- g$incl[, 1]
cat(sprintf("  with and without %s: %.15g %.15g, %d subsets with it\n", bcg$author[1], mean(g$res$estimate[one]),
            mean(g$res$estimate[!one]), sum(one)))
cat(sprintf("  %d subsets; estimates above 0: %d, below: %d\n", length(one), sum(g$res$estimate > 0), sum(g$res$estimate < 0)))

cat("tests/resample/test_permute.c: orders of moderators; pval of each coefficient, QM_p\n")
bcg$random <- as.numeric(bcg$alloc == "random")
for (m in list(list(6, ~ ablat, "knha"), list(6, ~ ablat, "z"), list(7, ~ random, "knha"), list(6, ~ ablat + random, "knha"))) {
    res <- rma(yi, vi, mods = m[[2]], data = bcg[seq_len(m[[1]]), ], test = m[[3]],
               control = list(threshold = 1e-12, maxiter = 10000, stepadj = 0.5))
    p <- permutest(res, exact = TRUE, progbar = FALSE, control = list(comptol = 1e-9))
    cat(sprintf("  %d studies, %s, %s:", m[[1]], format(m[[2]]), m[[3]]), sprintf("%.15g", c(p$pval, p$QMp)), "\n")
}

cat("tests/cli/permute.sh: all arrangements of signs\n")
res <- rma(yi, vi, data = bcg, test = "knha", control = list(threshold = 1e-9, maxiter = 10000, stepadj = 0.5))
p <- permutest(res, exact = TRUE, progbar = FALSE, control = list(comptol = 1e-9))
cat(sprintf("  pval %.15g, %g of 8192\n", p$pval, 8192 * p$pval))
