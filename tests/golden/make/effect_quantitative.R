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
