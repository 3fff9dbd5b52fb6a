# Writes tests/golden/effect_counts.csv: effect sizes from counts by metafor, for the test effect.golden.
#
#   Rscript tests/golden/make/effect_counts.R > tests/golden/effect_counts.csv
#
# Needs metafor 5.1-12 and metadat. Not needed to build or test: the table is kept. Columns as in effect.csv.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")

text <- function(x) sprintf("%.17g", x)
pairs <- function(x) paste(names(x), vapply(x, text, ""), sep = "=", collapse = ";")

# metafor subtracts logarithms, proportions or angles of the two groups: its estimate is good for a few units in the
# last place of the larger of the two, which is what the tolerance allows where they are close.
# PETO subtracts the events expected from those observed.
tolerance <- function(measure, ai, yi, vi)
   sprintf("%.3g", max(1e-12, if (measure == "PETO") 1e-15 * ai * vi / abs(yi) else 4e-15 / abs(yi)))

rows <- function(measure, vtypes, data, from, ..., options = "", call = "") {
   for (vtype in vtypes) {
      es <- do.call(escalc, c(list(measure = measure), if (vtype != "") list(vtype = vtype), as.list(data), list(...)))
      for (i in seq_len(nrow(data))) {
         yi <- c(es$yi)[i]
         vi <- es$vi[i]
         # Tables without an estimate, and differences that are rounding and nothing else.
         if (!is.finite(yi) || !is.finite(vi) || vi <= 0 || (yi != 0 && abs(yi) < 1e-9))
            next
         cat(paste(measure, vtype, options, pairs(data[i, ]), text(yi), text(vi), if (yi == 0) "1e-12" else tolerance(measure, if (is.null(data$ai)) 0 else data$ai[i], yi, vi),
                   sprintf("metafor 5.1-12 escalc(measure=%s%s%s) of %s row %d", measure,
                           if (vtype == "") "" else paste0("; vtype=", vtype), call, from, i), sep = ","), "\n", sep = "")
      }
   }
}

corrected <- function(measure, vtypes, data, from) {
   rows(measure, vtypes, data, from)
   if (!grepl("nielweise|small", from))
      return(invisible())
   first <- vtypes[1]
   rows(measure, first, data, from, add = 0.25, options = "add=0.25", call = "; add=1/4")
   rows(measure, first, data, from, to = "all", options = "to=all", call = "; to=all")
   rows(measure, first, data, from, to = "none", options = "to=none", call = "; to=none")
   rows(measure, first, data, from, add = 0.1, to = "all", options = "add=0.1;to=all", call = "; add=0.1; to=all")
}

cat("measure,vtype,options,inputs,yi,vi,rtol,source\n")
cells <- c("ai", "bi", "ci", "di")
sizes <- c("ai", "n1i", "ci", "n2i")
bcg <- setNames(as.data.frame(dat.bcg)[, c("tpos", "tneg", "cpos", "cneg")], cells)
yusuf <- na.omit(as.data.frame(dat.yusuf1985)[, sizes])
collins <- na.omit(setNames(as.data.frame(dat.collins1985a)[, c("b.xti", "nti", "b.xci", "nci")], sizes))
catheter <- as.data.frame(dat.nielweise2007)[, sizes]

# Zeros in every cell and pair of cells, groups of one participant and of a hundred million.
set.seed(19850701)
small <- expand.grid(ai = c(0, 1, 4), bi = c(0, 2), ci = c(0, 3), di = c(0, 5))
small <- small[small$ai + small$bi > 0 & small$ci + small$di > 0, ]
k <- 20
n <- matrix(round(10^runif(2 * k, 0.5, 8)), k)
huge <- data.frame(ai = round(n[, 1] * runif(k)^4), n1i = n[, 1], ci = round(n[, 2] * runif(k)^4), n2i = n[, 2])

for (from in c("dat.bcg", "dat.yusuf1985", "dat.collins1985a", "dat.nielweise2007", "generated small", "generated huge")) {
   data <- switch(from, dat.bcg = bcg, dat.yusuf1985 = yusuf, dat.collins1985a = collins, dat.nielweise2007 = catheter,
                  "generated small" = small, "generated huge" = huge)
   corrected("OR", c("LS", "H0"), data, from)
   corrected("RR", c("LS", "H0"), data, from)
   corrected("RD", c("LS", "UB", "H0"), data, from)
   corrected("AS", "", data, from)
   corrected("PETO", "", data, from)
}

# Rates and proportions, with and without a correction.
plain <- function(measures, data, from) {
   for (measure in measures) {
      rows(measure, if (measure == "PR") c("LS", "UB") else "", data, from)
      vtype <- if (measure == "PR") "LS" else ""
      rows(measure, vtype, data, from, add = 0.25, options = "add=0.25", call = "; add=1/4")
      rows(measure, vtype, data, from, add = 0.5, to = "all", options = "add=0.5;to=all", call = "; add=1/2; to=all")
      rows(measure, vtype, data, from, to = "none", options = "to=none", call = "; to=none")
   }
}
two <- c("x1i", "t1i", "x2i", "t2i")
warfarin <- as.data.frame(dat.hart1999)[, two]
catheter <- as.data.frame(dat.nielweise2008)[, two]
extreme <- data.frame(x1i = c(0, 0, 1, 3, 1e9, 0), t1i = c(1e-6, 12.5, 1e8, 1e-3, 3e4, 7), x2i = c(0, 2, 4, 1, 2e7, 5),
                      t2i = c(1e3, 25, 2e8, 1e-3, 2e9, 1e-9))
for (from in c("dat.hart1999", "dat.nielweise2008", "generated"))
   plain(c("IRR", "IRD", "IRSD"), switch(from, dat.hart1999 = warfarin, dat.nielweise2008 = catheter, generated = extreme), from)
single <- setNames(rbind(warfarin[, 1:2], setNames(extreme[, 1:2], two[1:2]), setNames(extreme[, 3:4], two[1:2])), c("xi", "ti"))
plain(c("IR", "IRLN", "IRS", "IRFT"), single, "dat.hart1999 and generated")
pritz <- as.data.frame(dat.pritz1997)[, c("xi", "ni")]
hard <- data.frame(xi = c(0, 1, 0, 1, 5, 10, 1, 99, 3e7, 0), ni = c(1, 1, 25, 25, 10, 10, 1e9, 100, 1e8, 1e8))
for (from in c("dat.pritz1997", "generated"))
   plain(c("PR", "PLN", "PLO", "PRZ", "PAS", "PFT"), if (from == "generated") hard else pritz, from)

# Matched pairs. The correlation of MPORM is small enough to leave a positive variance.
pairs_of <- expand.grid(ai = c(0, 6), bi = c(0, 2), ci = c(0, 3), di = c(0, 5))[-1, ]
matched <- c("MPRR", "MPOR", "MPRD", "MPORC", "MPPETO")
for (from in c("dat.bcg", "generated small", "generated huge")) {
   data <- switch(from, dat.bcg = bcg, "generated small" = pairs_of, "generated huge" = huge)
   # metafor takes odds from rounded proportions, which costs MPOR digits where one is close to 1, and
   # subtracts products of large counts for MPORM.
   plain(if (grepl("huge", from)) setdiff(matched, "MPOR") else matched, data, from)
   if (!grepl("huge", from))
      plain("MPORM", cbind(data, ri = rep(c(0, 0.2, -0.3), length.out = nrow(data))), from)
}
