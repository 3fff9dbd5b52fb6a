/* Stated results that agree with themselves, and such that do not. The agreeing ones are printed by their sources or computed
 * with them; what is wrong with the others was done to them here. */
#include "check.h"

#include <tausq/statement.h>

#include <string.h>

static tsq_verdict judge(const char *text)
{
    tsq_statement s;
    tsq_verdict verdict;
    tsq_error err;
    if (tsq_statement_read(text, '.', &s, &err) != TSQ_OK) {
        fail_msg("'%s': %s", text, err.text);
    }
    tsq_statement_judge(&s, &verdict);
    return verdict;
}

/* The verdict of one check; -1 if it was not made. */
static int verdict_of(const tsq_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->n; i++) {
        if (strcmp(verdict->agreement[i].id, id) == 0) {
            return (int)verdict->agreement[i].verdict;
        }
    }
    return -1;
}

static void claims_are_judged_by_themselves(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
        int verdict;
    } rows[] = {
        /* Li Jing 2019: MELD is centred, ALT is not: (-25.59 - 9.27)/2 = -17.43 */
        {"MD -1.22 [-2.36, -0.08]; p<0.05", "interval_centred", TSQ_CONSISTENT},
        {"MD -19.13 [-25.59, -9.27]; p<0.05", "interval_centred", TSQ_INCONSISTENT},
        {"-19.13 [-25.59, -9.27]", "interval_centred", TSQ_INCONSISTENT},
        /* Ding 2024, doi:10.12449/JCH240822: centred as logarithms, not as they stand */
        {"OR 2.71 [1.58, 4.67]; p=0.0003", "interval_centred", TSQ_CONSISTENT},
        {"2.71 [1.58, 4.67]; p=0.0003", "p_interval", TSQ_CONSISTENT},
        {"MD 2.71 [1.58, 4.67]", "interval_centred", TSQ_INCONSISTENT},
        /* without its name: a ratio near 1 (metafor, magnesium, Peto: z 0.26), a correlation by Fisher's z (Harrer et al. 2021,
         * health and well-being), a proportion by logits (0.25, logit +- 0.4); none of them is as it stands */
        {"1.01 [0.94, 1.08]; p=0.80", "p_interval", TSQ_CONSISTENT},
        {"1.01 [0.94, 1.08]; p=0.20", "p_interval", TSQ_INCONSISTENT},
        {"0.3632 [0.3092, 0.4148]; p<0.0001", "interval_centred", TSQ_CONSISTENT},
        {"0.3632 [0.3092, 0.4248]; p<0.0001", "interval_centred", TSQ_INCONSISTENT},
        {"0.2500 [0.1826, 0.3321]", "interval_centred", TSQ_CONSISTENT},
        {"OR 2.71 [1.58, 4.67]; p=0.003; k=100", "p_interval", TSQ_INCONSISTENT},
        {"OR 2.71 [1.58, 4.67]; p=0.00003", "p_interval", TSQ_INCONSISTENT},
        /* Pankaj 2015, doi:10.3748/wjg.v21.i28.8697 */
        {"MD 1.96 [0.74, 3.17]; p=0.002", "p_interval", TSQ_CONSISTENT},
        {"MD 1.96 [0.74, 3.17]; p=0.2", "p_interval", TSQ_INCONSISTENT},
        {"MD 1.96 [0.74, 3.17]; p>0.05", "p_interval", TSQ_INCONSISTENT},
        {"MD 5.66 [-0.04, 11.36]; p<0.05", "p_interval", TSQ_INCONSISTENT},
        {"1.96 [2.74, 3.17]", "within_interval", TSQ_INCONSISTENT},
        /* BCG, log RR, metafor 5.1-12, rma(yi, vi, test = "knha"): k = 13, t = -3.9475, p = 0.0019 */
        {"-0.7145 [-1.1084, -0.3206]; p=0.0019; k=13; t=-3.95", "p_interval", TSQ_CONSISTENT},
        {"-0.7145 [-1.1084, -0.3206]; p=0.0019; k=13; t=-3.95", "t_interval", TSQ_CONSISTENT},
        {"-0.7145 [-1.1084, -0.3206]; p=0.0009; k=13", "p_interval", TSQ_INCONSISTENT},
        /* the same with z: SE 0.1798, z -3.9744, p < .0001 */
        {"-0.7145 [-1.0669, -0.3622]; SE=0.1798; z=-3.97; p=0.00007", "z_interval", TSQ_CONSISTENT},
        {"-0.7145 [-1.0669, -0.3622]; SE=0.1798; z=-3.97; p=0.00007", "se_interval", TSQ_CONSISTENT},
        {"-0.7145 [-1.0669, -0.3622]; SE=0.2798", "se_interval", TSQ_INCONSISTENT},
        {"-0.7145 [-1.0669, -0.3622]; z=4.97", "z_interval", TSQ_INCONSISTENT},
        {"z=1.96; p=0.05", "p_z", TSQ_CONSISTENT},
        {"z=1.96; p=0.04", "p_z", TSQ_INCONSISTENT},
        /* Q of the same: 152.2330 on 12 degrees of freedom, I2 = 92.117% of it, 92.221% of tau2 */
        {"I2=92.1%; Q=152.23; df=12", "i2_q", TSQ_CONSISTENT},
        {"I2=92.2%; Q=152.23; df=12", "i2_q", TSQ_DOUBTFUL},
        {"I2=92.1%; Q=152.23; k=13", "i2_q", TSQ_CONSISTENT},
        {"I2=50%; Q=10; df=9", "i2_q", TSQ_DOUBTFUL},
        /* Stata's example of meta set: Q = 6.34 on 9 degrees of freedom, p = 0.7054, I2 = 5.30 of tau2 */
        {"Q=6.34; df=9; Q_p=0.7054", "q_p", TSQ_CONSISTENT},
        {"Q=6.34; df=9; Q_p=0.0705", "q_p", TSQ_INCONSISTENT},
        {"I2=5.30%; Q=6.34; df=9", "i2_q", TSQ_DOUBTFUL},
        {"tau2=0.3132; tau=0.5597", "tau_tau2", TSQ_CONSISTENT},
        {"tau2=0.3132; tau=0.5697", "tau_tau2", TSQ_INCONSISTENT},
        {"I2=92.2%; H2=12.86", "h2_i2", TSQ_CONSISTENT},
        {"I2=92.2%; H2=11.86", "h2_i2", TSQ_INCONSISTENT},
        {"I2=0%; tau2=31.5", "i2_tau2", TSQ_DOUBTFUL},
        {"0.5 [0.4, 0.6]; tau2=0.5; k=10", "least_se", TSQ_DOUBTFUL},
        {"0.5 [0.0, 1.0]; tau2=0.5; k=10", "least_se", TSQ_CONSISTENT},
        {"0.50 [0.10, 0.90]; PI 0.20 to 0.80", "prediction_wider", TSQ_DOUBTFUL},
        {"0.5 [0.1, 0.9]; PI -0.3 to 1.6", "prediction_centred", TSQ_INCONSISTENT},
        {"MD -9.29 [-4.89, -13.69]", "limits_ordered", TSQ_INCONSISTENT},
        {"MD -9.29 [-4.89, -13.69]", "interval_centred", TSQ_CONSISTENT}, /* but for their order */
        {"0.5 [0.4, 0.6]; PI 0.9 to 0.1", "limits_ordered", TSQ_INCONSISTENT},
        {"I2=50% (80% to 10%)", "limits_ordered", TSQ_INCONSISTENT},
        {"p=1.2", "possible", TSQ_INCONSISTENT},
        {"I2=120%", "possible", TSQ_INCONSISTENT},
        {"tau2=-0.1", "possible", TSQ_INCONSISTENT},
        {"k=11; Q=12; df=11", "df_k", TSQ_DOUBTFUL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_verdict verdict = judge(rows[i].text);
        const int got = verdict_of(&verdict, rows[i].id);
        if (got != rows[i].verdict) {
            fail_msg("'%s': %s is %d, not %d", rows[i].text, rows[i].id, got, rows[i].verdict);
        }
        assert_true((int)verdict.verdict >= got);
    }
}

/* Nothing is doubted of numbers that come from one normal interval, whatever they are rounded to. */
static void rounding_is_never_an_inconsistency(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int i = 0; i < 3000; i++) {
        double u[2];
        for (int j = 0; j < 2; j++) {
            seed = seed * 1103515245U + 12345U;
            u[j] = (double)(seed >> 8) / 16777216.0;
        }
        const double mean = 6.0 * u[0] - 3.0, se = 0.05 + u[1];
        const int digits = 1 + i % 4;
        char text[200];
        const double half = 1.959963984540054 * se, p = erfc(fabs(mean / se) / sqrt(2.0));
        snprintf(text, sizeof text, "%s%.*f [%.*f, %.*f]; z=%.2f; SE=%.3f; p=%.*f", i % 2 == 0 ? "MD " : "OR ", digits,
                 i % 2 == 0 ? mean : exp(mean), digits, i % 2 == 0 ? mean - half : exp(mean - half), digits,
                 i % 2 == 0 ? mean + half : exp(mean + half), mean / se, se, digits + 1, p);
        const tsq_verdict verdict = judge(text);
        for (size_t j = 0; j < verdict.n; j++) {
            if (verdict.agreement[j].verdict == TSQ_INCONSISTENT) {
                fail_msg("'%s': %s", text, verdict.agreement[j].text);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_are_judged_by_themselves),
        cmocka_unit_test(rounding_is_never_an_inconsistency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
