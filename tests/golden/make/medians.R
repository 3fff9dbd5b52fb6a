# Writes tests/golden/medians_peers.csv: means and SDs from medians by estmeansd and metaBLUE, as near as those compute them.
#
#   Rscript tests/golden/make/medians.R > tests/golden/medians_peers.csv
#
# Needs estmeansd 1.0.1 and metaBLUE 1.0.0. Not needed to build or test: the table is kept. rtol is what they leave open:
# optim and optimize stop early (QE, BC), and MLN draws 10000 random numbers.
suppressMessages({library(estmeansd); library(metaBLUE)})
stopifnot(packageVersion("estmeansd") == "1.0.1", packageVersion("metaBLUE") == "1.0.0")

text <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))

row <- function(case, method, n, x, mean, sd, fitted, rtol, source) {
   cells <- rep(NA, 5)
   cells[switch(case, "five-numbers" = 1:5, quartiles = 2:4, range = c(1, 3, 5))] <- x
   cat(paste(c(paste0(case, "-", method), text(c(n, cells, mean, sd)), fitted, rtol, source), collapse = ","), "\n", sep = "")
}

named <- function(case, x) setNames(as.list(x), switch(case, "five-numbers" = c("min.val", "q1.val", "med.val", "q3.val", "max.val"),
                                                       quartiles = c("q1.val", "med.val", "q3.val"),
                                                       range = c("min.val", "med.val", "max.val")))

cat("conversion,n,min,q1,median,q3,max,mean,sd,fitted,rtol,source\n")
set.seed(20211217)
five <- list(list(50, c(1, 2, 3, 5.5, 14)), list(301, c(8, 11, 13, 16.5, 42)), list(28, c(6, 9, 11, 15, 34)),
             list(12, c(2.1, 2.6, 2.9, 3.2, 3.9)), list(1000, c(3, 21, 48, 77, 98)))
for (case in c("five-numbers", "quartiles", "range")) for (d in five) {
   n <- d[[1]]
   x <- d[[2]][switch(case, "five-numbers" = 1:5, quartiles = 2:4, range = c(1, 3, 5))]
   arguments <- c(named(case, x), n = n)
   qe <- suppressWarnings(suppressMessages(do.call(qe.mean.sd, arguments)))
   fitted <- c(normal = "normal", "log-normal" = "log-normal", gamma = "gamma", weibull = "Weibull", beta = "beta")[[qe$selected.dist]]
   # Without Weibull, whose search fails in some sets; where that would be the best the row would be wrong.
   if (n != 1000) row(case, "qe", n, x, qe$est.mean, qe$est.sd, fitted, "1e-4", "estmeansd 1.0.1 qe.mean.sd()")
   bc <- do.call(bc.mean.sd, c(arguments, avoid.mc = TRUE))
   row(case, "bc", n, x, bc$est.mean, bc$est.sd, "", "1e-3", "estmeansd 1.0.1 bc.mean.sd(avoid.mc=TRUE)")
   mln <- replicate(40, {m <- do.call(mln.mean.sd, arguments); c(m$est.mean, m$est.sd)})
   row(case, "mln", n, x, mean(mln[1, ]), mean(mln[2, ]), "", "1e-2", "estmeansd 1.0.1 mln.mean.sd(); mean of 40 calls")
   blue <- BLUE_s(x, n, switch(case, "five-numbers" = "S3", quartiles = "S2", range = "S1"))
   row(case, "blue", n, x, blue$muhat, blue$sigmahat, "", "1e-9", "metaBLUE 1.0.0 BLUE_s()")
}
