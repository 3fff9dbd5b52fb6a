/* Fuzz target: a text is read as a number as printed. What is read must hold together: the number lies between its ends
 * and prints so, and what lies outside of them is missed on its side.
 *
 * Input: the first byte chooses the decimal mark, the rest is the text. */
#include <tausq/verify.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_figure(const tsq_figure *figure)
{
    must(isfinite(figure->value) && figure->lb <= figure->value && figure->value <= figure->ub);
    must((isinf(figure->lb) != 0) == (figure->kind == TSQ_FIGURE_BELOW));
    must((isinf(figure->ub) != 0) == (figure->kind == TSQ_FIGURE_ABOVE));
    must(figure->lb_out || isinf(figure->lb) || tsq_figure_holds(figure, figure->lb));
    must(figure->ub_out || isinf(figure->ub) || tsq_figure_holds(figure, figure->ub));
    must(!tsq_figure_holds(figure, (double)NAN) && isnan(tsq_figure_miss(figure, (double)NAN)));
    if (figure->kind == TSQ_FIGURE_ROUNDED || figure->kind == TSQ_FIGURE_RANGE) {
        must(tsq_figure_holds(figure, figure->value) && tsq_figure_miss(figure, figure->value) == 0.0);
        must(tsq_figure_miss(figure, HUGE_VAL) > 0.0 && tsq_figure_miss(figure, -HUGE_VAL) < 0.0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tsq_figure figure;
    tsq_error err = {.text = ""};
    if (size < 1) {
        return 0;
    }
    char *text = calloc(size, 1);
    must(text != NULL);
    memcpy(text, data + 1, size - 1);
    const tsq_status status = tsq_figure_read(text, data[0] % 2 == 0 ? '.' : ',', &figure, &err);
    must((status == TSQ_OK) == (err.text[0] == '\0'));
    if (status == TSQ_OK) {
        check_figure(&figure);
    }
    free(text);
    return 0;
}
