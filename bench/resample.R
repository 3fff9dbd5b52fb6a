# The cases of resample.c with metafor and boot: prints case,k,ms. A part of each is run, and the time of the whole is that
# of as many fits.
suppressPackageStartupMessages({library(metafor); library(boot)})
set.seed(20261121)
cat("case,k,ms\n")
part <- 100
time <- function(name, k, all, run) {
    v <- 0.02 + 0.5 * runif(k)
    data <- data.frame(y = 0.3 + rnorm(k) * sqrt(v + 0.1), v = v, a = rnorm(k), b = rnorm(k))
    t <- proc.time()
    try(run(data), silent = TRUE)
    cat(sprintf("%s,%d,%.0f\n", name, k, 1e3 * sum((proc.time() - t)[1:2]) * all / part))
}
test <- function(data) suppressWarnings(permutest(rma(y, v, data = data, test = "knha"), iter = part, progbar = FALSE))
fit <- function(data, i) {
    res <- try(rma(y, v, data = data, subset = i, test = "knha"), silent = TRUE)
    if (inherits(res, "try-error")) rep(NA, 4) else c(coef(res), vcov(res), res$tau2, res$se.tau2^2)
}
time("permute all REML", 13, 2^13, test)
time("permute 1000 REML", 20, 1000, test)
rows <- function(mods) function(data)
    suppressWarnings(permutest(rma(y, v, mods = mods, data = data, test = "knha"), iter = part, progbar = FALSE))
time("permute all orders of a moderator REML", 8, factorial(8), rows(~ a))
time("permute 1000 orders of two moderators REML", 20, 1000, rows(~ a + b))
time("gosh with a moderator REML", 13, 2^13, function(data)
    gosh(rma(y, v, mods = ~ a, data = data, test = "knha"), subsets = part, progbar = FALSE))
time("boot 1000 REML", 20, 1000, function(data) boot(data, fit, R = part))
time("parametric boot 1000 REML", 20, 1000, function(data) {
    res <- rma(y, v, data = data, test = "knha")
    boot(data, function(d) fit(d, seq_len(nrow(d))), R = part, sim = "parametric", mle = c(coef(res), res$tau2),
         ran.gen = function(d, mle) data.frame(y = rnorm(nrow(d), mle[1], sqrt(d$v + mle[2])), v = d$v))
})
