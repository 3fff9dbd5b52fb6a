# One fit of a data set as of peer.R with the R package meta: prints case,k,nanoseconds.
suppressPackageStartupMessages(library(meta))
set.seed(20261121)
for (k in c(8, 20, 100)) {
    sets <- lapply(1:5, function(s) { v <- 0.02 + 0.5 * runif(k); list(se = sqrt(v), y = 0.3 + rnorm(k) * sqrt(v + 0.1)) })
    for (m in c("DL", "PM", "REML")) {
        ns <- sapply(sets, function(d) {
            t <- proc.time()
            for (r in 1:3) metagen(d$y, d$se, method.tau = m, method.tau.ci = "", prediction = FALSE)
            1e9 * sum((proc.time() - t)[1:2]) / 3
        })
        cat(sprintf("%s meta,%d,%.0f\n", m, k, median(ns)))
    }
}
