/* The numbers of a stated result: what they are called, and one more of them. */
#include <tausq/statement.h>

#include "base/error.h"

#include <stdio.h>

static const struct {
    const char *id, *title;
} stated[] = {
#define TSQ_STATED(name, id, title) {id, title},
#include <tausq/stated.def>
#undef TSQ_STATED
};

const char *tsq_stated_id(size_t i)
{
    return i < TSQ_STATED_COUNT ? stated[i].id : NULL;
}

const char *tsq_stated_title(size_t i)
{
    return i < TSQ_STATED_COUNT ? stated[i].title : NULL;
}

/* I2 = 0.79 is 79%. */
static void into_percent(tsq_figure *figure)
{
    if (!figure->percent && figure->value > 0.0 && figure->value < 1.0 && figure->decimals > 0) {
        figure->value *= 100.0;
        figure->lb *= 100.0;
        figure->ub *= 100.0;
        figure->decimals -= 2;
    }
}

tsq_status tsq_statement_add(tsq_statement *statement, tsq_stated which, const char *text, char decimal, tsq_error *err)
{
    return tsq_statement_add_within(statement, which, text, "", decimal, err);
}

tsq_status tsq_statement_add_within(tsq_statement *statement, tsq_stated which, const char *text, const char *tolerance,
                                    char decimal, tsq_error *err)
{
    if (statement->has[which]) {
        return tsq__fail(err, TSQ_E_VALUE, "%s is stated twice: '%s' and '%s'", stated[which].title,
                         statement->text[which], text);
    }
    tsq_figure figure;
    tsq_status status = tsq_figure_read(text, decimal, &figure, err);
    if (status == TSQ_OK && tolerance[0] != '\0') {
        status = tsq_figure_widen(&figure, tolerance, decimal, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    if (which == TSQ_STATED_I2 || which == TSQ_STATED_I2_LB || which == TSQ_STATED_I2_UB) {
        into_percent(&figure);
    }
    statement->has[which] = true;
    statement->figure[which] = figure;
    snprintf(statement->text[which], TSQ_STATED_SHOWN, "%s%s%s", text, tolerance[0] != '\0' ? " within " : "",
             tolerance);
    return TSQ_OK;
}
