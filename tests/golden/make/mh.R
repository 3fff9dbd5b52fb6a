# Writes tests/golden/mh_data.csv and tests/golden/mh.csv: rma.mh and rma.peto of metafor 5.1-12.
#
#   Rscript mh.R             (R_LIBS holds metafor 5.1-12, metadat 1.2-0)
#
# correction: what is added before pooling, metafor's add = c(1/2, 1/2), to = c("only0", correction). The studies' own
# estimates in mh_data.csv are escalc's with metafor's defaults for these functions (1/2 where a cell is 0, none where
# a study has no events, or only events, in both groups).
suppressMessages({library(metadat); library(metafor)})
stopifnot(packageVersion("metafor") == "5.1.12")
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1]))
num <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

two <- function(a, n1, c, n2) na.omit(data.frame(a = a, b = n1 - a, c = c, d = n2 - c))
rates <- function(d) with(d, data.frame(a = x1i, b = t1i, c = x2i, d = t2i))
std <- function(d) two(d$ai, d$n1i, d$ci, d$n2i)
tables <- list(
    bcg = with(dat.bcg, data.frame(a = tpos, b = tneg, c = cpos, d = cneg)),
    anand1999 = std(dat.anand1999), egger2001 = std(dat.egger2001), graves2010 = std(dat.graves2010),
    hahn2001 = std(dat.hahn2001), hine1989 = std(dat.hine1989), laopaiboon2015 = std(dat.laopaiboon2015),
    lau1992 = std(dat.lau1992), lee2004 = std(dat.lee2004), li2007 = std(dat.li2007), linde2005 = std(dat.linde2005),
    nielweise2007 = std(dat.nielweise2007),
    gibson2002 = na.omit(with(dat.gibson2002, data.frame(a = ai, b = bi, c = ci, d = di))),
    vanhowe1999 = with(dat.vanhowe1999, data.frame(a = non.pos, b = non.neg, c = cir.pos, d = cir.neg)),
    damico2009 = with(dat.damico2009, two(xt, nt, xc, nc)),
    collins1985b = with(dat.collins1985b, two(pre.xti, pre.nti, pre.xci, pre.nci)),
    fine1993 = with(dat.fine1993, two(e1i, nei, c1i, nci)),
    # 0/20 v 3/20, 4/40 v 7/40, 8/60 v 12/60; then with a study without events and one with nothing but events
    zero = two(c(0, 4, 8), c(20, 40, 60), c(3, 7, 12), c(20, 40, 60)),
    zero00 = two(c(0, 4, 8, 0, 10), c(20, 40, 60, 30, 10), c(3, 7, 12, 0, 12), c(20, 40, 60, 25, 12)),
    one = two(3, 15, 1, 12))
for (t in unique(dat.yusuf1985$table)) tables[[paste0("yusuf1985.", t)]] <- std(subset(dat.yusuf1985, table == t))
person <- list(hart1999 = rates(dat.hart1999), nielweise2008 = rates(dat.nielweise2008),
               rates0 = data.frame(a = c(0, 4, 8, 0), b = c(120, 310, 95.5, 40), c = c(2, 9, 7, 0), d = c(110, 290, 99, 60)))
data <- rows <- list()

put <- function(set, measure, method, correction, drop00, name, value, call)
    if (!is.null(value) && !is.na(value)) rows[[length(rows) + 1]] <<- data.frame(dataset = set, measure = measure,
        method = method, correction = correction, drop00 = as.integer(drop00), quantity = name, value = num(value),
        rtol = "1e-12", source = paste("metafor 5.1-12", call))

fit <- function(set, d, measure, method, correction, drop00) {
    args <- if (measure %in% c("IRR", "IRD")) list(x1i = d$a, t1i = d$b, x2i = d$c, t2i = d$d) else
        list(ai = d$a, bi = d$b, ci = d$c, di = d$d)
    args <- c(args, list(add = c(1/2, if (correction == "none") 0 else 1/2), to = c("only0", correction),
                         drop00 = c(TRUE, drop00)))
    call <- if (method == "PETO") "rma.peto" else "rma.mh"
    if (method == "MH") args$measure <- measure
    run <- function(...) suppressWarnings(do.call(call, c(args, list(...))))
    r <- run()
    p <- function(name, value) put(set, measure, method, correction, drop00, name, value, call)
    if (!is.na(r$beta)) p("k", r$k)
    for (q in c("estimate", "se", "statistic", "pval", "ci_lb", "ci_ub"))
        p(q, as.numeric(r[[c(estimate = "beta", se = "se", statistic = "zval", pval = "pval", ci_lb = "ci.lb", ci_ub = "ci.ub")[q]]]))
    if (!is.na(r$beta)) {
        # rma.peto counts its degrees of freedom by the uncorrected tables, also where Q has terms of corrected ones.
        whole <- method == "MH" || r$k.pos == r$k.yi
        if (r$k.yi > 1) for (q in c("QE", if (whole) c("QEp", "I2", "H2"))) p(sub("QEp", "QE_p", q), r[[q]])
        p("ll_ml", r$fit.stats["ll", "ML"]); p("dev_ml", r$fit.stats["dev", "ML"])
        p("aic_ml", r$fit.stats["AIC", "ML"]); p("bic_ml", r$fit.stats["BIC", "ML"]); p("aicc_ml", r$fit.stats["AICc", "ML"])
        w <- weights(r)
        kept <- if (!drop00) seq_len(nrow(d)) else which(!(d$a == 0 & d$c == 0) &
            (measure %in% c("IRR", "IRD") | !(d$b == 0 & d$d == 0)))
        for (i in unique(c(1, which.max(w), length(w)))) p(paste0("weight.", kept[i]), w[[i]])
    }
    if (method == "PETO") return(invisible())
    plain <- run(correct = FALSE)
    p("cochran", plain$CO); p("cochran_p", plain$COp); p("cmh", plain$MH); p("cmh_p", plain$MHp)
    p("cochran_corrected", r$CO); p("cochran_corrected_p", r$COp); p("cmh_corrected", r$MH); p("cmh_corrected_p", r$MHp)
    if (!is.na(r$BDp)) {
        p("breslow_day", r$BD); p("breslow_day_p", r$BDp); p("tarone", r$TA); p("tarone_p", r$TAp)
        p("breslow_day_df", r$k.pos - 1)
    }
}

own <- function(set, d, measure) {
    e <- if (measure %in% c("IRR", "IRD"))
        escalc(measure, x1i = a, t1i = b, x2i = c, t2i = d, data = d, drop00 = TRUE) else
        escalc(measure, ai = a, bi = b, ci = c, di = d, data = d, drop00 = TRUE)
    data[[length(data) + 1]] <<- data.frame(dataset = set, measure = measure, study = seq_len(nrow(d)), a = num(d$a),
        b = num(d$b), c = num(d$c), d = num(d$d), yi = num(as.numeric(e$yi)), vi = num(as.numeric(e$vi)))
}

for (set in names(tables)) {
    d <- tables[[set]]
    zeros <- any(d == 0)
    for (measure in c("OR", "RR", "RD", "PETO")) {
        own(set, d, measure)
        for (correction in c("none", if (zeros) c("only0", "if0all"), if (zeros || set == "bcg") "all"))
            for (drop00 in c(FALSE, if (zeros) TRUE))
                fit(set, d, measure, if (measure == "PETO") "PETO" else "MH", correction, drop00)
    }
}
for (set in names(person)) for (measure in c("IRR", "IRD")) {
    own(set, person[[set]], measure)
    for (correction in c("none", "only0", "all")) for (drop00 in c(FALSE, TRUE))
        fit(set, person[[set]], measure, "MH", correction, drop00)
}
write.csv(do.call(rbind, data), file.path(here, "..", "mh_data.csv"), row.names = FALSE, quote = FALSE)
write.csv(do.call(rbind, rows), file.path(here, "..", "mh.csv"), row.names = FALSE, quote = FALSE)
