# permute_moderators.csv: permutation tests of moderators by metafor's permutest(exact = TRUE), as claims for tausq check.
# Usage: R_LIBS=... Rscript permute_moderators.R, with metafor 5.1-12. Thresholds are tight, so that ties are found, and steps are halved: a fit that does not end would be left out.
suppressMessages(library(metafor))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
stopifnot(packageVersion("metafor") == "5.1.12")
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
sets <- list(list("year>1968", bcg$year > 1968), list("year<1960", bcg$year < 1960), list("year>=1960", bcg$year >= 1960))
models <- list(list("ablat", ~ ablat, 1:2), list("alloc", ~ alloc, 3), list("ablat,year", ~ ablat + year, 1))
rows <- "id,data,where,args,quantity,expected,tolerance,source"
for (m in models) for (set in sets[m[[3]]]) for (kind in list(c("REML", "knha"), c("DL", "z"))) {
    d <- droplevels(as.data.frame(bcg[set[[2]], ]))
    f <- m[[2]]
    x <- rma(yi, vi, mods = f, data = d, method = kind[1], test = kind[2], control = list(threshold = 1e-9, maxiter = 10000, stepadj = 0.5))
    p <- permutest(x, exact = TRUE, progbar = FALSE, control = list(tol = 1e-9, comptol = 1e-9))
    put <- function(quantity, value)
        rows <<- c(rows, sprintf('%d,../../datasets/bcg.csv,%s,"permute --measure RR --method %s --test %s --mods ""%s""",%s,%.15g,1e-12,"metafor 5.1-12: permutest(rma(mods = %s), exact=TRUE)"',
                                 length(rows), set[[1]], kind[1], kind[2], m[[1]], quantity, value, paste(format(f), collapse = "")))
    for (j in seq_len(x$p)) put(paste0("coef.", rownames(x$beta)[j], ".pval"), p$pval[j])
    put("QM_p", p$QMp)
}
writeLines(rows, file.path(here, "..", "permute_moderators.csv"))
