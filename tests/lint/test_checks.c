/* Every check finds what it is for in the line where it stands, and says nothing about the same table without it. */
#include "check.h"

#include "tables.h"

#include <tausq/tausq.h>

#include <stdlib.h>
#include <string.h>

/* Two studies before and three behind the line in question. */
#define GROUP(line)                                                                                                    \
    "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,40,10.2,3.1,40,13.1,3.4\nB,25,9.7,3.6,24,12.9,3.2\n" line                      \
    "F,33,10.4,2.9,35,13.3,3.7\nG,60,11.1,3.3,58,12.7,3.0\nH,28,9.9,3.8,30,13.0,3.5\n"

/* `bad` has the error in `line`; `good` is clean of it. */
struct example {
    const char *code;
    size_t line;
    const char *bad, *good;
    const char *fix; /* part of what the fix says; "" if there is none */
};

static const struct example examples[] = {
    {"L01", 4, GROUP("C,30,11.9,0.64,30,12.8,0.61\n"), GROUP("C,30,11.9,3.5,30,12.8,3.3\n"), "sd1i 0.64 were 3.51"},
    /* one row per group */
    {"L01", 5, "study,ni,mi,sdi\nA,40,10.2,3.1\nB,24,12.9,3.2\nC,35,13.3,3.7\nD,60,12.7,0.42\nE,28,9.9,3.8\n",
     "study,ni,mi,sdi\nA,40,10.2,3.1\nB,24,12.9,3.2\nC,35,13.3,3.7\nD,60,12.7,3.3\nE,28,9.9,3.8\n",
     "sdi 0.42 were 3.25"},
    {"L02", 4, GROUP("C,30,11.9,19.2,30,12.8,18.1\n"), GROUP("C,30,11.9,3.5,30,12.8,3.3\n"), "sd1i 19.2 were 3.5"},
    /* SDs in columns of standard errors, and one row per arm */
    {"L02", 4,
     "study,n_t,mean_t,se_t,n_c,mean_c,se_c\nA,30,50,2.1,32,45,2.2\nB,40,52,2.0,42,46,1.9\nC,60,50,12.1,61,46,11.7\n"
     "D,25,49,2.3,25,46,2.4\n",
     "study,n_t,mean_t,se_t,n_c,mean_c,se_c\nA,30,50,2.1,32,45,2.2\nB,40,52,2.0,42,46,1.9\nC,60,50,1.6,61,46,1.5\n"
     "D,25,49,2.3,25,46,2.4\n",
     "se_t 12.1 were 1.6 and se_c 11.7 were 1.5"},
    {"L02", 5, "study,n,mean,se\nA,40,10.2,0.49\nB,24,12.9,0.65\nC,35,13.3,0.62\nD,60,12.7,3.3\nE,28,9.9,0.72\n",
     "study,n,mean,se\nA,40,10.2,0.49\nB,24,12.9,0.65\nC,35,13.3,0.62\nD,60,12.7,0.43\nE,28,9.9,0.72\n",
     "se 3.3 were 0.43"},
    {"L03", 4, GROUP("C,30,11.9,12.3,12,12.8,10.9\n"), GROUP("C,30,11.9,3.5,12,12.8,3.3\n"), "sd1i 12.3 were 3.5"},
    /* Zekri 2015, creatinine at month 12: 0.99 beside SDs of 0.06 to 0.14 */
    {"L04", 4,
     "study,outcome,weeks,n_t,mean_t,sd_t,n_c,mean_c,sd_c\nZ,creatinine,26,28,0.89,0.16,29,0.96,0.14\n"
     "Z,creatinine,39,28,0.91,0.12,28,0.95,0.11\nZ,creatinine,52,27,0.89,0.11,25,0.93,0.99\n",
     "study,outcome,weeks,n_t,mean_t,sd_t,n_c,mean_c,sd_c\nZ,creatinine,26,28,0.89,0.16,29,0.96,0.14\n"
     "Z,creatinine,39,28,0.91,0.12,28,0.95,0.11\nZ,creatinine,52,27,0.89,0.11,25,0.93,0.09\n",
     "sd_c 0.99 were 0.09"},
    {"L05", 4, "study,yi,vi,sei\nA,0.2,0.04,0.2\nB,0.3,0.0625,0.25\nC,0.1,0.3,0.3\n",
     "study,yi,vi,sei\nA,0.2,0.04,0.2\nB,0.3,0.0625,0.25\nC,0.1,0.09,0.3\n", "vi 0.3 were 0.09"},
    {"L05", 5, "study,yi,vi\nA,0.2,0.04\nB,0.3,0.05\nC,0.1,0.06\nD,0.25,0.21\nE,0.2,0.045\n",
     "study,yi,vi\nA,0.2,0.04\nB,0.3,0.05\nC,0.1,0.06\nD,0.25,0.044\nE,0.2,0.045\n", "vi 0.21 were 0.04"},
    {"L05", 4, "study,yi,sei\nA,-4.1,1.9\nB,-3.2,1.2\nC,-2.8,9.7\nD,-5.0,2.6\nE,-3.9,1.5\n",
     "study,yi,sei\nA,-4.1,1.9\nB,-3.2,1.2\nC,-2.8,2.7\nD,-5.0,2.6\nE,-3.9,1.5\n", "sei 9.7 were 1.7"},
    {"L05", 3, "study,yi,ci_lb,ci_ub,vi\nA,0.20,0.00,0.40,0.0104\nB,0.35,-0.05,0.75,0.204\n",
     "study,yi,ci_lb,ci_ub,vi\nA,0.20,0.00,0.40,0.0104\nB,0.35,-0.05,0.75,0.0416\n", "vi 0.204 were 0.042"},
    {"L05", 4, "study,estimate,lower,upper,se\nA,0.5,0.3,0.84,0.26\nB,0.8,0.6,1.07,0.15\nC,0.7,0.4,1.2,0.08\n",
     "study,estimate,lower,upper,se\nA,0.5,0.3,0.84,0.26\nB,0.8,0.6,1.07,0.15\nC,0.7,0.4,1.2,0.28\n",
     "se 0.08 were 0.2"},
    /* limits of 90 %, and limits that are of something else in every row, say nothing */
    {"L05", 2,
     "study,yi,ci_lb,ci_ub,sei\nA,0.20,0.00,0.40,0.45\nB,0.35,-0.05,0.75,0.2\nC,0.10,-0.10,0.30,0.1\n"
     "D,0.1,-0.2,0.4,0.15\n",
     "study,yi,ci_lb,ci_ub,sei\nA,0.20,0.00,0.40,0.13\nB,0.35,-0.05,0.75,0.25\n", "sei 0.45 were 0.1"},
    {"L06", 4, GROUP("C,30,15.3,3.4,30,10.1,3.3\nD,40,9.8,3.1,41,15.4,3.5\nE,25,10.2,3.0,25,15.0,3.3\n"),
     GROUP("C,30,10.1,3.3,30,15.3,3.4\nD,40,9.8,3.1,41,15.4,3.5\nE,25,10.2,3.0,25,15.0,3.3\n"), "m1i 15.3 were 10.1"},
    {"L06", 4,
     "study,outcome,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,x,30,5,2,28,6,2\nA,y,30,50,20,28,60,21\nA,z,28,3,1,30,3.1,1.1\n",
     "study,outcome,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,x,30,5,2,28,6,2\nA,y,30,50,20,28,60,21\nA,z,30,3,1,28,3.1,1.1\n",
     "n1i 28 were 30"},
    {"L07", 3, "study,m1i0,m1i,mc1i\nA,15.2,13.1,-2.1\nB,16.0,13.4,2.6\n",
     "study,m1i0,m1i,mc1i\nA,15.2,13.1,-2.1\nB,16.0,13.4,-2.5\n", "mc1i 2.6 were -2.6"},
    {"L07", 4, "study,yi,sei\nA,-0.9,0.2\nB,-1.1,0.25\nC,1.0,0.2\nD,-0.95,0.2\nE,-1.2,0.3\n",
     "study,yi,sei\nA,-0.9,0.2\nB,-1.1,0.25\nC,-1.0,0.2\nD,-0.95,0.2\nE,-1.2,0.3\n", "yi 1.0 were -1"},
    /* a difference in points is not put beside log odds ratios */
    {"L07", 4, "study,measure,yi,sei\nA,OR,-0.9,0.2\nB,OR,-1.1,0.25\nC,OR,1.0,0.2\nD,OR,-0.95,0.2\nE,OR,-1.2,0.3\n",
     "study,measure,yi,sei\nA,OR,-0.9,0.2\nB,OR,-1.1,0.25\nC,MD,1.0,0.2\nD,OR,-0.95,0.2\nE,OR,-1.2,0.3\n",
     "yi 1.0 were -1"},
    {"L07", 4, "study,ni,ri\nA,90,0.41\nB,110,0.36\nC,100,-0.39\nD,85,0.44\nE,120,0.38\n",
     "study,ni,ri\nA,90,0.41\nB,110,0.36\nC,100,0.39\nD,85,0.44\nE,120,0.38\n", "ri -0.39 were 0.39"},
    {"L08", 4,
     "study,outcome,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,albumin,30,34,4.1,30,33,4.4\nB,albumin,25,31,3.9,25,32,4\n"
     "C,albumin,40,3.3,0.42,40,3.2,0.41\nD,albumin,20,35,5,20,34,4.6\n",
     "study,outcome,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,albumin,30,34,4.1,30,33,4.4\nB,albumin,25,31,3.9,25,32,4\n"
     "C,albumin,40,33,4.2,40,32,4.1\nD,albumin,20,35,5,20,34,4.6\n",
     "m1i 3.3 were 33"},
    /* the means alone, of one group and of both */
    {"L08", 4, GROUP("C,30,119.0,3.5,30,12.8,3.3\n"), GROUP("C,30,11.9,3.5,30,12.8,3.3\n"), "m1i 119.0 were 11.9"},
    {"L08", 4, GROUP("C,30,119.0,3.5,30,128.0,3.3\n"), GROUP("C,30,11.9,3.5,30,12.8,3.3\n"), "m2i 128.0 were 12.8"},
    {"L08", 3, "study,outcome,unit,m1i,sd1i\nA,ALT,folds,1.9,0.8\nB,ALT,ALT folds,32.9,15.6\n",
     "study,outcome,unit,m1i,sd1i\nA,ALT,folds,1.9,0.8\nB,ALT,U/L,32.9,15.6\n", ""},
    /* one row alone: its unit, and what is possible in it */
    {"L08", 2, "study,outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,albumin,g/dL,30,34,4.1,30,33,4.4\n",
     "study,outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,albumin,g/L,30,34,4.1,30,33,4.4\n", ""},
    {"L08", 2, "study,outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,creatinine,umol/L,30,0.9,0.2,30,1.1,0.3\n",
     "study,outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,creatinine,mg/dL,30,0.9,0.2,30,1.1,0.3\n", ""},
    {"L09", 2, "study,outcome,n1i,m1i,sd1i\nA,MELD,20,14.2,18.3\n", "study,outcome,n1i,m1i,sd1i\nA,MELD,20,14.2,4.1\n",
     "sd1i 18.3 were 4.1"},
    {"L10", 2, "study,outcome,n1i,m1i,sd1i\nA,Child-Pugh,20,82,1.3\n",
     "study,outcome,n1i,m1i,sd1i\nA,Child-Pugh,20,8.2,1.3\n", "m1i 82 were 8.2"},
    {"L11", 2, "study,outcome,n1i,m1i,sd1i\nA,MELD,12,14.21,4.1\n", "study,outcome,n1i,m1i,sd1i\nA,MELD,12,14.25,4.1\n",
     "m1i 14.21 were 14.25"},
    /* Li Jing 2019: the middle of the limits is -17.43 */
    {"L12", 2, "study,estimate,ci_lb,ci_ub\nLi,-19.13,-25.59,-9.27\nLi,-1.38,-2.19,-0.57\n",
     "study,estimate,ci_lb,ci_ub\nLi,-17.43,-25.59,-9.27\nLi,-1.38,-2.19,-0.57\nRatio,0.5,0.25,1.0\n",
     "estimate -19.13 were -17.43"},
    /* 0.2 = 0.97/sqrt(23.5): an SE in place of the SD */
    {"L15", 3, "study,n_t,sd0_t,sd_t,sdchange_t\nA,20,2.0,2.2,1.5\nB,24,2.0,2.4,0.2\n",
     "study,n_t,sd0_t,sd_t,sdchange_t\nA,20,2.0,2.2,1.5\nB,24,2.0,2.4,0.98\n", "sdchange_t 0.2 were 0.98"},
    {"L13", 2, "study,hr,hr_lb,hr_ub\nA,0.45,0.52,0.91\n", "study,hr,hr_lb,hr_ub\nA,0.69,0.52,0.91\n", "hr 0.45"},
    /* Zekri 2015, MELD at month 12: 14.96 (2.39) of 27 and 16.32 (3.70) of 25, printed P < .05 */
    {"L14", 2, "study,n1i,m1i,sd1i,n2i,m2i,sd2i,p\nZ,27,14.96,2.39,25,16.32,3.70,<.05\n",
     "study,n1i,m1i,sd1i,n2i,m2i,sd2i,p\nZ,27,14.96,2.39,25,16.32,3.70,0.12\n", ""},
    {"L14", 2, "study,ai,n1i,ci,n2i,p\nSpahr,18,28,18,30,.43\n", "study,ai,n1i,ci,n2i,p\nSpahr,18,28,16,30,.43\n", ""},
    {"L16", 3, "study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,40,25,8,25\n", "study,ai,n1i,ci,n2i\nA,3,20,5,20\nB,10,25,8,25\n",
     "ai 40 were 10"},
    {"L17", 2, "study,n1i,m1i,sd1i\nA,20,3,-1.2\n", "study,n1i,m1i,sd1i\nA,20,3,1.2\n", "sd1i -1.2 were 1.2"},
    {"L17", 3, "study,n1i,m1i,sd1i\nA,20,3,1.2\nB,33,48.6,0\n", "study,n1i,m1i,sd1i\nA,20,3,1.2\nB,33,48.6,0.1\n",
     "sd1i 0 were missing"},
    {"L18", 3, "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nZ (a),30,5.1,2,30,6.2,2.2\nZ (b),29,4.4,2.1,30,6.2,2.2\n",
     "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nZ (a),30,5.1,2,30,6.2,2.2\nY (b),29,4.4,2.1,30,6.3,2.4\n", "n2i 30 were 15"},
    /* two rows of Lee's trial, or two trials of Lee's in a year */
    {"L18", 3, "study,ai,n1i,ci,n2i\nLee 2001a,3,30,9,31\nLee 2001b,5,29,9,31\n",
     "study,ai,n1i,ci,n2i\nLee 2001a,3,30,9,31\nLee 2001b,5,29,8,32\nLee 2002b,6,29,9,31\n", "n2i 31 were 15.5"},
    {"L19", 4,
     "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,30,5.1,2,30,6.2,2.2\nB,20,5.7,2.3,21,6.9,2.4\nA,30,5.1,2,30,6.2,2.2\n",
     "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,30,5.1,2,30,6.2,2.2\nB,20,5.7,2.3,21,6.9,2.4\nC,30,5.2,2,30,6.2,2.1\n",
     "line 4 were left out"},
    /* estimates whose variances follow from them are equal more often than their digits say */
    {"L19", 3, "study,yi,vi,ni\nA,0.6253,0.000965928257942499,40\nB,0.6253,0.000965928257942499,40\n",
     "study,yi,vi,ni\nA,0.6,0.000965928257942499,40\nB,0.6,0.000965928257942499,40\n", "line 3 were left out"},
    /* Spahr 2013: 53 % of 30 are 16 */
    {"L20", 2, "study,events_t,n_t,events_c,n_c,percent_c\nSpahr,18,28,18,30,53\n",
     "study,events_t,n_t,events_c,n_c,percent_c\nSpahr,18,28,16,30,53\n", "events_c 18 were 16"},
    {"L20", 2, "study,events_t,n_t,events_c,n_c,note\nS,18,28,16,30,printed as 18 of 30 (53 %)\n",
     "study,events_t,n_t,events_c,n_c,note\nS,18,28,16,30,printed as 16 of 30 (53 %)\n", ""},
    /* too large, and significant all the same by its limits */
    {"L14", 2, "study,estimate,ci_lb,ci_ub,p\nA,-1.2,-2.2,-0.2,0.19\n",
     "study,estimate,ci_lb,ci_ub,p\nA,-1.2,-2.2,-0.2,0.019\n", ""},
    /* eight digits, but numbers in which no other rows agree */
    {"L19", 7,
     "study,ai,n1i,ci,n2i\nA,12,62,15,66\nB,4,31,9,33\nC,22,81,30,84\nD,7,45,8,41\nE,11,54,19,58\nF,12,62,15,66\n",
     "study,ai,n1i,ci,n2i\nA,12,62,15,66\nB,4,31,9,33\nC,22,81,30,84\nD,7,45,8,41\nE,11,54,19,58\nF,12,64,15,66\n",
     "line 7 were left out"},
    {"L21", 3, "study,outcome,n1i,m1i\nA,x,40,1\nA,y,20,1\n", "study,outcome,n1i,m1i\nA,x,40,1\nA,y,38,1\n", ""},
    {"L22", 3, "source,study,year,n_t,n_c\nZhao,L. Peng,2011,6,15\nWu,Peng,2011,39,77\n",
     "source,study,year,n_t,n_c\nZhao,L. Peng,2011,39,77\nWu,Peng,2011,39,77\nWu,Peng,2012,5,7\n", ""},
    /* what the controls were given, in a table without arms */
    {"L23", 3, "study,arm,control,ni,mi,sdi\nA,x,0,20,5,2\nA,y,18%,20,6,2\n",
     "study,control,ni,mi,sdi\nA,18%,20,5,2\nB,none,20,6,2\n", ""},
    /* a column of remarks is none of numbers */
    {"L23", 3, "study,ni\nA,803\nB,\"424 overall, 9 studies\"\n",
     "study,ni\nA,\"803 overall, 11 studies\"\nB,\"424 overall, 9 studies\"\n", "were 424"},
    {"L23", 2, "study,n1i,m1i,sd1i\nA,20,\"3.1 (1.2)\",1.2\n", "study,n1i,m1i,sd1i\nA,20,3.1,1.2\n", "were 3.1"},
};

/* The findings of one check in a table. */
static size_t count_of(const char *text, const char *code, size_t line, const char *fix, bool *fix_said)
{
    tsq_table *table = table_of(text);
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    tsq_pool_preset(&options.pool, NULL);
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s: %s", code, err.text);
    }
    size_t found = 0;
    *fix_said = fix[0] == '\0';
    for (size_t i = 0; i < report.n; i++) {
        const tsq_lint_finding *f = &report.finding[i];
        if (strcmp(f->check->code, code) == 0 && (line == 0 || f->line == line)) {
            found++;
            *fix_said |= f->fix != NULL && strstr(f->fix, fix) != NULL;
        }
    }
    tsq_lint_free(&report);
    tsq_table_free(table);
    return found;
}

static void each_check_finds_its_error_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *e = &examples[i];
        bool fix_said;
        if (count_of(e->bad, e->code, e->line, e->fix, &fix_said) == 0) {
            fail_msg("%s does not find line %zu of\n%s", e->code, e->line, e->bad);
        }
        if (!fix_said) {
            fail_msg("%s has no fix '%s' for\n%s", e->code, e->fix, e->bad);
        }
        if (count_of(e->good, e->code, 0, "", &fix_said) > 0) {
            fail_msg("%s finds something in\n%s", e->code, e->good);
        }
    }
}

static void each_check_has_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_lint_check_count(); i++) {
        const tsq_lint_check *check = tsq_lint_check_at(i);
        bool found = false;
        for (size_t j = 0; j < sizeof examples / sizeof examples[0]; j++) {
            found |= strcmp(examples[j].code, check->code) == 0;
        }
        if (!found) {
            fail_msg("%s (%s) has no example", check->code, check->id);
        }
        assert_ptr_equal(tsq_lint_check_find(check->code), check);
        assert_ptr_equal(tsq_lint_check_find(check->id), check);
        assert_true(i == 0 || strcmp(tsq_lint_check_at(i - 1)->code, check->code) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_check_finds_its_error_and_no_other),
        cmocka_unit_test(each_check_has_an_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
