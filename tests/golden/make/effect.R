# Writes tests/golden/effect.csv: effect sizes by metafor, for the test effect.golden.
#
#   Rscript tests/golden/make/effect.R > tests/golden/effect.csv
#
# Needs metafor 5.1-12 and metadat. Not needed to build or test: the table is kept.
# Columns: measure, vtype (empty: default), options and inputs as name=value;..., yi, vi, rtol, source.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")

text <- function(x) sprintf("%.17g", x)
pairs <- function(x) paste(names(x), vapply(x, text, ""), sep = "=", collapse = ";")

row <- function(measure, vtype, options, inputs, es, source, rtol = "1e-12") {
   stopifnot(length(es$yi) == 1, is.finite(es$yi), is.finite(es$vi), es$vi > 0)
   cat(paste(measure, vtype, options, inputs, text(c(es$yi)), text(es$vi), rtol, source, sep = ","), "\n", sep = "")
}

# The formula of UB subtracts nearly equal numbers, and metafor's correction factor loses digits with the group size:
# effect_exact.csv holds the formula to 1e-12.
tolerance <- function(vtype) if (vtype == "UB") "1e-10" else "1e-12"

rows <- function(measure, vtypes, data, from, ..., options = "", call = "") {
   for (vtype in vtypes) {
      for (i in seq_len(nrow(data))) {
         args <- c(list(measure = measure, vtype = vtype), as.list(data[i, ]), list(...))
         row(measure, vtype, options, pairs(data[i, ]), do.call(escalc, args),
             sprintf("metafor 5.1-12 escalc(measure=%s; vtype=%s%s) of %s row %d", measure, vtype, call, from, i), tolerance(vtype))
      }
   }
}

cat("measure,vtype,options,inputs,yi,vi,rtol,source\n")
two <- c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
normand <- as.data.frame(dat.normand1999)[, two]
gibson <- na.omit(as.data.frame(dat.gibson2002)[, two])
curtis <- setNames(as.data.frame(dat.curtis1998)[1:40, c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")], two)

# Groups of 2 to 200, SDs from 1e-8 to 1e8, with a few groups without spread.
set.seed(20100715)
k <- 40
scale <- 10^runif(k, -8, 8)
hard <- data.frame(n1i = round(10^runif(k, log10(2), log10(200))), m1i = signif(scale * rnorm(k, 1), 6),
                   sd1i = signif(scale * runif(k), 4), n2i = round(10^runif(k, log10(3), log10(200))),
                   m2i = signif(scale * rnorm(k), 6), sd2i = signif(scale * runif(k), 4))
hard$sd1i[c(5, 17)] <- 0
hard$sd2i[23] <- 0
positive <- hard
positive$m1i <- abs(positive$m1i)
positive$m2i <- 3 * positive$m1i + abs(positive$m2i)

for (from in c("dat.normand1999", "dat.gibson2002", "generated")) {
   data <- switch(from, dat.normand1999 = normand, dat.gibson2002 = gibson, generated = hard)
   rows("MD", c("LS", "HO"), data, from)
   rows("SMD", c("LS", "LS2", "UB"), data, from)
   rows("SMD", "H0", data[data$n1i + data$n2i > 4, ], from)
   rows("SMD", c("LS", "LS2", "UB"), data, from, correct = FALSE, options = "bias=none", call = "; correct=FALSE")
}
for (from in c("dat.curtis1998", "generated")) {
   data <- switch(from, dat.curtis1998 = curtis, generated = positive)
   rows("ROM", c("LS", "HO", "LS2"), data, from)
   rows("ROM", "LS", data, from, correct = FALSE, options = "rom_correct=0", call = "; correct=FALSE")
}

single <- setNames(rbind(normand[, 1:3], gibson[, 1:3]), c("ni", "mi", "sdi"))
for (i in seq_len(nrow(single))) {
   row("MN", "", "", pairs(single[i, ]), do.call(escalc, c(list(measure = "MN"), single[i, ])),
       "metafor 5.1-12 escalc(measure=MN) of the first groups of dat.normand1999 and dat.gibson2002")
}

# Morris 2008, doi:10.1177/1094428106291059, Table 1: five studies with treatment and control group before and after.
treated <- data.frame(m1i = c(38.5, 26.8, 0.7, 75.9, 36.0), sd1i = c(11.6, 4.1, 0.1, 4.4, 4.6),
                      m2i = c(30.6, 23.5, 0.5, 53.4, 35.6), sd2i = c(15.0, 3.1, 0.1, 14.5, 4.7),
                      ni = c(20, 50, 9, 10, 14), ri = c(.47, .64, .77, .89, .44))
control <- data.frame(m1i = c(19.7, 25.3, 0.6, 60.7, 34.6), sd1i = c(14.8, 4.1, 0.2, 17.9, 6.6),
                      m2i = c(23.1, 24.9, 0.6, 55.7, 34.8), sd2i = c(13.8, 4.1, 0.2, 17.3, 3.1),
                      ni = c(20, 42, 9, 11, 14), ri = c(.47, .64, .77, .89, .44))
k <- 30
paired <- data.frame(m1i = signif(rnorm(k), 5), sd1i = signif(runif(k, .2, 3), 4), m2i = signif(rnorm(k), 5),
                     sd2i = signif(runif(k, .2, 3), 4), ni = round(10^runif(k, log10(4), log10(300))),
                     ri = round(runif(k, -.9, .9), 2))
for (from in c("Morris 2008 treated", "generated")) {
   data <- if (from == "generated") paired else treated
   for (i in seq_len(nrow(data))) {
      row("MC", "", "", pairs(data[i, ]), do.call(escalc, c(list(measure = "MC"), data[i, ])),
          paste("metafor 5.1-12 escalc(measure=MC) of", from, "row", i))
   }
   rows("SMCC", c("LS", "LS2", "UB", "H0"), data, from)
   rows("SMCC", "UB", data, from, correct = FALSE, options = "bias=none", call = "; correct=FALSE")
   # UB and H0 of SMCR need an R package beyond metafor: they are in effect_exact.csv.
   rows("SMCR", c("LS", "LS2"), data[, names(data) != "sd2i"], from)
   rows("SMCR", "LS", data[, names(data) != "sd2i"], from, correct = FALSE, options = "bias=none", call = "; correct=FALSE")
}

# Differences of changes: the difference of two MC, whose variances add.
for (i in seq_len(nrow(treated))) {
   t <- do.call(escalc, c(list(measure = "MC"), treated[i, ]))
   c <- do.call(escalc, c(list(measure = "MC"), control[i, ]))
   names <- c("m%di", "sd%di", "m%di0", "sd%di0", "n%di", "r%di")
   inputs <- c(setNames(treated[i, ], sprintf(names, 1)), setNames(control[i, ], sprintf(names, 2)))
   row("MD", "LS", "endpoint=change", pairs(inputs), list(yi = t$yi - c$yi, vi = t$vi + c$vi),
       paste("metafor 5.1-12 escalc(measure=MC) of treated minus control; Morris 2008 row", i))
}

bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
for (i in seq_len(nrow(bcg))) {
   es <- list(yi = bcg$yi[i], vi = bcg$vi[i])
   row("GEN", "", "", pairs(es), es, "as given: metafor 5.1-12 escalc(measure=RR) of dat.bcg")
   row("GEN", "", "", pairs(list(yi = es$yi, sei = sqrt(es$vi))), es,
       "as given: metafor 5.1-12 escalc(measure=RR) of dat.bcg")
}
