# Writes the rows of tests/golden/converted.csv that metafor gives: effects as printed.
#
#     Rscript converted.R > metafor.csv
#
# Needs metafor 5.1-12. Not needed to build or test: the table is kept. converted.py puts it together with its own rows.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")
number <- function(x) sprintf("%.17g", x)
row <- function(conversion, measure, options, inputs, x, call)
    cat(paste(conversion, measure, options, inputs, number(x$yi), number(x$vi), "1e-12", paste("metafor 5.1-12", call), sep=","), "\n", sep="")
inputs <- function(...) {
    x <- list(...)
    paste(paste0(names(x), "=", sapply(x, number)), collapse=";")
}

ratios <- list(c(0.73, 0.55, 0.97), c(1.4, 1.02, 1.95), c(12, 2.5, 58), c(0.0042, 0.001, 0.0175))
for (x in ratios) for (level in c(95, 90, 99)) {
    fit <- conv.wald(out=x[1], ci.lb=x[2], ci.ub=x[3], level=level, transf=log)
    row("est-limits", "HR", "", inputs(hr=x[1], hr_lb=x[2], hr_ub=x[3], est_level=level), fit, "conv.wald(transf=log)")
    row("est-limits", "OR", "", inputs(est=x[1], est_lb=x[2], est_ub=x[3], est_level=level), fit, "conv.wald(transf=log)")
    fit <- conv.wald(out=x[1], ci.ub=x[3], level=level, transf=log)
    row("est-limits", "RR", paste0("limits_level=", level), inputs(rr=x[1], rr_ub=x[3]), fit, "conv.wald(transf=log)")
}
for (x in list(c(-2.3, -4.1, -0.5), c(0.031, -0.012, 0.074), c(1e6, -3e6, 5e6))) {
    fit <- conv.wald(out=x[1], ci.lb=x[2], ci.ub=x[3])
    row("est-limits", "MD", "", inputs(est=x[1], est_lb=x[2], est_ub=x[3]), fit, "conv.wald")
    row("est-limits", "SMD", "", inputs(est=x[1], est_lb=x[2], est_ub=x[3]), fit, "conv.wald")
    row("est-limits", "GEN", "", inputs(yi=x[1], est_lb=x[2], est_ub=x[3]), fit, "conv.wald")
}
for (z in c(-1.2, 2.78, 9)) {
    row("est-z", "MD", "", inputs(est=-2.3, est_z=z), conv.wald(out=-2.3, zval=z), "conv.wald")
    row("est-z", "OR", "", inputs(est=0.42, est_z=z), conv.wald(out=log(0.42), zval=z), "conv.wald")
}
for (p in c(0.032, 0.5, 1e-9)) {
    row("est-p", "MD", "", inputs(est=-2.3, est_p=p), conv.wald(out=-2.3, pval=p), "conv.wald")
    row("est-p", "HR", "", inputs(hr=0.64, est_p=p), conv.wald(out=log(0.64), pval=p), "conv.wald")
}
