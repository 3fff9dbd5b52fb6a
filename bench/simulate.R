# The cases of simulate.c as a loop with metafor: prints case,k,fits_per_s of processor time.
suppressPackageStartupMessages(library(metafor))
set.seed(20261121)
cat("case,k,fits_per_s\n")
known <- function(k) {
    v <- 2 / sample(20:200, k, replace = TRUE)
    list(yi = 0.3 + rnorm(k) * sqrt(0.1) + rnorm(k) * sqrt(v), vi = v)
}
smd <- function(k) {
    n <- sample(20:200, k, replace = TRUE)
    d <- 0.3 + rnorm(k) * sqrt(0.1)
    e <- escalc("SMD", m1i = rnorm(k, d, 1 / sqrt(n)), m2i = rnorm(k, 0, 1 / sqrt(n)), n1i = n, n2i = n,
                sd1i = sqrt(rchisq(k, n - 1) / (n - 1)), sd2i = sqrt(rchisq(k, n - 1) / (n - 1)))
    list(yi = e$yi, vi = e$vi)
}
fit <- function(d, method, test) try(rma.uni(d$yi, d$vi, method = method, test = test), silent = TRUE)
cases <- list("DL" = list(known, list(c("DL", "z"))), "REML+HK" = list(known, list(c("REML", "knha"))),
              "four methods" = list(known, list(c("DL", "z"), c("REML", "knha"), c("REML", "z"), c("PM", "knha"))),
              "SMD REML+HK" = list(smd, list(c("REML", "knha"))))
for (k in c(8, 20)) for (name in names(cases)) {
    draw <- cases[[name]][[1]]
    methods <- cases[[name]][[2]]
    replicates <- 150
    rate <- replicate(3, {
        t <- proc.time()
        for (i in seq_len(replicates)) {
            d <- draw(k)
            for (m in methods) fit(d, m[1], m[2])
        }
        replicates * length(methods) / sum((proc.time() - t)[1:2])
    })
    cat(sprintf("%s,%d,%.1f\n", name, k, max(rate)))
}
