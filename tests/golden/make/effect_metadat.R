# Writes tests/golden/effect_metadat.csv: each family of effect measures on published data sets, by metafor's defaults,
# for the test effect.golden.
#
#   Rscript tests/golden/make/effect_metadat.R > tests/golden/effect_metadat.csv
#
# Needs metafor 5.1-12 and metadat 1.2-0. Not needed to build or test: the table is kept. Columns as in effect.csv.
suppressMessages(library(metafor))
stopifnot(packageVersion("metafor") == "5.1.12", packageVersion("metadat") == "1.2.0")

text <- function(x) sprintf("%.17g", x)

# metafor subtracts proportions, logarithms or expectations of the two groups: its estimate is good for a few units in the
# last place of what it subtracts.
tolerance <- function(yi, vi) sprintf("%.2g", max(1e-12, 4e-15 / abs(yi), if (vi < 1) 0 else 1e-15 * vi / abs(yi)))

effects <- function(from, columns, measures, data = as.data.frame(get(from))) {
   data <- setNames(data[, columns], if (is.null(names(columns))) columns else ifelse(names(columns) == "", columns, names(columns)))
   data <- data[stats::complete.cases(data), ]
   for (measure in measures) {
      es <- suppressWarnings(do.call(escalc, c(list(measure = measure), as.list(data))))
      for (i in seq_len(nrow(data))) {
         yi <- c(es$yi)[i]
         vi <- es$vi[i]
         if (!is.finite(yi) || !is.finite(vi) || vi <= 0 || (yi != 0 && abs(yi) < 1e-9))
            next
         inputs <- paste(names(data), vapply(data[i, ], function(x) text(as.numeric(x)), ""), sep = "=", collapse = ";")
         cat(paste(measure, "", "", inputs, text(yi), text(vi), if (yi == 0) "1e-12" else tolerance(yi, vi),
                   sprintf("metafor 5.1-12 escalc(measure=%s) of %s row %d", measure, from, i), sep = ","), "\n", sep = "")
      }
   }
}

cat("measure,vtype,options,inputs,yi,vi,rtol,source\n")
tables <- c("OR", "RR", "RD", "AS", "PETO")
sizes <- c("ai", "n1i", "ci", "n2i")
for (from in c("dat.linde2005", "dat.li2007", "dat.hahn2001", "dat.hine1989", "dat.laopaiboon2015", "dat.anand1999"))
   effects(from, sizes, tables)
effects("dat.viechtbauer2021", c(ai = "xTi", n1i = "nTi", ci = "xCi", n2i = "nCi"), tables)
effects("dat.landenberger2005", c(ai = "n.cbt.rec", bi = "n.cbt.non", ci = "n.ctrl.rec", di = "n.ctrl.non"), tables)
effects("dat.gibson2002", c("ai", "bi", "ci", "di"), tables)
means <- c("n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i")
effects("dat.curtis1998", means, c("SMD", "SMDH", "ROM", "VR", "CVR"))
effects("dat.gibson2002", means, c("MD", "SMD", "SMDH", "SMD1", "CLESN"))
effects("dat.dagostino1998", c(n1i = "tnt", m1i = "mt", sd1i = "sdt", n2i = "tnc", m2i = "mc", sd2i = "sdc"), c("MD", "SMD"))
effects("dat.senn2013", c("mi", "sdi", "ni"), c("MN", "SMN"))
correlations <- c("COR", "ZCOR")
for (from in c("dat.molloy2014", "dat.cohen1981", "dat.crede2010"))
   effects(from, c("ri", "ni"), correlations)
effects("dat.nakagawa2007", c(ri = "Correlation", ni = "SampleSize"), correlations)
effects("dat.bonett2010", c("ai", "mi", "ni"), c("ARAW", "AHW", "ABT"))
effects("dat.debruin2009", c("xi", "ni"), c("PR", "PLN", "PLO", "PRZ", "PAS", "PFT"))
effects("dat.obrien2003", c(xi = "cases", ni = "total"), c("PR", "PLN", "PLO", "PRZ", "PAS", "PFT"))
effects("dat.nielweise2008", c("x1i", "t1i", "x2i", "t2i"), c("IRR", "IRD", "IRSD"))
effects("dat.nielweise2008", c(xi = "x1i", ti = "t1i"), c("IR", "IRLN", "IRS", "IRFT"))
