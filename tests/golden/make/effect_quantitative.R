# Writes tests/golden/effect_quantitative.csv: correlations, variability, pre-post designs, regression, reliability and
# stochastic superiority by metafor, for the test effect.golden.
#
#   Rscript tests/golden/make/effect_quantitative.R > tests/golden/effect_quantitative.csv
#
# Needs metafor 5.1-12 and metadat. Not needed to build or test: the table is kept.
# Columns as in effect.csv. Where metafor's formula loses digits in double precision the row is not here but in
# effect_quantitative_exact.csv (effect_quantitative.py).
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")

text <- function(x) sprintf("%.17g", x)
pairs <- function(x) paste(names(x), vapply(x, text, ""), sep = "=", collapse = ";")

rows <- function(measure, data, from, vtypes = "", ..., options = "", call = "") {
   for (vtype in vtypes) {
      for (i in seq_len(nrow(data))) {
         args <- c(list(measure = measure), if (vtype != "") list(vtype = vtype), as.list(data[i, , drop = FALSE]), list(...))
         args <- args[!vapply(args, function(x) is.numeric(x) && is.na(x), NA)]
         es <- do.call(escalc, args)
         stopifnot(is.finite(es$yi), is.finite(es$vi), es$vi > 0)
         cat(paste(measure, vtype, options, pairs(data[i, , drop = FALSE]), text(c(es$yi)), text(es$vi), "1e-12",
                   sprintf("metafor 5.1-12 escalc(measure=%s%s%s) of %s row %d", measure,
                           if (vtype == "") "" else paste0("; vtype=", vtype), call, from, i), sep = ","), "\n", sep = "")
      }
   }
}
uncorrected <- list(correct = FALSE, options = "bias=none;rom_correct=0", call = "; correct=FALSE")
without <- function(...) do.call(rows, c(list(...), uncorrected))

cat("measure,vtype,options,inputs,yi,vi,rtol,source\n")
set.seed(20261121)
k <- 25
whole <- function(from, to) round(10^runif(k, log10(from), log10(to)))

# Correlations.
r <- data.frame(ri = round(runif(k, -.95, .95), 3), ni = whole(4, 3000))
for (from in c("dat.mcdaniel1994", "generated")) {
   data <- if (from == "generated") r else as.data.frame(dat.mcdaniel1994)[1:40, c("ri", "ni")]
   data <- data[data$ni > 3, ]
   rows("COR", data[data$ri != 0, ], from, c("LS", "H0", "H0b"))
   rows("ZCOR", data[data$ri != 0, ], from)
}
rows("COR", data.frame(ti = signif(rnorm(k, 0, 3), 4), ni = r$ni), "generated t statistics", "LS")
rows("ZCOR", data.frame(pi = signif(runif(k, -1, 1)^3, 4), ni = r$ni), "generated p-values")

# Two groups. Means stay away from 0 and SDs from each other's rounding, so that metafor's arithmetic keeps its digits.
two <- c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
normand <- as.data.frame(dat.normand1999)[, two]
curtis <- setNames(as.data.frame(dat.curtis1998)[1:25, two], two)
scale <- 10^runif(k, -6, 6)
groups <- data.frame(n1i = whole(3, 300), m1i = signif(scale * runif(k, 1, 3), 5), sd1i = signif(scale * runif(k, .2, 2), 4),
                     n2i = whole(3, 300), m2i = signif(scale * runif(k, 4, 6), 5), sd2i = signif(scale * runif(k, .2, 2), 4))
for (from in c("dat.normand1999", "dat.curtis1998", "generated")) {
   data <- switch(from, dat.normand1999 = normand, dat.curtis1998 = curtis, generated = groups)
   data <- data[data$m1i != data$m2i & data$sd1i != data$sd2i, ]
   rows("SMDH", data, from, c("LS", "LS2", "LS3"))
   rows("SMD1", data[, names(data) != "sd1i"], from, c("LS", "LS2"))
   rows("SMD1", data[data$n2i > 4 & data$n2i < 40, names(data) != "sd1i"], from, "H0")
   rows("SMD1H", data, from)
   rows("VR", data[, c("n1i", "sd1i", "n2i", "sd2i")], from, c("LS", "LS2"))
   rows("CVR", data, from, c("LS", "LS2"))
   without("SMDH", data, from, "LS")
   without("SMD1H", data, from)
   without("VR", data[, c("n1i", "sd1i", "n2i", "sd2i")], from, "LS")
   without("CVR", data, from, "LS")
}

# One group.
single <- setNames(rbind(normand[, 1:3], groups[, 1:3]), c("ni", "mi", "sdi"))
from <- "the first groups of dat.normand1999 and generated"
for (measure in c("SMN", "MNLN", "CVLN")) rows(measure, single, from)
rows("SDLN", single[, c("ni", "sdi")], from)
for (measure in c("SMN", "CVLN")) without(measure, single, from)
without("SDLN", single[, c("ni", "sdi")], from)

# One group measured twice: Morris 2008, doi:10.1177/1094428106291059, Table 1, and generated.
morris <- data.frame(m1i = c(38.5, 26.8, 0.7, 75.9, 36.0), sd1i = c(11.6, 4.1, 0.1, 4.4, 4.6),
                     m2i = c(30.6, 23.5, 0.5, 53.4, 35.6), sd2i = c(15.0, 3.1, 0.12, 14.5, 4.7),
                     ni = c(20, 50, 9, 10, 14), ri = c(.47, .64, .77, .89, .44))
paired <- data.frame(m1i = groups$m1i, sd1i = groups$sd1i, m2i = groups$m2i, sd2i = groups$sd2i, ni = groups$n1i,
                     ri = round(runif(k, -.9, .9), 2))
for (from in c("Morris 2008 treated", "generated")) {
   data <- if (from == "generated") paired else morris
   for (measure in c("SMCRH", "SMCRPH")) {
      rows(measure, data, from, c("LS", "LS2"))
      without(measure, data, from, "LS")
   }
   rows("SMCRP", data, from)
   without("SMCRP", data, from)
   for (measure in c("ROMC", "CVRC")) {
      rows(measure, data, from, c("LS", "LS2"))
      without(measure, data, from, "LS")
   }
   rows("VRC", data[, c("sd1i", "sd2i", "ni", "ri")], from, c("LS", "LS2"))
}

# Regression: partial and semi-partial correlations, coefficients of determination.
regression <- data.frame(mi = round(runif(k, 1, 6)), ni = whole(12, 2000))
partial <- cbind(ri = round(runif(k, -.9, .9), 3), regression)
semi <- cbind(partial, r2i = round(partial$ri^2 + (1 - partial$ri^2) * runif(k, 0, .9), 4))
aloe <- as.data.frame(dat.aloe2013)
for (measure in c("PCOR", "ZPCOR")) {
   rows(measure, setNames(aloe[, c("tval", "preds", "n")], c("ti", "mi", "ni")), "dat.aloe2013")
   rows(measure, partial, "generated")
   rows(measure, cbind(pi = signif(runif(k, -1, 1)^3, 4), regression), "generated p-values")
}
for (measure in c("SPCOR", "ZSPCOR")) {
   rows(measure, setNames(aloe[, c("tval", "preds", "n", "R2")], c("ti", "mi", "ni", "r2i")), "dat.aloe2013")
   rows(measure, semi, "generated")
}
for (from in c("dat.aloe2013", "generated")) {
   data <- if (from == "generated") semi[, c("mi", "ni", "r2i")] else setNames(aloe[, c("preds", "n", "R2")], c("mi", "ni", "r2i"))
   rows("R2", data, from, c("LS", "LS2"))
   rows("ZR2", data, from)
}
fs <- cbind(fi = signif(rchisq(k, 4), 4), regression)
rows("R2", fs, "generated F statistics", c("LS", "LS2"))
rows("ZR2", fs, "generated F statistics")

# Point-biserial and biserial correlations, odds ratios from standardised differences.
reported <- list(means = groups, "t statistics" = data.frame(ti = signif(rnorm(k, 0, 3), 4), n1i = groups$n1i, n2i = groups$n2i),
                 "p-values" = data.frame(pi = signif(runif(k, -1, 1)^3, 4), n1i = groups$n1i, n2i = groups$n2i),
                 "point-biserial correlations" = data.frame(ri = round(runif(k, -.7, .7), 3), n1i = groups$n1i, n2i = groups$n2i))
within_1 <- function(data) data[vapply(seq_len(nrow(data)), function(i) abs(c(do.call(escalc, c(list(measure = "RBIS"), as.list(data[i, ])))$yi)) < .9, NA), ]
for (from in c("dat.normand1999", "dat.curtis1998", names(reported))) {
   data <- switch(from, dat.normand1999 = normand, dat.curtis1998 = curtis, reported[[from]])
   name <- if (from %in% names(reported)) paste("generated", from) else from
   for (measure in c("RPB", "ZPB")) rows(measure, data, name, c("ST", "CS"))
   for (measure in c("RBIS", "ZBIS")) rows(measure, within_1(data), name)
   for (measure in c("D2ORN", "D2ORL")) rows(measure, data, name)
}

# Reliability.
alpha <- data.frame(ai = round(runif(k, -.3, .98), 3), mi = round(runif(k, 2, 40)), ni = whole(4, 5000))
bonett <- setNames(as.data.frame(dat.bonett2010)[, c("ai", "mi", "ni")], c("ai", "mi", "ni"))
for (measure in c("ARAW", "AHW", "ABT")) {
   rows(measure, bonett, "dat.bonett2010")
   rows(measure, alpha, "generated")
}

# Stochastic superiority.
auc <- data.frame(ai = round(runif(k, .02, .98), 3), n1i = groups$n1i, n2i = groups$n2i)
rows("CLES", auc, "generated", c("LS", "LS2", "H0", "MAX"))
rows("CLES", cbind(auc, mi = round(auc$ai * (1 - auc$ai) * runif(k), 3)), "generated with ties", "LS2")
moderate <- function(data) data[abs(data$m1i - data$m2i) < 3 * sqrt(data$sd1i^2 + data$sd2i^2), ]
for (from in c("dat.normand1999", "dat.curtis1998", "generated")) {
   data <- switch(from, dat.normand1999 = normand, dat.curtis1998 = curtis, generated = groups)
   rows("CLESN", moderate(data), from, c("LS", "LS2", "LS3", "HO", "H0"))
}
rows("CLESN", reported[["t statistics"]], "generated t statistics", "HO")
rows("CLESN", auc, "generated probabilities", "HO")
for (from in c("Morris 2008 treated", "generated")) {
   rows("CLESCN", moderate(if (from == "generated") paired else morris), from)
}
