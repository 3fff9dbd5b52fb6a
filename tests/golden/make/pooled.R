# Writes tests/golden/pooled.csv: whole data sets pooled from what the studies report, one measure after the other.
#
#   Rscript tests/golden/make/pooled.R > tests/golden/pooled.csv
#
# Needs metafor 5.1-12. Not needed to build or test: the table is kept. To be run in the root of the source. Columns as in
# textbooks.csv; `tolerance` is absolute: 1e-10 of the number, or of the standard error where that is more.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12")
# Its stopping rule is absolute.

quoted <- function(x) paste0("\"", gsub("\"", "\"\"", x), "\"")
number <- function(x) sprintf("%.15g", x)

# `columns`: escalc's arguments and the columns they are in; `more`: further arguments.
pool <- function(file, measure, columns, more = list(), args = "", data = read.csv(file.path("datasets", file))) {
   es <- suppressWarnings(do.call(escalc, c(list(measure = measure), lapply(as.list(columns), function(x) data[[x]]), more)))
   call <- paste0(", ", names(columns), "=", columns, collapse = "")
   if (length(more) > 0)
      call <- paste0(call, ", ", names(more), "=", more[[1]][1])
   mapped <- columns[names(columns) != columns]
   if (length(mapped) > 0)
      args <- paste0(args, paste0(" --map ", names(mapped), "=", mapped, collapse = ""))
   es <- es[is.finite(es$yi) & is.finite(es$vi), ]
   for (method in c("REML", "DL", "EE")) {
      fit <- suppressWarnings(rma(yi, vi, data = es, method = method, control = if (method == "REML") list(threshold = 1e-13 * median(es$vi), maxiter = 10000)))
      values <- c(estimate = c(fit$beta), se = fit$se, tau2 = if (method != "EE") fit$tau2, QE = fit$QE)
      for (quantity in names(values)) {
         value <- values[[quantity]]
         scale <- switch(quantity, estimate = max(abs(value), fit$se), tau2 = max(value, fit$se^2), abs(value))
         cat(paste(quoted(file.path("datasets", file)), quoted(paste0("--measure ", measure, " --method ", method, " --test z", args)),
                   quantity, number(value), sprintf("%.2g", 1e-10 * scale),
                   quoted(sprintf("metafor 5.1-12: rma(escalc(measure=\"%s\"%s), method=\"%s\")", measure, call, method)),
                   sep = ","), "\n", sep = "")
      }
   }
}

cat("dataset,args,quantity,expected,tolerance,source\n")
same <- function(...) setNames(c(...), c(...))
for (measure in c("OR", "RR", "RD", "AS", "PETO", "MPRR", "MPOR", "MPRD", "MPORC"))
   pool("bcg.csv", measure, same("ai", "bi", "ci", "di"))
for (measure in c("OR", "RR", "RD", "AS"))
   pool("catheter_infection.csv", measure, same("ai", "n1i", "ci", "n2i"))
for (measure in c("IRR", "IRD", "IRSD"))
   pool("warfarin.csv", measure, same("x1i", "t1i", "x2i", "t2i"))
for (measure in c("IR", "IRLN", "IRS", "IRFT"))
   pool("warfarin.csv", measure, c(xi = "x2i", ti = "t2i"))
for (measure in c("PR", "PLN", "PLO", "PRZ", "PAS", "PFT"))
   pool("streptokinase.csv", measure, c(xi = "ci", ni = "n2i"))
for (measure in c("COR", "ZCOR"))
   pool("conscientiousness.csv", measure, same("ri", "ni"))
two <- same("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
for (measure in c("MD", "SMD", "SMDH", "SMD1", "SMD1H", "ROM", "VR", "CVR", "RPB", "ZPB", "RBIS", "ZBIS", "D2ORN", "D2ORL", "CLESN"))
   for (file in c("length_of_stay.csv", "inpatient_days.csv"))
      pool(file, measure, two)
for (measure in c("ROM", "VR", "CVR", "SMD"))
   pool("elevated_co2.csv", measure, two)
for (measure in c("MN", "SMN", "MNLN", "SDLN", "CVLN"))
   pool("length_of_stay.csv", measure, c(mi = "m2i", sdi = "sd2i", ni = "n2i"))
single <- subset(read.csv("datasets/cell_therapy_single_arm.csv"), outcome == "albumin")
for (measure in c("MC", "SMCC", "SMCR", "SMCRH", "SMCRP", "SMCRPH", "ROMC", "VRC", "CVRC", "CLESCN"))
   pool("cell_therapy_single_arm.csv", measure, same("m1i", "sd1i", "m2i", "sd2i", "ni"), list(ri = rep(0.5, nrow(single))),
        " --where outcome=albumin --corr 0.5", single)
