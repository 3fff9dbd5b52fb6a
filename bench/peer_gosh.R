# All subsets of ten studies by metafor's gosh: prints case,k,nanoseconds per subset.
suppressPackageStartupMessages(library(metafor))
set.seed(20261121)
k <- 10
vi <- 4 / floor(20 + 381 * runif(k))
yi <- 0.3 + rnorm(k) * sqrt(vi + 0.04)
for (m in c("FE", "DL", "REML")) {
    fit <- rma.uni(yi, vi, method = m)
    t <- proc.time()
    all <- suppressWarnings(gosh(fit, progbar = FALSE))
    cat(sprintf("%s gosh,%d,%.0f\n", m, k, 1e9 * sum((proc.time() - t)[1:2]) / nrow(all$res)))
}
