# Writes tests/golden/covariance_metafor.csv: rma.mv(yi, V, random = ~ 1 | id) on the sets of covariance_data.csv.
# rma.mv has no moment estimators, and its search for tau2 ends by a tolerance: the tightest with which it converges.
# Usage: Rscript covariance.R   (in tests/golden/make, with metafor 5.1-12)
suppressMessages(library(metafor))
source <- sprintf("metafor %s rma.mv", packageVersion("metafor"))
data <- read.csv("../covariance_data.csv")
pairs <- read.csv("../covariance_pairs.csv")
rows <- list()
add <- function(set, method, test, quantity, value, rtol, atol = 0) {
    rows[[length(rows) + 1]] <<- sprintf("%s,%s,%s,%s,%.17g,%g,%.3g,%s", set, method, test, quantity, value, rtol, atol, source)
}
search <- function(d, V, mods, method) {
    for (tol in c(1e-14, 1e-12, 1e-10)) {
        fit <- tryCatch(rma.mv(yi, V, mods = mods, random = ~ 1 | study, data = d, method = method,
                               control = list(rel.tol = tol, eval.max = 10000, iter.max = 10000)), error = function(e) NULL)
        if (!is.null(fit)) return(fit)
    }
    stop("rma.mv does not converge")
}
for (set in unique(data$dataset)) {
    if (grepl("unit", set) || set == "nearly.singular") next # rma.mv's search does not bear them
    d <- data[data$dataset == set, ]
    V <- diag(d$vi, nrow(d))
    p <- pairs[pairs$dataset == set, ]
    for (r in seq_len(nrow(p))) V[p$i[r] + 1, p$j[r] + 1] <- V[p$j[r] + 1, p$i[r] + 1] <- p$value[r]
    mods <- if (any(!is.na(d$x1))) ~ x1 + x2 else ~ 1
    for (method in c("REML", "ML", "FE")) {
        fit <- if (method == "FE") rma.mv(yi, V, mods = mods, data = d, method = "ML") else
            search(d, V, mods, method)
        tau2 <- if (method == "FE") 0 else fit$sigma2
        scale <- tau2 + mean(d$vi)
        tol <- if (method != "FE") 1e-6 else if (set == "moderators") 1e-9 else 1e-11 # its years cost rma.mv digits
        if (method != "FE") add(set, method, "-", "tau2", tau2, 0, 1e-6 * scale)
        for (j in seq_along(fit$beta)) {
            add(set, method, "z", paste0("b", j - 1), fit$beta[j], 0, tol * fit$se[j])
            add(set, method, "z", paste0("se", j - 1), fit$se[j], tol)
        }
        if (length(fit$beta) > 1) add(set, method, "z", "QM", fit$QM, tol)
        add(set, "FE", "-", "QE", fit$QE, 1e-9)
        add(set, method, "-", "logLik", as.numeric(logLik(fit)), 0, 1e-8)
        w <- if (length(fit$beta) > 1) c() else weights(fit, type = "rowsum") # of intercept-only models
        for (i in seq_along(w)) add(set, method, "-", paste0("weight", i - 1), w[i], 0, 100 * tol)
    }
}
writeLines(c("dataset,method,test,quantity,value,rtol,atol,source", unlist(rows)), "../covariance_metafor.csv")
