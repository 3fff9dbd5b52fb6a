# The cases of single_fit.c with metafor: prints case,k,median_us. Data of the same kind, not the same numbers.
suppressPackageStartupMessages(library(metafor))
set.seed(20261121)
cat("case,k,median_us\n")
for (k in c(8, 20, 100)) {
    sets <- lapply(1:20, function(s) { v <- 0.02 + 0.5 * runif(k); list(v = v, y = 0.3 + rnorm(k) * sqrt(v + 0.1)) })
    time <- function(name, run) {
        us <- sapply(sets, function(d) { t <- proc.time(); for (r in 1:5) run(d); 1e6 * sum((proc.time() - t)[1:2]) / 5 })
        cat(sprintf("%s,%d,%.1f\n", name, k, median(us)))
    }
    for (m in c("FE", "DL", "PM", "REML", "ML"))
        time(m, function(d) try(rma.uni(d$y, d$v, method = m), silent = TRUE))
    time("REML+HK+QP+PI", function(d) try({ r <- rma.uni(d$y, d$v, test = "knha"); confint(r); predict(r) }, silent = TRUE))
}
