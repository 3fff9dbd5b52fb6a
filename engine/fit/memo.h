/* Quantiles at one level by their degrees of freedom, computed once: many fits ask for the same few. */
#ifndef TSQ_FIT_MEMO_H
#define TSQ_FIT_MEMO_H

/** Degrees of freedom that are remembered; larger ones are computed each time. */
#define TSQ__MEMO_DF 1024

/** Zero it before the first use. One thread uses it at a time, with one tail. */
typedef struct tsq__memo {
    double normal, t[TSQ__MEMO_DF], upper[TSQ__MEMO_DF], lower[TSQ__MEMO_DF];
} tsq__memo;

/* With NULL for the memo they are computed. */

/** Upper quantile of the normal distribution. */
double tsq__memo_normal(tsq__memo *memo, double tail);
/** Upper quantile of t. */
double tsq__memo_t(tsq__memo *memo, double tail, double df);
/** Upper and lower quantile of chi-square. */
double tsq__memo_chisq_upper(tsq__memo *memo, double tail, double df);
double tsq__memo_chisq_lower(tsq__memo *memo, double tail, double df);

#endif
