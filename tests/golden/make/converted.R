# Writes the rows of tests/golden/converted.csv that metafor gives: effects as printed, and 2x2 counts.
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

# Tables whose statistics are printed to a few digits: conv.2x2 has n1i and n2i for the margins of both variables.
set.seed(12)
table_of <- function(x) list(ai=x$ai, n1i=x$ai+x$bi, ci=x$ci, n2i=x$ci+x$di)
counts <- function(conversion, printed, n1, n2, total, x, call, options="") {
    if (anyNA(unlist(x)) || any(unlist(x) == 0)) return(invisible())
    es <- escalc(measure="OR", ai=x$ai, bi=x$bi, ci=x$ci, di=x$di)
    value <- list(printed); names(value) <- sub("counts-", "", conversion, fixed=TRUE)
    margins <- do.call(inputs, c(list(n1i=n1, n2i=n2, events_total=total), value))
    # OR as it is computed, not printed: RR would be taken as it is printed.
    row(conversion, "OR", options, margins, list(yi=c(es$yi), vi=es$vi), call)
}
for (i in 1:24) {
    n1 <- as.numeric(sample(5:400, 1)); n2 <- as.numeric(sample(5:400, 1))
    a <- sample(1:(n1-1), 1); c <- sample(1:(n2-1), 1); total <- a + c; n <- n1 + n2
    or <- signif(a*(n2-c)/(c*(n1-a)), 3)
    phi <- round((a*(n2-c) - c*(n1-a))/sqrt(n1*n2*total*(n-total)), 3)
    chi <- suppressWarnings(chisq.test(matrix(c(a, c, n1-a, n2-c), 2), correct=FALSE)$statistic)
    yates <- suppressWarnings(chisq.test(matrix(c(a, c, n1-a, n2-c), 2), correct=TRUE)$statistic)
    sign <- sign(a/n1 - c/n2)
    counts("counts-or", or, n1, n2, total, conv.2x2(ori=or, ni=n, n1i=n1, n2i=total), "conv.2x2(ori)")
    counts("counts-phi", phi, n1, n2, total, conv.2x2(ri=phi, ni=n, n1i=n1, n2i=total), "conv.2x2(ri)")
    x2 <- sign*round(unname(chi), 2)
    counts("counts-chi2", x2, n1, n2, total, conv.2x2(x2i=x2, ni=n, n1i=n1, n2i=total, correct=FALSE), "conv.2x2(x2i; correct=FALSE)", "yates=off")
    x2 <- sign*round(unname(yates), 2)
    counts("counts-chi2", x2, n1, n2, total, conv.2x2(x2i=x2, ni=n, n1i=n1, n2i=total), "conv.2x2(x2i)")
}
for (i in 1:20) {
    x <- c(sample(5:300, 1), sample(1:60, 1), sample(1:60, 1), sample(5:300, 1)); n <- sum(x)
    s <- round(c(x[1]/(x[1]+x[3]), x[4]/(x[2]+x[4]), x[1]/(x[1]+x[2]), x[4]/(x[3]+x[4])), 4)
    back <- conv.2x2(sens=s[1], spec=s[2], ppv=s[3], npv=s[4], ni=n)
    # Where metafor's minimum over real numbers rounds to another table, the true one is in converted.py's rows.
    if (identical(unname(unlist(back)), as.numeric(x))) {
        es <- escalc(measure="OR", ai=x[1], bi=x[2], ci=x[3], di=x[4])
        row("counts-diagnostic", "OR", "", inputs(ni=n, sens=s[1], spec=s[2], ppv=s[3], npv=s[4]), list(yi=c(es$yi), vi=es$vi), "conv.2x2(sens; spec; ppv; npv)")
        row("counts-diagnostic", "OR", "", inputs(ni=n, sens=s[1], spec=s[2], ppv=s[3]), list(yi=c(es$yi), vi=es$vi), "conv.2x2(sens; spec; ppv; npv)")
    }
}

# From a test alone. F with 1 df is t^2, z is taken as t or gives r; phi is that of the table with even margins, whose counts metafor gets.
with_sign <- function(x) sign(x)*sqrt(abs(x))
of_t <- function(conversion, role, printed, t) {
    say <- function(measure, sizes, es) row(conversion, measure, "", paste(c(inputs(x=printed), do.call(inputs, sizes)), collapse=";"), es, paste0("escalc(measure=", measure, "; ti)"))
    inputs <- function(...) sub("^x=", paste0(role, "="), get("inputs", globalenv())(...))
    for (m in c("SMD", "D2ORN", "D2ORL", "RPB", "ZPB", "RBIS", "ZBIS", "CLESN"))
        say(m, list(n1i=17, n2i=29), escalc(measure=m, ti=t, n1i=17, n2i=29))
    say("SMCC", list(ni=23), escalc(measure="SMCC", ti=t, ni=23))
    if (conversion == "f-t") for (m in c("COR", "ZCOR")) say(m, list(ni=23), escalc(measure=m, ti=t, ni=23))
    else for (m in c("PCOR", "ZPCOR")) say(m, list(mi=3, ni=23), escalc(measure=m, ti=t, mi=3, ni=23))
}
for (f in c(4.41, -7.3, 0.02)) of_t("f-t", "fi", f, with_sign(f))
for (z in c(2.17, -0.4)) of_t("z-t", "zi", z, z)
of_r <- function(conversion, role, printed, r, n, cor=TRUE) {
    value <- list(printed, n); names(value) <- c(role, "ni")
    for (m in if (cor) c("COR", "ZCOR")) row(conversion, m, "", do.call(inputs, value), escalc(measure=m, ri=r, ni=n), paste0("escalc(measure=", m, "; ri)"))
    for (m in c("PHI", "ZPHI")) {
        es <- escalc(measure=m, ai=n*(1+r)/4, bi=n*(1-r)/4, ci=n*(1-r)/4, di=n*(1+r)/4)
        row(conversion, m, "", do.call(inputs, value), es, paste0("escalc(measure=", m, ") of the table with even margins"))
    }
}
for (z in c(1.96, -3.1)) of_r("z-r", "zi", z, z/sqrt(52), 52)
for (x in c(3.84, -9.2)) of_r("chi2-r", "chi2", x, with_sign(x)/sqrt(52), 52)
for (p in c(0.03, -0.4)) of_r("p-phi", "pi", p, sign(p)*qnorm(abs(p)/2, lower.tail=FALSE)/sqrt(52), 52, FALSE)
