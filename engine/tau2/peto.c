/* Peto
 *
 * Pools 2x2 tables, without a variance of studies to estimate: engine/fit/peto.c, <tausq/counts.h>. */
#include "tau2/estimator.h"

TSQ__TAU2_METHOD(peto) = {
    .id = "PETO",
    .title = "Peto",
    .equation = "sum (O - E) / sum V",
    .source = "Yusuf, Peto, Lewis, Collins and Sleight 1985, doi:10.1016/S0033-0620(85)80003-7",
    .flags = TSQ_TAU2_COMMON | TSQ_TAU2_COUNTS,
    .estimate = NULL,
};
