/* Mantel-Haenszel
 *
 * Pools counts, without a variance of studies to estimate: engine/fit/mantel_haenszel.c, <tausq/counts.h>. */
#include "tau2/estimator.h"

TSQ__TAU2_METHOD(mh) = {
    .id = "MH",
    .title = "Mantel-Haenszel",
    .equation = "sum R / sum S (OR, RR, IRR); sum (R - S) / sum n1 n2/n (RD, IRD)",
    .source = "Mantel and Haenszel 1959, doi:10.1093/jnci/22.4.719; Greenland and Robins 1985, doi:10.2307/2530643; "
              "Robins, Breslow and Greenland 1986, doi:10.2307/2531052",
    .flags = TSQ_TAU2_COMMON | TSQ_TAU2_COUNTS,
    .estimate = NULL,
};
