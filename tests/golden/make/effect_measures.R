# Writes tests/golden/effect_measures.csv: effect sizes by metafor, for the tests effect.golden and effect.averages: the
# association and the standardised difference of 2x2 tables, genotypes, and the variance formulas that take a mean over
# all rows of an analysis.
#
#   Rscript tests/golden/make/effect_measures.R > tests/golden/effect_measures.csv
#
# Needs metafor 5.1-12 and metadat. Not needed to build or test: the table is kept. Columns as in effect.csv. `average1`
# and `average2` among the inputs are the means over all rows, computed here by their definition; the rows of one data set
# follow one another.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")

text <- function(x) sprintf("%.17g", x)
pairs <- function(x) { x <- x[!is.na(x)]; paste(names(x), vapply(x, text, ""), sep = "=", collapse = ";") }

rows <- function(measure, vtype, data, from, averages = NULL, rtol = function(yi, vi) 1e-12, options = "", call = "", ...) {
   es <- do.call(escalc, c(list(measure = measure), if (vtype != "") list(vtype = vtype), as.list(data), list(...)))
   for (i in seq_len(nrow(data))) {
      yi <- c(es$yi)[i]
      vi <- es$vi[i]
      if (!is.finite(yi) || !is.finite(vi) || vi <= 0 || (yi != 0 && abs(yi) < 1e-9))
         next
      cat(paste(measure, vtype, options, pairs(unlist(c(data[i, ], averages))), text(yi), text(vi), sprintf("%.3g", rtol(yi, vi)),
                sprintf("metafor 5.1-12 escalc(measure=%s%s%s) of %s row %d", measure,
                        if (vtype == "") "" else paste0("; vtype=", vtype), call, from, i), sep = ","), "\n", sep = "")
   }
}
wmean <- function(x, w) { w <- w[!is.na(x)]; x <- x[!is.na(x)]; sum(w * x) / sum(w) }
of <- function(...) setNames(list(...), paste0("average", seq_along(list(...))))

cat("measure,vtype,options,inputs,yi,vi,rtol,source\n")
cells <- c("ai", "bi", "ci", "di")
bcg <- setNames(as.data.frame(dat.bcg)[, c("tpos", "tneg", "cpos", "cneg")], cells)
catheter <- as.data.frame(dat.nielweise2007)[, c("ai", "n1i", "ci", "n2i")]
catheter <- data.frame(ai = catheter$ai, bi = catheter$n1i - catheter$ai, ci = catheter$ci, di = catheter$n2i - catheter$ci)
set.seed(20260701)
k <- 30
tables <- data.frame(ai = rpois(k, 20), bi = rpois(k, 35), ci = rpois(k, 12), di = rpois(k, 50))
small <- expand.grid(ai = c(0, 1, 4), bi = c(0, 2), ci = c(0, 3), di = c(0, 5))
small <- small[small$ai + small$bi > 0 & small$ci + small$di > 0, ]
sets <- list(dat.bcg = bcg, dat.nielweise2007 = catheter, "generated tables" = tables, "generated small" = small)

# metafor subtracts logarithms, proportions and quantiles: a few units in the last place of the larger ones.
loose <- function(yi, vi) if (yi == 0) 1e-12 else max(1e-12, 4e-15 / abs(yi))
add <- function(data, by, zero = apply(data == 0, 1, any)) { data[zero, ] <- data[zero, ] + by; data }
for (from in names(sets)) {
   data <- sets[[from]]
   # 1 - phi^2 of metafor's variance loses digits where phi is close to 1, which these tables are not.
   for (vtype in c("LS", "ST", "CS")) {
      rows("PHI", vtype, data, from, rtol = loose)
      rows("ZPHI", vtype, data, from, rtol = loose)
   }
   rows("PHI", "LS", data, from, rtol = loose, add = 0.25, options = "add=0.25", call = "; add=1/4")
   rows("ZPHI", "ST", data, from, rtol = loose, add = 0.25, to = "all", options = "add=0.25;to=all", call = "; add=1/4; to=all")
   for (measure in c("YUQ", "YUY", "PBIT", "OR2DN", "OR2DL")) {
      rows(measure, "", data, from, rtol = loose)
      rows(measure, "", data, from, rtol = loose, to = "none", options = "to=none", call = "; to=none")
      rows(measure, "", data, from, rtol = loose, add = 0.1, to = "all", options = "add=0.1;to=all", call = "; add=0.1; to=all")
   }
   for (measure in c("OR2DN", "OR2DL"))
      rows(measure, "H0", data, from, rtol = loose)
   # the means over all rows, of the tables after the correction
   full <- add(data, 0.5)
   shares <- of(wmean(full$ai / (full$ai + full$bi), full$ai + full$bi), wmean(full$ci / (full$ci + full$di), full$ci + full$di))
   for (measure in c("OR", "RR", "RD", "OR2DN", "OR2DL"))
      rows(measure, "AV", data, from, shares, rtol = loose)
   margins <- cbind(data, ri = rep(c(0, 0.2, -0.3), length.out = nrow(data)))
   rows("MPORM", "AV", margins, from, shares, rtol = loose)
   rows("MPORM", "H0", margins, from, rtol = loose)
}
for (share in c(0.4, 0.6, 0.9))
   rows("MPORM", "LS", cbind(tables, pi = share), paste("generated tables and pi", share), rtol = function(yi, vi) max(1e-12, 4e-15 / abs(yi), 1e-14 / vi))

genotypes <- data.frame(ai = c(30, 1, 250, 7), bi = c(42, 5, 400, 2), ci = c(18, 9, 151, 3000))
rows("REH", "", genotypes, "generated", rtol = loose)

# Means over all rows.
normand <- as.data.frame(dat.normand1999)[, c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")]
curtis <- as.data.frame(dat.curtis1998)[1:40, c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")]
for (from in c("dat.normand1999", "dat.curtis1998")) {
   data <- if (from == "dat.curtis1998") curtis else normand
   n <- data$n1i + data$n2i
   g <- c(escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = data)$yi)
   rows("SMD", "AV", data, from, of(wmean(g, n)), rtol = function(yi, vi) 1e-11)
   g <- c(escalc("SMD1", m1i = m1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = data)$yi)
   rows("SMD1", "AV", data[, -3], from, of(wmean(g, n)), rtol = function(yi, vi) 1e-11)
   cv1 <- data$sd1i / data$m1i
   cv2 <- data$sd2i / data$m2i
   rows("ROM", "AV", data, from, of(wmean(cv1, data$n1i), wmean(cv2, data$n2i)), rtol = loose)
   rows("ROM", "AVHO", data, from, of((sum(data$n1i * cv1) + sum(data$n2i * cv2)) / sum(n)), rtol = loose)
   rows("MD", "UB", data, from)
   one <- data.frame(mi = data$m1i, sdi = data$sd1i, ni = data$n1i)
   rows("MN", "HO", one, paste(from, "group 1"), of(wmean(one$sdi^2, one$ni - 1)))
}
ni <- c(20, 45, 11, 300, 87, 5, 1200, 64)
ri <- c(0.4, -0.2, 0.83, 0.1, 0.55, -0.6, 0.31, 0.02)
mi <- c(3, 5, 2, 10, 4, 1, 20, 7)
r2i <- c(0.5, 0.2, 0.75, 0.11, 0.6, 0.45, 0.4, 0.05)
r <- data.frame(ri = ri, ni = ni)
rows("COR", "AV", r, "generated", of(wmean(ri, ni)))
rows("COR", "H0a", r, "generated")
m <- data.frame(ri = ri, mi = mi, ni = ni)
rows("PCOR", "AV", m, "generated", of(wmean(ri, ni)))
s <- data.frame(ri = ri, mi = mi, ni = ni, r2i = r2i)
rows("SPCOR", "AV", s, "generated", of(wmean(ri, ni)))
rows("ZSPCOR", "AV", s, "generated", of(wmean(ri, ni)))
q <- data.frame(r2i = r2i, mi = mi, ni = ni)
rows("R2", "AV", q, "generated", of(wmean(r2i, ni)))
rows("R2", "AV2", q, "generated", of(wmean(r2i, ni)))
pritz <- as.data.frame(dat.pritz1997)[, c("xi", "ni")]
p <- pritz
zero <- p$xi == 0 | p$xi == p$ni
p[zero, ] <- p[zero, ] + rep(c(0.5, 1), each = sum(zero))
for (measure in c("PR", "PLN", "PLO"))
   rows(measure, "AV", pritz, "dat.pritz1997", of(wmean(p$xi / p$ni, p$ni)), rtol = loose)
group <- data.frame(n1i = c(12, 40, 9), m1i = c(5, 7, 6.5), sd1i = c(1, 2, 1.5), n2i = c(15, 38, 30), m2i = c(4, 7.5, 6), sd2i = c(1.2, 2.2, 1))
for (measure in c("RPB", "ZPB"))
   rows(measure, "LS", group, "generated", rtol = loose)

# Standardised differences and R-squared as reported: d, t, p, r, F.
reported <- function(measure, vtype, data, ...) {
   es <- data
   names(es)[names(es) == "cohen_d"] <- "di"
   es <- do.call(escalc, c(list(measure = measure), if (vtype != "") list(vtype = vtype), as.list(es), list(...)))
   for (i in seq_len(nrow(data)))
      cat(paste(measure, vtype, "", pairs(unlist(data[i, ])), text(c(es$yi)[i]), text(es$vi[i]), "1e-11",
                sprintf("metafor 5.1-12 escalc(measure=%s%s) from what is reported row %d", measure,
                        if (vtype == "") "" else paste0("; vtype=", vtype), i), sep = ","), "\n", sep = "")
}
d <- data.frame(n1i = c(10, 20, 20, 35, 8, 150), n2i = c(12, 22, 31, 5, 8, 140), cohen_d = c(-0.5, NA, NA, NA, 1.7, NA),
                ti = c(NA, 2.2, NA, NA, NA, -0.3), pi = c(NA, NA, -0.04, NA, NA, NA), ri = c(NA, NA, NA, 0.3, NA, NA))
for (measure in c("SMD", "RPB", "RBIS", "D2ORN", "D2ORL"))
   reported(measure, if (measure %in% c("RPB")) "CS" else "", d)
for (vtype in c("LS2", "UB", "H0"))
   reported("SMD", vtype, d)
d <- data.frame(ni = c(10, 20, 20, 150), cohen_d = c(-0.5, NA, NA, 0.2), ti = c(NA, 2.2, NA, NA), pi = c(NA, NA, -0.04, NA), ri = NA)
for (vtype in c("LS", "LS2", "UB", "H0"))
   reported("SMCC", vtype, d[, -5])
f <- data.frame(mi = c(3, 5, 1, 12), ni = c(30, 80, 12, 400), fi = c(4.2, NA, 9, NA), pi = c(NA, 0.002, NA, 0.6), r2i = NA)
for (measure in c("R2", "ZR2"))
   reported(measure, "", f)
