# gosh_moderators.csv: all subsets with more studies than coefficients, each by metafor's rma(), as claims for tausq check.
# Usage: R_LIBS=... Rscript gosh_moderators.R, with metafor 5.1-12.
suppressMessages(library(metafor))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
stopifnot(packageVersion("metafor") == "5.1.12")
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
d <- as.data.frame(bcg[bcg$year > 1968, ])
rows <- "id,data,where,args,quantity,expected,tolerance,source"
for (kind in list(c("REML", "knha"), c("DL", "z"))) for (m in list(list("ablat", ~ ablat), list("ablat,year", ~ ablat + year))) {
    p <- length(all.vars(m[[2]])) + 1
    fits <- list()
    for (n in 1:(2^nrow(d) - 1)) {
        s <- d[bitwAnd(n, 2^(seq_len(nrow(d)) - 1)) > 0, ]
        if (nrow(s) <= p || qr(model.matrix(m[[2]], s))$rank < p) next
        x <- rma(yi, vi, mods = m[[2]], data = s, method = kind[1], test = kind[2], control = list(threshold = 1e-12, maxiter = 10000, stepadj = 0.5))
        fits[[length(fits) + 1]] <- c(coef(x), tau2 = x$tau2, lb = x$ci.lb, ub = x$ci.ub)
    }
    all <- do.call(rbind, fits)
    put <- function(quantity, value, scale)
        rows <<- c(rows, sprintf('%d,../../datasets/bcg.csv,year>1968,"gosh --measure RR --method %s --test %s --mods ""%s""",%s,%.15g,%.1g,"metafor 5.1-12: rma(mods = %s) of each subset"',
                                 length(rows), kind[1], kind[2], m[[1]], quantity, value, 1e-7 * scale, paste(format(m[[2]]), collapse = "")))
    for (name in names(coef(x))) {
        v <- all[, name]; j <- match(name, names(coef(x)))
        q <- function(key) sprintf("coefficients.%s.%s", name, key)
        put(q("estimate.mean"), mean(v), sd(v)); put(q("estimate.sd"), sd(v), sd(v)); put(q("estimate.min"), min(v), sd(v))
        put(q("estimate.median"), median(v), sd(v)); put(q("estimate.q97.5"), quantile(v, 0.975), sd(v))
        put(q("positive"), sum(v > 0), 0); put(q("negative_significant"), sum(all[, p + 1 + p + j] < 0), 0)
    }
    put("tau2.mean", mean(all[, "tau2"]), sd(all[, "tau2"])); put("failed", 2^nrow(d) - 1 - nrow(all), 0)
}
rows <- rows[!grepl("q97.5", rows, fixed = TRUE)] # a key with a dot cannot be claimed
writeLines(rows, file.path(here, "..", "gosh_moderators.csv"))
