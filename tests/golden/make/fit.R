# Writes tests/golden/fit_data.csv and tests/golden/fit.csv: metafor 5.1-12 on public data sets of metadat.
#
#   Rscript fit.R            (R_LIBS holds metafor 5.1-12, metadat 1.2-0, CompQuadForm)
#
# Stopping rules are set as tight as each algorithm bears, relative to the spread of the data, so that what is left is
# rounding. rtol and atol are what metafor's arithmetic allows, not what the library is allowed to be off.
suppressMessages({library(metadat); library(metafor)})
stopifnot(packageVersion("metafor") == "5.1.12")
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
source_name <- "metafor 5.1-12"

es <- function(...) {
    d <- as.data.frame(eval.parent(substitute(escalc(...))))
    data.frame(yi = as.numeric(d$yi), vi = as.numeric(d$vi))
}
given <- function(d, yi = "yi", vi = "vi") data.frame(yi = as.numeric(d[[yi]]), vi = as.numeric(d[[vi]]))

sets <- list(
    "bcg.rr" = es("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg),
    "bcg.or" = es("OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg),
    "bcg.rd" = es("RD", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg),
    "hackshaw1998" = given(dat.hackshaw1998),
    "begg1989" = given(dat.begg1989),
    "berkey1998.pd" = given(subset(dat.berkey1998, outcome == "PD")),
    "berkey1998.al" = given(subset(dat.berkey1998, outcome == "AL")),
    "baskerville2012" = {d <- dat.baskerville2012; data.frame(yi = d$smd, vi = d$se^2)},
    "bonett2010" = es("ABT", ai = ai, mi = mi, ni = ni, data = dat.bonett2010),
    "collins1985b.pre" = es("OR", ai = pre.xti, n1i = pre.nti, ci = pre.xci, n2i = pre.nci, data = dat.collins1985b),
    "curtis1998" = es("ROM", m1i = m2i, sd1i = sd2i, n1i = n2i, m2i = m1i, sd2i = sd1i, n2i = n1i,
                      data = dat.curtis1998)[1:40, ],
    "damico2009" = es("OR", ai = xt, n1i = nt, ci = xc, n2i = nc, data = dat.damico2009),
    "debruin2009" = es("PLO", xi = xi, ni = ni, data = dat.debruin2009),
    "egger2001" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.egger2001),
    "fine1993" = es("RD", ai = e1i, n1i = nei, ci = c1i, n2i = nci, data = dat.fine1993),
    "gibson2002" = es("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.gibson2002),
    "graves2010" = es("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.graves2010),
    "hahn2001" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.hahn2001),
    "hart1999" = es("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999),
    "hine1989" = es("RD", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.hine1989),
    "kalaian1996" = given(subset(dat.kalaian1996, outcome == "verbal")),
    "konstantopoulos2011" = given(dat.konstantopoulos2011)[1:30, ],
    "laopaiboon2015" = es("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.laopaiboon2015),
    "lau1992" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.lau1992),
    "lee2004" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.lee2004),
    "li2007" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.li2007),
    "molloy2014" = es("ZCOR", ri = ri, ni = ni, data = dat.molloy2014),
    "nakagawa2007" = es("ZCOR", ri = Correlation, ni = SampleSize, data = dat.nakagawa2007),
    "nielweise2007" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = dat.nielweise2007),
    "nielweise2008" = es("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008),
    "normand1999" = es("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999),
    "normand1999.smd" = es("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i,
                           data = dat.normand1999),
    "pignon2000" = data.frame(yi = dat.pignon2000$OmE / dat.pignon2000$V, vi = 1 / dat.pignon2000$V)[1:25, ],
    "pritz1997" = es("PFT", xi = xi, ni = ni, data = dat.pritz1997),
    "raudenbush1985" = given(dat.raudenbush1985),
    "viechtbauer2021" = es("OR", ai = xTi, n1i = nTi, ci = xCi, n2i = nCi, data = dat.viechtbauer2021),
    "vanhowe1999" = es("OR", ai = non.pos, bi = non.neg, ci = cir.pos, di = cir.neg, data = dat.vanhowe1999),
    "yusuf1985.6" = es("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = subset(dat.yusuf1985, table == "6")),
    "cohen1981" = es("ZCOR", ri = ri, ni = ni, data = dat.cohen1981),
    # exact answers for these two are in reference.csv; metafor's default stopping rules fail on both
    "scale.small" = data.frame(
        yi = c(0.1996632141, 0.2027722877, 0.1983587183, 0.2096970260, 0.2017903544, 0.1900068570, 0.2043475739,
               0.2030919228, 0.2020262909, 0.1945284478, 0.2047657615, 0.2033635689),
        vi = c(9.008310e-06, 1.079171e-05, 5.200855e-06, 1.073582e-05, 1.804536e-05, 1.010523e-05, 1.223120e-05,
               1.399349e-05, 1.240312e-05, 7.793264e-06, 1.741060e-05, 1.502700e-05)),
    "scale.large" = data.frame(yi = c(-12, -15, -10, -13, -140), vi = c(4, 5, 6, 5, 7)^2),
    "craft2003.k4" = es("ZCOR", ri = ri, ni = ni, data = dat.craft2003)[c(1, 7, 13, 19), ])

moderators <- list(
    "bcg.rr+ablat" = list("bcg.rr", dat.bcg[, "ablat", drop = FALSE]),
    "bcg.rr+ablat+year" = list("bcg.rr", dat.bcg[, c("ablat", "year")]),
    "bcg.or+ablat" = list("bcg.or", dat.bcg[, "ablat", drop = FALSE]),
    "raudenbush1985+weeks" = list("raudenbush1985", dat.raudenbush1985[, "weeks", drop = FALSE]),
    "baskerville2012+3" = list("baskerville2012", dat.baskerville2012[, c("score", "fumonths", "outcomes")]),
    "hackshaw1998+year" = list("hackshaw1998", dat.hackshaw1998[, "year", drop = FALSE]),
    "molloy2014+meanage+quality" = list("molloy2014", dat.molloy2014[, c("meanage", "quality")]),
    "gibson2002+year" = list("gibson2002", dat.gibson2002[, "year", drop = FALSE]))

methods <- c("DL", "HE", "HS", "HSk", "SJ", "SJIT", "ML", "REML", "EB", "PM", "PMM", "GENQ", "GENQM", "DLIT", "EE", "FE")
full <- TRUE    # every quantity, or (to keep the table small) one of each kind
once <- c("DL", "EE") # quantities that no estimator enters are kept for these
rows <- list()
g <- function(x) sprintf("%.17g", x)
add <- function(dataset, method, test, quantity, value, rtol, atol = 0, source = source_name) {
    if (length(value) == 1 && is.finite(value))
        rows[[length(rows) + 1]] <<- paste(dataset, method, test, quantity, g(value), sub("e-0", "e-", sprintf("%.0e", rtol)),
                                           sprintf("%.1g", atol), source, sep = ",")
}

# rma() with the tightest threshold with which its iteration ends; the search is made once for a model
start <- new.env()
tight <- function(name, d, X, method, test, weights = NULL, weighted = TRUE) {
    scale <- mean(d$vi) + var(d$yi)
    if (method %in% c("GENQ", "GENQM")) weights <- d$weight
    key <- paste(name, method)
    first <- if (is.null(start[[key]])) -17 else start[[key]]
    for (power in first:-8) {
        relative <- 10^power
        control <- list(threshold = relative * scale, maxiter = 5000, tau2.max = 1000 * (max(d$vi) + var(d$yi)))
        control$tol <- if (method %in% c("PM", "PMM", "GENQM")) 1e-20 else .Machine$double.eps^0.25
        args <- list(yi = d$yi, vi = d$vi, method = method, test = test, weighted = weighted, control = control)
        if (!is.null(X)) args$mods <- X
        if (!is.null(weights)) args$weights <- weights
        fit <- try(suppressWarnings(do.call(rma, args)), silent = TRUE)
        if (!inherits(fit, "try-error")) { start[[key]] <- power; return(fit) }
    }
    message("no fit: ", method); NULL
}

per_method <- function(name, d, fit, method) {
    t0 <- 1e-12 * mean(d$vi)
    loose <- if (method == "GENQM") 1e-7 else 1e-9  # CompQuadForm::farebrother stops at 1e-10
    common <- method %in% c("EE", "FE")
    add(name, method, "-", "tau2", fit$tau2, loose, if (common) 0 else t0)
    add(name, method, "-", "se_tau2", fit$se.tau2, loose)
    add(name, method, "-", "I2", fit$I2, loose, 1e-9)
    if (full || method %in% once) {
        add(name, method, "-", "H2", fit$H2, loose)
        add(name, method, "-", "vt", fit$vt, 1e-10)
        add(name, method, "-", "QE", fit$QE, 1e-10, 1e-12)
        add(name, method, "-", "QE_p", fit$QEp, 1e-8)
    }
    s <- fit$fit.stats
    for (q in if (full) c("ll", "AIC", "BIC", "AICc") else c("ll", "AICc")) {
        label <- if (q == "ll") q else tolower(q)
        add(name, method, "-", paste0(label, "_ml"), s[q, "ML"], loose, 1e-9)
        add(name, method, "-", paste0(label, "_reml"), s[q, "REML"], loose, 1e-9)
    }
    add(name, method, "-", "dev_ml", s["dev", "ML"], loose, 1e-8)
    if (!full) return()
    type <- if (method == "REML") "REML" else "ML"
    add(name, method, "-", "logLik", s["ll", type], loose, 1e-9)
}

per_test <- function(name, d, fit, method, test) {
    loose <- if (method == "GENQM") 1e-7 else 1e-9
    for (j in seq_along(fit$se)) {
        q <- function(s) paste0(s, j - 1)
        at <- loose * fit$se[j]
        if (full || test == "z") add(name, method, test, q("b"), fit$beta[j], 0, at)
        add(name, method, test, q("se"), fit$se[j], loose)
        if (full) add(name, method, test, q("statistic"), fit$zval[j], loose, loose)
        add(name, method, test, q("pval"), fit$pval[j], 10 * loose * (1 + 2 * abs(log(max(fit$pval[j], 1e-300)))))
        add(name, method, test, q("ci_lb"), fit$ci.lb[j], 0, 2 * at)
        if (full) add(name, method, test, q("ci_ub"), fit$ci.ub[j], 0, 2 * at)
    }
    if (fit$p > 1) {
        add(name, method, test, "QM", fit$QM, 2 * loose)
        add(name, method, test, "QM_p", fit$QMp, 20 * loose * (1 + abs(log(max(fit$QMp, 1e-300)))))
    }
}

# prediction intervals by their names in the library
predictions <- function(name, fit, method, test) {
    loose <- if (method == "GENQM") 1e-7 else 1e-9
    kinds <- if (test == "z") c(z = "default", V = "t", HTS = "riley") else c(HK = "default", "HK-PR" = "riley")
    for (kind in names(kinds)) {
        p <- try(predict(fit, predtype = kinds[[kind]]), silent = TRUE)
        if (inherits(p, "try-error") || !is.finite(p$pi.lb)) next
        at <- 2 * loose * (p$pi.ub - p$pi.lb)
        add(name, method, test, paste0("pi_lb_", kind), p$pi.lb, 0, at)
        if (full) add(name, method, test, paste0("pi_ub_", kind), p$pi.ub, 0, at)
    }
}

# intervals of tau2; confint() for GENQ passes no tolerance to uniroot, so its own function is solved here
genq_interval <- function(d, fit) {
    k <- fit$k; p <- fit$p
    A <- diag(fit$weights); X <- fit$X
    P <- A - A %*% X %*% solve(t(X) %*% A %*% X) %*% t(X) %*% A
    Q <- c(t(d$yi) %*% P %*% d$yi)
    area <- function(t) metafor:::.GENQ.func(t, P = P, vi = d$vi, Q = Q, level = 0, k = k, p = p, getlower = TRUE)
    top <- 1000 * (max(d$vi) + var(d$yi))
    end <- function(target) if (area(0) > target) 0 else
        uniroot(function(t) area(t) - target, c(0, top), tol = 1e-20, maxiter = 5000)$root
    c(end(0.025), end(0.975))
}

tau2_intervals <- function(name, d, X, fit, method) {
    t0 <- 1e-12 * mean(d$vi)
    control <- list(tol = 1e-20, maxiter = 10000, tau2.max = 1000 * (max(d$vi) + var(d$yi)))
    both <- function(kind, lb, ub, rtol) {
        add(name, method, "-", paste0("tau2_lb_", kind), lb, rtol, t0 * rtol / 1e-9)
        add(name, method, "-", paste0("tau2_ub_", kind), ub, rtol, t0 * rtol / 1e-9)
    }
    if (method == "DL") {
        ci <- try(suppressWarnings(confint(fit, type = "QP", control = control)), silent = TRUE)
        if (!inherits(ci, "try-error")) {
            both("QP", ci$random[1, 2], ci$random[1, 3], 1e-9)
            add(name, method, "-", "I2_lb_QP", ci$random[3, 2], 1e-9, 1e-9)
            add(name, method, "-", "I2_ub_QP", ci$random[3, 3], 1e-9, 1e-9)
            add(name, method, "-", "H2_lb_QP", ci$random[4, 2], 1e-9)
            add(name, method, "-", "H2_ub_QP", ci$random[4, 3], 1e-9)
        }
        ci <- try(suppressWarnings(confint(fit, type = "HT")), silent = TRUE)
        if (!inherits(ci, "try-error")) both("HT", ci$random[1, 2], ci$random[1, 3], 1e-9)
    }
    if (method %in% c("ML", "REML")) {
        ci <- try(suppressWarnings(confint(fit, type = "PL", control = control)), silent = TRUE)
        if (!inherits(ci, "try-error")) both("PL", ci$random[1, 2], ci$random[1, 3], 1e-8)
    }
    if (method %in% c("DL", "GENQ")) { # GENQ: the user's weights
        for (kind in if (method == "DL") c("BJ", "J") else "GENQ") {
            w <- if (method == "GENQ") d$weight else if (kind == "BJ") 1 / d$vi else 1 / sqrt(d$vi)
            args <- list(yi = d$yi, vi = d$vi, method = "GENQ", weights = w)
            if (!is.null(X)) args$mods <- X
            f <- suppressWarnings(do.call(rma, args))
            ci <- try(genq_interval(d, f), silent = TRUE)
            if (!inherits(ci, "try-error")) both(kind, ci[1], ci[2], 1e-7)
        }
    }
}

# t and adhoc differ from the others by one factor and one quantile: two methods have them on every set
# with GENQ and GENQM metafor weights the coefficients by the user's weights too: these rows are of the ":user" fit
one_model <- function(set, d, X, which = methods) {
    for (method in which) {
        name <- if (method %in% c("GENQ", "GENQM")) paste0(set, ":user") else set
        tests <- c("z", "t", "knha", "adhoc")
        if (!full && !(method %in% c("DL", "REML"))) tests <- c("z", "knha")
        for (test in tests) {
            fit <- tight(name, d, X, method, test)
            if (is.null(fit)) break
            if (test == "z") {
                per_method(name, d, fit, method)
                tau2_intervals(name, d, X, fit, method)
            }
            per_test(name, d, fit, method, test)
            if (is.null(X) && test %in% c("z", "knha") && !(method %in% c("EE", "FE")))
                predictions(name, fit, method, test)
        }
    }
}

weighted_models <- function(name, d, X) {
    for (kind in c("user", "equal")) for (method in c("REML", "DL", "GENQ", "EE")) for (test in c("z", "t", "knha", "adhoc")) {
        if (kind == "user" && method == "GENQ") next # is in one_model
        fit <- tight(name, d, X, method, test, weights = d$weight, weighted = kind == "user")
        label <- paste0(name, ":", kind)
        if (is.null(fit)) next
        if (test == "z") per_method(label, d, fit, method)
        per_test(label, d, fit, method, test)
        if (is.null(X) && test %in% c("z", "knha") && method != "EE") predictions(label, fit, method, test)
    }
}

models <- lapply(sets, function(d) list(d = d, X = NULL))
for (name in names(moderators)) {
    m <- moderators[[name]]
    models[[name]] <- list(d = sets[[m[[1]]]], X = as.matrix(m[[2]]))
}
data_rows <- "dataset,study,yi,vi,weight,x1,x2,x3"
for (name in names(models)) {
    d <- models[[name]]$d
    X <- models[[name]]$X
    keep <- is.finite(d$yi) & is.finite(d$vi) & d$vi > 0
    if (!is.null(X)) keep <- keep & stats::complete.cases(X)
    d <- d[keep, ]
    if (!is.null(X)) { X <- X[keep, , drop = FALSE]; storage.mode(X) <- "double" }
    d$weight <- signif(1 / sqrt(d$vi), 6)
    cells <- matrix("", nrow(d), 3)
    if (!is.null(X)) cells[, seq_len(ncol(X))] <- g(X)
    data_rows <- c(data_rows, paste(name, seq_len(nrow(d)), g(d$yi), g(d$vi), g(d$weight),
                                    cells[, 1], cells[, 2], cells[, 3], sep = ","))
    full <- !is.null(X) || match(name, names(models)) %% 3 == 1
    one_model(name, d, X, if (is.null(X)) methods else c("DL", "HE", "SJ", "ML", "REML", "PM", "GENQ", "HS", "EE"))
    if (name %in% c("bcg.rr", "hackshaw1998", "normand1999", "raudenbush1985", "bcg.rr+ablat", "molloy2014+meanage+quality"))
        { full <- TRUE; weighted_models(name, d, X) }
    message(name, " k=", nrow(d), " rows ", length(rows))
}
writeLines(data_rows, file.path(here, "..", "fit_data.csv"))
writeLines(c("dataset,method,test,quantity,value,rtol,atol,source", unlist(rows)), file.path(here, "..", "fit.csv"))
