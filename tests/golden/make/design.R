# design_data.csv and design.csv: matrices of models with moderators by R's model.matrix, factors with treatment contrasts.
# Usage: Rscript design.R. Collation is that of the C locale: the levels of the data are in one order in every locale.
args <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", grep("--file=", args, value = TRUE)))
d <- data.frame(
    dose = c(1, 2.5, 10, 4, 0.125, 6, 7, 8.75, 9, 3, 11, 12),
    age = c(60.5, 41, 38, 55, 47, 52, 61, 49, 44, 58, 39, 50),
    arm = c("drug", "placebo", "both", "placebo", "drug", "both", "both", "drug", "placebo", "drug", "both", "placebo"),
    site = c("north", "south", "south", "north", "north", "south", "north", "south", "north", "south", "south", "north"),
    phase = c(2, 10, 3, 2, 3, 10, 2, 2, 3, 10, 3, 2))
write.csv(d, file.path(here, "..", "design_data.csv"), row.names = FALSE, quote = FALSE)

# terms as tausq reads them, the formula, whether there is an intercept
models <- list(
    list("dose", ~ dose, 1), list("dose", ~ dose - 1, 0), list("arm", ~ arm, 1), list("arm", ~ arm - 1, 0),
    list("dose,arm", ~ dose + arm, 1), list("dose,arm", ~ dose + arm - 1, 0), list("arm,site", ~ arm + site - 1, 0),
    list("dose*arm", ~ dose * arm, 1), list("arm*dose", ~ arm * dose, 1), list("arm*dose", ~ arm * dose - 1, 0),
    list("arm:site", ~ arm:site, 1), list("arm:site", ~ arm:site - 1, 0), list("arm:site,dose", ~ arm:site + dose - 1, 0),
    list("site,dose:arm", ~ site + dose:arm, 1), list("site,arm:site,dose", ~ site + arm:site + dose, 1),
    list("dose,age,dose:age", ~ dose * age, 1), list("dose:arm", ~ dose:arm - 1, 0),
    list("arm*site", ~ arm * site, 1), list("arm*site", ~ arm * site - 1, 0), list("arm*site*dose", ~ arm * site * dose, 1),
    list("site:dose*arm", ~ site:dose * arm, 1), list("age,arm,age", ~ age + arm, 1),
    list("factor(phase)", ~ factor(phase), 1), list("factor(phase)*dose", ~ factor(phase) * dose, 1),
    list("arm:ref=placebo", ~ arm, 1, "placebo"), list("dose*arm:ref=drug", ~ dose * arm, 1, "drug"),
    list("arm:ref=placebo,site,arm:site", ~ arm * site, 1, "placebo"))
rows <- "terms,intercept,name,values,source"
for (m in models) {
    e <- d
    e$arm <- factor(e$arm)
    if (length(m) > 3) e$arm <- relevel(e$arm, m[[4]])
    X <- model.matrix(m[[2]], e)
    for (j in seq_len(ncol(X))) {
        name <- sub("(Intercept)", "intrcpt", colnames(X)[j], fixed = TRUE)
        rows <- c(rows, sprintf('"%s",%d,%s,%s,"R %s.%s model.matrix(%s)"', m[[1]], m[[3]], name,
                                paste(sprintf("%.17g", X[, j]), collapse = " "), R.version$major, R.version$minor,
                                paste(format(m[[2]]), collapse = "")))
    }
}
writeLines(rows, file.path(here, "..", "design.csv"))
