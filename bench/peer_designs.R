# The cases of designs.c with metafor: prints method,p,k,ns. Data of the same kind, not the same numbers.
suppressPackageStartupMessages(library(metafor))
set.seed(20261122)
for (method in c("FE", "DL", "PM", "REML")) for (p in 2:5) for (k in c(8, 20)) {
    us <- sapply(1:5, function(s) {
        v <- 4 / floor(20 + 381 * runif(k))
        y <- 0.3 + rnorm(k) * sqrt(v + 0.04)
        X <- matrix(rnorm(k * (p - 1)), k)
        t <- proc.time()
        for (r in 1:2) try(rma.uni(y, v, mods = X, method = method), silent = TRUE)
        1e6 * sum((proc.time() - t)[1:2]) / 2
    })
    cat(sprintf("%s,%d,%d,%.0f\n", method, p, k, 1000 * median(us)))
}
