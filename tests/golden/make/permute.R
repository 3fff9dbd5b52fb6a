# Permutation tests of the last k studies of the BCG trials by metafor, for tests/golden/permute.csv: all arrangements, tau2
# solved beyond the usual tolerance of metafor so that no tie is lost.
# usage: Rscript permute.R > permute.csv (metafor 5.1-12)
suppressMessages(library(metafor))
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
tight <- function(method) {
    if (method %in% c("REML", "ML")) list(threshold = 1e-12, maxiter = 10000) else list(tol = 1e-12, maxiter = 10000)
}
one <- function(k, method, test, interval) {
    res <- rma(yi, vi, data = tail(bcg, k), method = method, test = test, control = tight(method))
    p <- sapply(c("two.sided", "greater", "less"), function(side)
        suppressWarnings(permutest(res, exact = TRUE, progbar = FALSE, control = list(alternative = side))$pval))
    ci <- c(NA, NA)
    if (interval) {
        perm <- permutest(res, exact = TRUE, progbar = FALSE, permci = TRUE,
                          control = list(tol = 1e-9, maxiter = 1000, extendInt = "yes"))
        ci <- c(perm$ci.lb, perm$ci.ub)
    }
    cat("metafor 5.1-12", k, method, test, sprintf("%.15g", p), ifelse(is.na(ci), "", sprintf("%.10g", ci)), sep = ",")
    cat("\n")
}
cat("source,k,method,test,pval,p_greater,p_less,ci_lb,ci_ub\n")
for (k in c(5, 8)) for (method in c("REML", "DL", "PM", "ML")) for (test in c("knha", "z")) one(k, method, test, FALSE)
for (k in c(5, 8)) one(k, "FE", "z", FALSE)
one(7, "FE", "z", TRUE)
one(7, "REML", "knha", TRUE)
one(7, "DL", "z", TRUE)
