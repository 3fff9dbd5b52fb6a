# Reference results for datasets/: writes tests/golden/datasets.csv. Run from the top of the repository with
# metafor 5.1-12 or later:  Rscript tests/golden/make/datasets.R
# Columns: dataset,where,args,quantity,value,rtol,atol,source. A row holds when |result - value| <= atol + rtol |value|,
# result being `quantity` of `tausq pool datasets/FILE --where WHERE... ARGS`; conditions in `where` are separated by ';'.
# `weight.N` is the weight of the Nth fitted study, in per cent.
suppressPackageStartupMessages(library(metafor))
stopifnot(packageVersion("metafor") >= "5.1")
ver <- paste("metafor", packageVersion("metafor"))
ctl <- list(threshold = 1e-12, maxiter = 10000, tol = 1e-14)
out <- list()

add <- function(file, where, args, quantity, value, rtol, atol, source)
    out[[length(out) + 1]] <<- data.frame(dataset = file, where = where, args = args, quantity = quantity,
        value = ifelse(is.character(value), value, sprintf("%.17g", value)), rtol = format(rtol), atol = format(atol),
        source = source)

# The rows of a data set for which all conditions "column=value" hold.
rows <- function(file, where = "") {
    d <- read.csv(file.path("datasets", file), stringsAsFactors = FALSE, check.names = FALSE)
    for (cond in strsplit(where, ";")[[1]]) {
        part <- strsplit(cond, "=")[[1]]
        d <- d[!is.na(d[[part[1]]]) & as.character(d[[part[1]]]) == part[2], ]
    }
    d
}

# Role names for the readable aliases, as tausq has them.
roles <- c(n_t = "n1i", mean_t = "m1i", sd_t = "sd1i", n_c = "n2i", mean_c = "m2i", sd_c = "sd2i")

effects <- function(d, measure) {
    if (measure == "GEN") return(d[!is.na(d$yi) & !is.na(d$vi), ])
    hit <- names(d) %in% names(roles)
    names(d)[hit] <- roles[names(d)[hit]]
    if ("median_t" %in% names(d)) for (g in c("t", "c")) { # medians with quartiles
        col <- function(name) d[[paste0(name, "_", g)]]
        est <- conv.fivenum(q1 = col("q1"), median = col("median"), q3 = col("q3"), n = d[[if (g == "t") "n1i" else "n2i"]], test = FALSE)
        d[[if (g == "t") "m1i" else "m2i"]] <- c(est$mean)
        d[[if (g == "t") "sd1i" else "sd2i"]] <- c(est$sd)
    }
    d[c("yi", "vi")] <- NULL
    if (measure %in% c("OR", "RR", "RD", "AS", "PETO")) {
        es <- do.call(escalc, c(list(measure = measure), d[intersect(c("ai", "bi", "ci", "di", "n1i", "n2i"), names(d))]))
        return(es[!is.na(es$yi) & !is.na(es$vi), ])
    }
    d <- escalc(measure = measure, n1i = n1i, m1i = m1i, sd1i = sd1i, n2i = n2i, m2i = m2i, sd2i = sd2i, data = d)
    d[!is.na(d$yi) & !is.na(d$vi), ]
}

# One fit, and its quantities as rows.
fit <- function(file, where = "", measure = "GEN", method = "REML", test = "knha", weights = FALSE, rtol = 1e-8) {
    d <- effects(rows(file, where), measure)
    res <- rma(yi, vi, data = d, method = method, test = test, control = ctl)
    args <- paste0("--measure ", measure, " --method ", method, " --test ", test)
    src <- sprintf("%s: %srma(yi, vi, method=\"%s\", test=\"%s\", control=list(threshold=1e-12, maxiter=10000, tol=1e-14))", ver,
        if (measure == "GEN") "" else sprintf("%sescalc(\"%s\"), ", if (grepl("medians", file)) "conv.fivenum(test=FALSE), " else "",
            measure), method, test)
    put <- function(q, v, s = src, r = rtol, a = 0) if (!is.na(v)) add(file, where, args, q, v, r, a, s)
    put("k", res$k, r = 0)
    put("estimate", as.numeric(res$beta), a = 1e-10 * res$se)
    put("se", res$se)
    put("ci_lb", res$ci.lb, a = 1e-8 * res$se)
    put("ci_ub", res$ci.ub, a = 1e-8 * res$se)
    if (res$pval > 1e-300) put("pval", res$pval) # R gives 0 where the number is subnormal
    put("QE", res$QE)
    put("QE_p", res$QEp)
    if (!(method %in% c("EE", "FE"))) {
        put("tau2", res$tau2, a = 1e-10 * mean(d$vi))
        put("I2", res$I2, a = 1e-8)
        p <- predict(res)
        put("pi_lb", p$pi.lb, paste0(src, ", predict()"), a = 1e-8 * res$se)
        put("pi_ub", p$pi.ub, paste0(src, ", predict()"), a = 1e-8 * res$se)
        if (method == "REML" && res$k > 1) {
            ci <- tryCatch(confint(res, control = list(tol = 1e-13, tau2.max = 1e6))$random["tau^2", ],
                error = function(e) NULL)
            note <- paste0(src, ", confint(control=list(tol=1e-13, tau2.max=1e6))")
            if (!is.null(ci) && ci["ci.ub"] > 0) {
                put("tau2_lb", ci[["ci.lb"]], note, 1e-7, 1e-8 * mean(d$vi))
                put("tau2_ub", ci[["ci.ub"]], note, 1e-7, 1e-8 * mean(d$vi))
            }
        }
    }
    if (weights) for (i in seq_len(res$k)) put(paste0("weight.", i), weights(res)[[i]])
    invisible(list(d = d, res = res))
}

# Weights as Cochrane's export prints them, to the rounding of that export.
exported <- function(file, where, measure, method, atol) {
    d <- effects(rows(file, where), measure)
    res <- rma(yi, vi, data = d, method = method, control = ctl)
    off <- max(abs(weights(res) - d$cochrane_weight))
    message(sprintf("%-32s %-24s %-4s weights off by at most %.2e (tau2 %.7g)", file, where, method, off, res$tau2))
    stopifnot(off <= atol)
    for (i in seq_len(nrow(d))) add(file, where, paste0("--measure ", measure, " --method ", method, " --test z"),
        paste0("weight.", i), sprintf("%.9g", d$cochrane_weight[i]), 0, atol,
        paste0("weight in the data export of the review, doi:", d$doi[i]))
}

# ---- the liver sets: what their exported weights reveal ----------------------------------------------------
stem <- "cochrane_cell_therapy.csv"
for (a in sprintf("CD015173 %02d", 1:11)) {
    where <- paste0("analysis=", a)
    m <- if (a == "CD015173 11") "EE" else "REML"
    exported(stem, where, "GEN", m, 5.1e-7)
    fit(stem, where, method = m, test = "z")
    if (m == "REML") fit(stem, where, method = "DL", test = "z")
}
alt <- "cochrane_liver_alt_albumin.csv"
exported(alt, "analysis=CD015033 1.14", "MD", "DL", 5.1e-7)
exported(alt, "analysis=CD015524 1.4", "MD", "DL", 5.1e-7)
exported(alt, "analysis=CD015524 3.4", "MD", "DL", 5.1e-7)
exported(alt, "analysis=CD016017 1.31", "MD", "REML", 5.1e-7)
exported(alt, "analysis=CD001939 1.4", "MD", "REML", 5.1e-7)
exported("alt_nafld_vitamin_e.csv", "", "MD", "DL", 5.1e-7)
for (a in c("CD015033 1.14", "CD015033 2.7", "CD015524 1.4", "CD015524 3.4", "CD016017 1.31", "CD001939 1.4"))
    for (m in c("REML", "DL", "EE")) fit(alt, paste0("analysis=", a), "MD", m, "z")
for (m in c("REML", "DL", "PM", "ML", "HE", "SJ", "EE")) fit("alt_nafld_vitamin_e.csv", "", "MD", m, "z", m %in% c("REML", "DL"))
fit("alt_nafld_vitamin_e.csv", "", "MD", "REML", "knha")
fit("alt_nafld_vitamin_e.csv", "", "SMD", "REML", "knha")

# ---- cell therapy ------------------------------------------------------------------------------------------
for (o in c("MELD", "albumin", "bilirubin", "INR", "creatinine")) for (w in c(4, 13, 26, 52)) {
    where <- paste0("outcome=", o, ";weeks=", w)
    fit("cell_therapy_liver.csv", where, "MD", "REML", "z")
    fit("cell_therapy_liver.csv", where, "MD", "DL", "z")
}
fit("cell_therapy_liver.csv", "outcome=MELD;weeks=13", "MD", "REML", "knha")
fit("cell_therapy_mortality.csv", "longest=yes")
fit("cell_therapy_mortality.csv", "longest=yes", method = "DL", test = "z")
for (o in c("albumin", "bilirubin", "MELD")) fit("cell_therapy_baseline.csv", paste0("outcome=", o), "MD", "REML", "z")

# Medians and quartiles, converted. Two arms share a control in each outcome; both rows here, and one.
for (o in c("MELD", "albumin", "ALT", "bilirubin")) for (w in c(4, 13)) {
    where <- paste0("outcome=", o, ";weeks=", w)
    fit("realistic_medians.csv", where, "MD", "REML", "z")
    fit("realistic_medians.csv", where, "SMD", "EE", "z")
    fit("realistic_medians.csv", paste0(where, ";comparison=G-CSF vs standard care"), "MD", "EE", "z")
}

# ---- the teaching sets -------------------------------------------------------------------------------------
gen <- c("bcg.csv", "teacher_expectancy.csv", "passive_smoking.csv", "magnesium.csv", "streptokinase.csv", "aspirin.csv",
    "catheter_infection.csv", "pre_eclampsia.csv", "lidocaine.csv", "conscientiousness.csv", "school_calendars.csv",
    "warfarin.csv", "borenstein_binary.csv", "borenstein_correlation.csv")
for (f in gen) {
    fit(f)
    for (m in c("REML", "DL", "EE")) fit(f, method = m, test = "z")
}
for (m in c("ML", "PM", "HE", "HS", "SJ")) fit("bcg.csv", method = m, test = "z")
cont <- c("length_of_stay.csv", "inpatient_days.csv", "borenstein_continuous.csv", "asthma_days_lost.csv")
for (f in cont) for (s in c("MD", "SMD")) {
    fit(f, "", s)
    for (m in c("REML", "DL", "EE")) fit(f, "", s, m, "z")
}
for (m in c("REML", "DL", "EE")) fit("elevated_co2.csv", "", "ROM", m, "z")
for (m in c("REML", "DL", "EE")) fit("length_of_stay.csv", "", "ROM", m, "z")

# Counts, with metafor's correction of zero cells.
counts <- c("bcg.csv", "aspirin.csv", "lidocaine.csv", "magnesium.csv", "streptokinase.csv", "catheter_infection.csv",
    "pre_eclampsia.csv", "borenstein_binary.csv")
for (f in counts) for (s in c("OR", "RR", "RD", "AS", "PETO")) fit(f, "", s, "DL", "z")
fit("bcg.csv", "", "RR", "REML", "z")

out <- do.call(rbind, out)
write.csv(out, "tests/golden/datasets.csv", row.names = FALSE, quote = TRUE)
message(nrow(out), " rows")
