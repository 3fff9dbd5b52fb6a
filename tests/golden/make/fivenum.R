# Writes tests/golden/fivenum.csv: means and SDs from medians, quartiles and ranges by metafor, for effect.convert.
#
#   Rscript tests/golden/make/fivenum.R > tests/golden/fivenum.csv
#
# Needs metafor 5.1-12. Not needed to build or test: the table is kept. An empty number was not reported; skewness and
# critical are those of the test of Shi et al. 2023.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")

text <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

row <- function(conversion, dist, n, min, q1, median, q3, max, rtol) {
   out <- conv.fivenum(min = min, q1 = q1, median = median, q3 = q3, max = max, n = n, dist = dist, test = FALSE)
   cat(paste(c(conversion, text(c(n, min, q1, median, q3, max, out$mean, out$sd, attr(out$mean, "tval"), attr(out$mean, "crit"))), rtol,
               sprintf("metafor 5.1-12 conv.fivenum(dist=%s; test=FALSE)", dist)), collapse = ","), "\n", sep = "")
}

cases <- function(dist, suffix, draw, ns, rtol) {
   for (n in ns) {
      x <- signif(quantile(draw(n), names = FALSE), 4)
      row(paste0("five-numbers", suffix), dist, n, x[1], x[2], x[3], x[4], x[5], rtol)
      row(paste0("quartiles", suffix), dist, n, NA, x[2], x[3], x[4], NA, rtol)
      row(paste0("range", suffix), dist, n, x[1], NA, x[3], NA, x[5], rtol)
   }
}

cat("conversion,n,min,q1,median,q3,max,mean,sd,skewness,critical,rtol,source\n")
set.seed(20180216)
ns <- c(5, 6, 8, 10, 15, 20, 26, 28, 50, 75, 100, 301, 1000, 100000)
cases("norm", "", function(n) rnorm(n, 14, 3), ns, "1e-12")
cases("norm", "", function(n) rnorm(n, -0.5, 2), ns, "1e-12")
cases("norm", "", function(n) rgamma(n, 1.5, scale = 20), ns, "1e-12")
# Reported without a median: an SD alone.
row("quartiles", "norm", 26, NA, -1, NA, 1, NA, "1e-12")
row("range", "norm", 26, -3, NA, NA, NA, 5, "1e-12")
# metafor subtracts nearly equal exponentials where the SD of the logarithms is small: not below 0.2 here.
cases("lnorm", "-lognormal", function(n) rlnorm(n, 3, 0.4), ns[ns < 100000], "1e-12")
cases("lnorm", "-lognormal", function(n) rlnorm(n, 0, 0.8), ns[ns >= 8], "1e-12")
