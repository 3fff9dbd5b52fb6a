# Rows of tests/golden/presets.csv from the programs themselves: one version of meta or metafor, which must be installed.
# Rscript presets.R PRESET DATASETS, with PRESET metafor-5, metafor-4, meta-8, meta-7, meta-4 or revman-5.
# Every default is the package's own but for tight stopping rules, and prediction = TRUE where the preset has an interval.
args <- commandArgs(trailingOnly = TRUE)
preset <- args[1]
datasets <- args[2]
suppressMessages(library(metafor))
is_meta <- !startsWith(preset, "metafor")
if (is_meta) suppressMessages(library(meta))
if (preset == "revman-5") invisible(capture.output(settings.meta("RevMan5", quietly = TRUE)))
name <- if (is_meta) paste("meta", packageVersion("meta")) else paste("metafor", packageVersion("metafor"))
tight <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-13)
data <- function(file) {
  d <- read.csv(file.path(datasets, file))
  if (!is.null(d$bi)) d <- transform(d, n1i = ai + bi, n2i = ci + di)
  d
}

# Differences of risks are small beside the steps at which metafor stops.
row <- function(file, args, quantity, value, call) {
  if (length(value) != 1 || is.na(value)) return(invisible())
  text <- formatC(value, digits = 15, format = "g", width = 1)
  cat(file, ",--preset ", preset, " ", args, ",", quantity, ",", text, ",", signif(max(abs(value), 1e-3) * if (grepl("RD", args)) 4e-9 else 2e-10, 1),
      ",\"", name, ": ", call, "\"\n", sep = "")
}

rows <- function(file, args, x, call, pi = TRUE) {
  if (is_meta) {
    got <- list(estimate = x$TE.random, se = x$seTE.random, tau2 = x$tau2, QE = x$Q, I2 = 100 * x$I2,
                pi_ub = if (pi) x$upper.predict)
  } else {
    got <- list(estimate = x$beta[1], se = x$se, tau2 = x$tau2, QE = x$QE, I2 = x$I2,
                pi_ub = if (pi) predict(x)$pi.ub)
  }
  for (q in names(got)) row(file, args, q, got[[q]], call)
}

pi <- preset != "revman-5"
bin <- function(file, measure) {
  d <- data(file)
  if (is_meta) {
    x <- metabin(ai, n1i, ci, n2i, data = d, sm = measure, prediction = pi, control = tight, method.tau.ci = "")
    rows(file, paste("--measure", measure), x, paste0("metabin(ai, n1i, ci, n2i, sm=", measure, ")"), pi)
    row(file, paste("--method MH --measure", measure), "estimate", x$TE.common %||% x$TE.fixed, "common effect, method MH")
    row(file, paste("--method MH --measure", measure), "se", x$seTE.common %||% x$seTE.fixed, "common effect, method MH")
  } else {
    x <- rma(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, control = tight)
    rows(file, paste("--measure", measure), x, paste0("rma(measure=", measure, ")"))
    y <- rma.mh(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)
    row(file, paste("--method MH --measure", measure), "estimate", y$beta[1], paste0("rma.mh(measure=", measure, ")"))
    row(file, paste("--method MH --measure", measure), "se", y$se, paste0("rma.mh(measure=", measure, ")"))
  }
}

cont <- function(file, measure) {
  d <- data(file)
  if (is_meta) {
    x <- metacont(n1i, m1i, sd1i, n2i, m2i, sd2i, data = d, sm = measure, prediction = pi, control = tight,
                  method.tau.ci = "")
    rows(file, paste("--measure", measure), x, paste0("metacont(n1i, m1i, sd1i, n2i, m2i, sd2i, sm=", measure, ")"), pi)
  } else {
    x <- rma(measure = measure, n1i = n1i, m1i = m1i, sd1i = sd1i, n2i = n2i, m2i = m2i, sd2i = sd2i, data = d,
             control = tight)
    rows(file, paste("--measure", measure), x, paste0("rma(measure=", measure, ")"))
  }
}

`%||%` <- function(a, b) if (is.null(a)) b else a
for (measure in c("RR", "RD")) bin("bcg.csv", measure)
# What meta calls RevMan 5 differs from what Cochrane's reviews export for risk differences with zero cells, and RevMan has
# no ratio of means.
revman <- preset == "revman-5"
for (measure in c("OR", "RR", if (!revman) "RD")) bin("catheter_infection.csv", measure)
for (measure in c("SMD", if (!revman) "ROM")) cont("borenstein_continuous.csv", measure)
if (!is_meta) cont("borenstein_continuous.csv", "CVR")
cont("length_of_stay.csv", "SMD")
