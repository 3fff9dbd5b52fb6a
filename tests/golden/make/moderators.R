# moderators.csv: meta-regressions by metafor's rma(), through terms as tausq reads them; data/bangertdrowns2004.csv.
# Usage: R_LIBS=... Rscript moderators.R, with metafor 5.1-12 and metadat 1.2-0. Iterations are stopped as late as they end.
suppressMessages(library(metafor))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
stopifnot(packageVersion("metafor") == "5.1.12")
bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
bangert <- dat.bangertdrowns2004
kept <- c("id", "author", "year", "grade", "length", "wic", "feedback", "ni", "yi", "vi")
write.csv(data.frame(study = paste(bangert$author, bangert$year, bangert$id), bangert[, kept]),
          file.path(here, "..", "data", "bangertdrowns2004.csv"), row.names = FALSE)
sets <- list(bcg = list("datasets/bcg.csv", "--measure RR", bcg),
             bangert = list("tests/golden/data/bangertdrowns2004.csv", "", bangert))
relevelled <- function(d, column, level) { d[[column]] <- relevel(factor(d[[column]]), level); d }
# set, terms, formula, further arguments, data where a reference level is chosen
models <- list(
    list("bcg", "ablat", ~ ablat), list("bcg", "ablat,year", ~ ablat + year), list("bcg", "alloc", ~ alloc),
    list("bcg", "alloc", ~ alloc - 1, "--no-intercept"), list("bcg", "ablat,alloc", ~ ablat + alloc),
    list("bcg", "ablat*alloc", ~ ablat * alloc),
    list("bcg", "ablat,alloc:ref=random", ~ ablat + alloc, "", relevelled(bcg, "alloc", "random")),
    list("bcg", "ablat*year", ~ ablat * year), list("bcg", "alloc,ablat:alloc", ~ alloc + ablat:alloc),
    list("bangert", "length,wic,feedback", ~ length + wic + feedback),
    list("bangert", "factor(grade)", ~ factor(grade)), list("bangert", "factor(grade)*length", ~ factor(grade) * length),
    list("bangert", "factor(grade):ref=4,length", ~ factor(grade) + length, "", relevelled(bangert, "grade", "4")))
fits <- list(c("REML", "knha"), c("REML", "z"), c("DL", "z"), c("ML", "t"), c("PM", "knha"), c("FE", "z"), c("HE", "adhoc"), c("EB", "knha"))

rows <- "dataset,args,quantity,expected,tolerance,source"
add <- function(file, args, quantity, value, tolerance, call)
    if (length(value) == 1 && is.finite(value))
        rows <<- c(rows, sprintf('%s,"%s",%s,%.15g,%.1g,"metafor 5.1-12: %s"', file, args, quantity, value, tolerance, call))
tight <- function(f, d, method, test) {
    for (power in -15:-8) {
        control <- list(threshold = 10^power, maxiter = 5000, tol = if (method == "PM") 1e-20 else .Machine$double.eps^0.25)
        fit <- try(suppressWarnings(rma(yi, vi, mods = f, data = d, method = method, test = test, control = control)), silent = TRUE)
        if (!inherits(fit, "try-error")) return(fit)
    }
    stop("no fit")
}
for (m in models) for (i in seq_along(fits)) {
    if (i > 2 && m[[2]] %in% c("alloc,ablat:alloc", "ablat*year", "factor(grade)")) next
    set <- sets[[m[[1]]]]
    d <- if (length(m) > 4) m[[5]] else set[[3]]
    method <- fits[[i]][1]; test <- fits[[i]][2]
    x <- tight(m[[3]], d, method, test)
    more <- if (length(m) > 3) m[[4]] else ""
    args <- gsub(" +", " ", trimws(paste(set[[2]], "--method", method, "--test", test, paste0("--mods '", m[[2]], "'"), more)))
    call <- sprintf("rma(mods = %s, method=%s, test=%s)", paste(format(m[[3]]), collapse = ""), method, test)
    put <- function(q, v, t) add(set[[1]], args, q, v, t, call)
    rel <- function(v, r = 2e-9) max(abs(v), 1e-3) * r
    for (j in seq_len(x$p)) {
        q <- function(key) paste0("coef.", rownames(x$beta)[j], ".", key)
        put(q("estimate"), x$beta[j], 2e-9 * x$se[j])
        put(q("se"), x$se[j], 2e-9 * x$se[j])
        if (i > 3 && i != 6) next
        put(q("statistic"), x$zval[j], rel(x$zval[j]))
        if (!is.null(x$ddf) && !anyNA(x$ddf)) put(q("df"), rep_len(x$ddf, x$p)[j], 0)
        put(q("pval"), x$pval[j], 1e-7 * x$pval[j])
        put(q("ci_lb"), x$ci.lb[j], 4e-9 * x$se[j])
        put(q("ci_ub"), x$ci.ub[j], 4e-9 * x$se[j])
    }
    put("QM", x$QM, rel(x$QM, 4e-9)); put("QM_p", x$QMp, 2e-7 * x$QMp); put("QM_df1", x$m, 0)
    if (test != "z") put("QM_df2", x$QMdf[2], 0)
    put("QE", x$QE, rel(x$QE)); put("QE_df", x$k - x$p, 0); put("QE_p", x$QEp, 1e-7 * x$QEp + 1e-300)
    put("tau2", x$tau2, rel(x$tau2)); put("I2", x$I2, rel(x$I2)); put("H2", x$H2, rel(x$H2))
    put("R2", x$R2, rel(x$R2, 4e-9)); put("k", x$k, 0); put("p", x$p, 0)
    if (i > 3) next
    put("logLik", as.numeric(logLik(x)), 1e-8); put("AIC", AIC(x), 2e-8); put("AICc", AIC(x, correct = TRUE), 2e-8)
    if (method != "FE") put("se_tau2", x$se.tau2, rel(x$se.tau2))
}
# Where no combination of the moderators is constant, metafor 5.1-12 takes QE and tau2 of the estimates less their mean:
# this model is R's lm() with weights, tau2 by the equation of DerSimonian and Laird, and Fisher's scoring of REML.
through_origin <- function(method) {
    y <- bcg$yi; v <- bcg$vi; x <- bcg$ablat; k <- length(y)
    rss <- function(t) { w <- 1 / (v + t); f <- lm(y ~ x - 1, weights = w); list(w = w, b = unname(coef(f)), rss = sum(w * residuals(f)^2)) }
    one <- rss(0); t <- 0
    if (method == "DL") t <- max(0, (one$rss - (k - 1)) / (sum(1 / v) - sum(x^2 / v^2) / sum(x^2 / v)))
    if (method == "REML") for (step in 1:200) {
        w <- 1 / (v + t); P <- diag(w) - outer(w * x, w * x) / sum(w * x^2)
        t <- max(0, t + (c(t(y) %*% P %*% P %*% y) - sum(diag(P))) / sum(P * P))
    }
    f <- rss(t); se <- sqrt(1 / sum(f$w * x^2))
    call <- if (method == "FE") "R 4.2.2: lm(yi ~ ablat - 1, weights = 1/vi)" else paste("R 4.2.2: lm(yi ~ ablat - 1) with tau2 by", method)
    put <- function(q, value) rows <<- c(rows, sprintf('datasets/bcg.csv,"--measure RR --method %s --test z --mods ablat --no-intercept",%s,%.15g,%.1g,"%s"',
                                                       method, q, value, 1e-11 * abs(value), call))
    put("coef.ablat.estimate", f$b); put("coef.ablat.se", se); put("QE", one$rss); put("QM", (f$b / se)^2)
    if (method != "FE") put("tau2", t)
}
for (method in c("FE", "DL", "REML")) through_origin(method)
writeLines(rows, file.path(here, "..", "moderators.csv"))
