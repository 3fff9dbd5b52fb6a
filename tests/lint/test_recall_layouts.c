/* Errors put into simulated tables of every layout: one row per arm, estimates with variances, counts, correlations. Of
 * nearly each kind 95 % are found, and of the rows of clean tables at most 5 % are flagged, notes among them. */
#include "check.h"
#include "tables.h"

#include "seeding.h"

#include <stdarg.h>

enum { STUDIES = 10, REPETITIONS = 60, TEXT = 4096 };

/* `entered` stands where the standard error should. */
struct trial {
    double n[2], mean[2], sd[2], entered;
};

enum layout {
    ARMS,
    ARMS_SE,
    TWO_GROUPS,
    GROUPS_SE,
    WITH_SE,
    WITH_VARIANCE,
    SE_ALONE,
    VARIANCE_ALONE,
    WITH_LIMITS,
    COUNTS,
    CORRELATIONS
};

/* Of the difference in units of 5 g/L. */
static double estimate(const struct trial *t)
{
    return (t->mean[0] - t->mean[1]) / 5.0;
}

static double standard_error(const struct trial *t)
{
    return sqrt(t->sd[0] * t->sd[0] / t->n[0] + t->sd[1] * t->sd[1] / t->n[1]) / 5.0;
}

/* Ten trials of albumin in g/L with an effect of 0.9 SD: log SDs scatter by 0.25, means by a tenth, effects by 0.15
 * SD; groups of 20 to 200, as many of 20 to 40 as of 100 to 200. */
static void simulate(struct trial trial[STUDIES])
{
    for (int i = 0; i < STUDIES; i++) {
        struct trial *t = &trial[i];
        const double mean = 33.0 * exp(0.1 * normal()), sd = 5.0 * exp(0.25 * normal());
        for (int j = 0; j < 2; j++) {
            t->n[j] = j == 0 ? floor(22.0 * exp(2.2 * uniform())) : floor(t->n[0] * (0.9 + 0.2 * uniform()));
            const double effect = j == 0 ? sd * (0.9 + 0.15 * normal()) : 0.0;
            t->mean[j] = mean + effect + sd * normal() / sqrt(t->n[j]);
            t->sd[j] = sd * exp(normal() / sqrt(2.0 * (t->n[j] - 1.0)));
        }
        t->entered = standard_error(t);
    }
}

static void add(char text[TEXT], const char *format, ...)
{
    const size_t used = strlen(text);
    va_list args;
    va_start(args, format);
    vsnprintf(text + used, TEXT - used, format, args);
    va_end(args);
}

/* The table; the line of study `at`. */
static size_t write(enum layout layout, const struct trial trial[STUDIES], int at, char text[TEXT])
{
    static const char *const heads[] = {"study,arm,control,outcome,n,mean,sd\n",
                                        "study,arm,control,outcome,n,mean,se\n",
                                        "study,n1i,m1i,sd1i,n2i,m2i,sd2i\n",
                                        "study,n1i,m1i,se1i,n2i,m2i,se2i\n",
                                        "study,n1i,n2i,yi,sei\n",
                                        "study,n1i,n2i,yi,vi\n",
                                        "study,yi,sei\n",
                                        "study,yi,vi\n",
                                        "study,yi,ci_lb,ci_ub,vi\n",
                                        "study,ai,n1i,ci,n2i\n",
                                        "study,ni,ri\n"};
    snprintf(text, TEXT, "%s", heads[layout]);
    for (int i = 0; i < STUDIES; i++) {
        const struct trial *t = &trial[i];
        const double se[2] = {t->sd[0] / sqrt(t->n[0]), t->sd[1] / sqrt(t->n[1])};
        switch (layout) {
        case ARMS:
            add(text, "S%d,cells,0,albumin,%g,%.1f,%.2f\nS%d,control,1,albumin,%g,%.1f,%.2f\n", i, t->n[0], t->mean[0],
                t->sd[0], i, t->n[1], t->mean[1], t->sd[1]);
            break;
        case ARMS_SE:
            add(text, "S%d,cells,0,albumin,%g,%.1f,%.2f\nS%d,control,1,albumin,%g,%.1f,%.2f\n", i, t->n[0], t->mean[0],
                se[0], i, t->n[1], t->mean[1], se[1]);
            break;
        case GROUPS_SE:
            add(text, "S%d,%g,%.1f,%.2f,%g,%.1f,%.2f\n", i, t->n[0], t->mean[0], se[0], t->n[1], t->mean[1], se[1]);
            break;
        case TWO_GROUPS:
            add(text, "S%d,%g,%.1f,%.2f,%g,%.1f,%.2f\n", i, t->n[0], t->mean[0], t->sd[0], t->n[1], t->mean[1],
                t->sd[1]);
            break;
        case WITH_SE:
            add(text, "S%d,%g,%g,%.4g,%.4g\n", i, t->n[0], t->n[1], estimate(t), t->entered);
            break;
        case WITH_VARIANCE:
            add(text, "S%d,%g,%g,%.4g,%.4g\n", i, t->n[0], t->n[1], estimate(t), t->entered * t->entered);
            break;
        case SE_ALONE:
            add(text, "S%d,%.4g,%.4g\n", i, estimate(t), t->entered);
            break;
        case VARIANCE_ALONE:
            add(text, "S%d,%.4g,%.4g\n", i, estimate(t), t->entered * t->entered);
            break;
        case WITH_LIMITS:
            add(text, "S%d,%.2f,%.2f,%.2f,%.4g\n", i, estimate(t), estimate(t) - 1.96 * standard_error(t),
                estimate(t) + 1.96 * standard_error(t), t->entered * t->entered);
            break;
        case COUNTS: /* above the mean of the controls of all */
            add(text, "S%d,%.0f,%g,%.0f,%g\n", i, t->n[0] * 0.6, t->n[0], t->n[1] * (0.2 + 0.05 * uniform()), t->n[1]);
            break;
        case CORRELATIONS:
            add(text, "S%d,%g,%.2f\n", i, t->n[0], tanh(0.5 + 0.05 * normal() + normal() / sqrt(t->n[0])));
            break;
        }
    }
    return layout <= ARMS_SE ? 2 + 2 * (size_t)at : 2 + (size_t)at;
}

/* ---- errors ---------------------------------------------------------------------------------------------------- */

static void put_se(struct trial *t)
{
    t->sd[0] /= sqrt(t->n[0]);
}
static void put_sd(struct trial *t)
{
    t->sd[0] *= sqrt(t->n[0]);
}
static void put_sd_twice(struct trial *t)
{
    for (int j = 0; j < 2; j++) {
        t->sd[j] *= sqrt(t->n[j]);
    }
}
static void put_unit(struct trial *t)
{
    t->mean[0] /= 10.0;
    t->sd[0] /= 10.0;
}
static void put_mean(struct trial *t)
{
    t->mean[0] /= 10.0;
}
static void put_arms(struct trial *t)
{
    const struct trial old = *t;
    *t = (struct trial){{old.n[1], old.n[0]}, {old.mean[1], old.mean[0]}, {old.sd[1], old.sd[0]}, old.entered};
}
static void put_root(struct trial *t)
{
    t->entered = sqrt(standard_error(t));
}
static void put_square(struct trial *t)
{
    t->entered *= t->entered;
}
static void put_participants(struct trial *t)
{
    t->entered *= sqrt((t->n[0] + t->n[1]) / 4.0);
}

/* An SE in the column of variances that is off by the root of 10 weighs as an SE off by 1.8, where SDs differ by 0.25;
 * and without sizes a variance may be as small as the SE of a study of 200. */
static const struct {
    const char *name, *code;
    enum layout layout;
    void (*put)(struct trial *t);
    double least; /* part that is found */
} kinds[] = {{"arms: SE as SD", "L01", ARMS, put_se, 0.95},
             {"arms: SD times sqrt(n)", "L02", ARMS, put_sd, 0.95},
             {"arms with SE: SD as SE", "L02", ARMS_SE, put_sd, 0.95},
             {"arms with SE: swapped", "L06", ARMS_SE, put_arms, 0.95},
             {"groups with SE: SD as SE, one", "L02", GROUPS_SE, put_sd, 0.95},
             {"groups with SE: SD as SE, both", "L02", GROUPS_SE, put_sd_twice, 0.95},
             {"groups with SE: another unit", "L08", GROUPS_SE, put_unit, 0.95},
             {"arms: another unit", "L08", ARMS, put_unit, 0.95},
             {"arms: mean in another unit", "L08", ARMS, put_mean, 0.95},
             {"arms: swapped", "L06", ARMS, put_arms, 0.95},
             {"groups: mean in another unit", "L08", TWO_GROUPS, put_mean, 0.95},
             {"groups: swapped", "L06", TWO_GROUPS, put_arms, 0.95},
             {"estimates: sign", "L07", WITH_SE, put_arms, 0.95},
             {"estimates: variance as SE", "L05", WITH_SE, put_square, 0.95},
             {"estimates: SD as SE", "L05", WITH_SE, put_participants, 0.95},
             {"estimates: SE as variance", "L05", WITH_VARIANCE, put_root, 0.9},
             {"estimates alone: variance as SE", "L05", SE_ALONE, put_square, 0.9},
             {"estimates alone: SD as SE", "L05", SE_ALONE, put_participants, 0.95},
             {"estimates alone: squared SD", "L05", VARIANCE_ALONE, put_participants, 0.95},
             {"limits: SE as variance", "L05", WITH_LIMITS, put_root, 0.95},
             {"limits: squared SD", "L05", WITH_LIMITS, put_participants, 0.95}};

/* Whether the number in place of the standard error is off by the root of 10 or more, if it is off. */
static bool is_large(enum layout layout, const struct trial *t)
{
    const double off = fabs(log(t->entered / standard_error(t)));
    const bool judged = layout == WITH_SE || layout == SE_ALONE;
    const bool squared = layout == WITH_VARIANCE || layout == VARIANCE_ALONE || layout == WITH_LIMITS;
    return off < 1e-6 || !(squared || judged) || (squared ? 2.0 : 1.0) * off >= 0.5 * log(10.0);
}

/* Puts an error into the first row from `at` on in which it is large. @return the row */
static int put_into(size_t kind, struct trial trial[STUDIES], int at)
{
    for (int i = 0; i < STUDIES; i++, at++) {
        struct trial *t = &trial[at % STUDIES];
        const struct trial old = *t;
        kinds[kind].put(t);
        if (is_large(kinds[kind].layout, t)) {
            return at % STUDIES;
        }
        *t = old;
    }
    fail_msg("no row is fit for %s", kinds[kind].name);
    return 0;
}

static void each_kind_is_found_in_its_layout(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        int found = 0, named = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            struct trial trial[STUDIES];
            char text[TEXT], code[8];
            simulate(trial);
            const int at = put_into(k, trial, i % STUDIES);
            const size_t line = write(kinds[k].layout, trial, at, text);
            tsq_table *table = table_of(text);
            found += found_in(table, line, code) > 0;
            named += strcmp(code, kinds[k].code) == 0;
            tsq_table_free(table);
        }
        printf("    %-32s %d put, %d found, %d by its name\n", kinds[k].name, REPETITIONS, found, named);
        assert_true(found >= kinds[k].least * REPETITIONS);
        assert_true(named >= 0.8 * REPETITIONS);
    }
}

static void few_rows_of_clean_tables_are_flagged(void **state)
{
    (void)state;
    for (int layout = ARMS; layout <= CORRELATIONS; layout++) {
        size_t flagged = 0, rows = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            struct trial trial[STUDIES];
            char text[TEXT];
            simulate(trial);
            write((enum layout)layout, trial, 0, text);
            tsq_table *table = table_of(text);
            flagged += rows_flagged(table);
            rows += tsq_table_rows(table);
            tsq_table_free(table);
        }
        printf("    layout %d: %zu of %zu rows flagged\n", layout, flagged, rows);
        assert_true((double)flagged <= 0.05 * (double)rows);
    }
}

/* A row again under another label, where its numbers have digits enough: two digits of n and two of r can agree by
 * chance. */
static void repeated_rows_are_found(void **state)
{
    (void)state;
    for (int layout = TWO_GROUPS; layout <= COUNTS; layout++) {
        int found = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            struct trial trial[STUDIES];
            char text[TEXT], code[8], again[128];
            simulate(trial);
            write((enum layout)layout, trial, 0, text);
            const char *first = strchr(text, '\n') + 1;
            snprintf(again, sizeof again, "X%.*s", (int)(strchr(first, '\n') + 1 - first), first);
            add(text, "%s", again);
            tsq_table *table = table_of(text);
            found += found_in(table, STUDIES + 2, code) > 0;
            tsq_table_free(table);
        }
        printf("    layout %d: %d of %d repeated rows found\n", layout, found, REPETITIONS);
        assert_true(found >= 0.95 * REPETITIONS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_found_in_its_layout),
        cmocka_unit_test(few_rows_of_clean_tables_are_flagged),
        cmocka_unit_test(repeated_rows_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
