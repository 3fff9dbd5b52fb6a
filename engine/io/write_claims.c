/* Claims tables. */
#include "io/csv.h"

void tsq_write_claims(FILE *stream, const tsq_claim *claim, size_t n)
{
    fputs("id,data,where,args,quantity,expected,tolerance,source,sha256,version,options,mcid\n", stream);
    for (size_t i = 0; i < n; i++) {
        const tsq_claim *c = &claim[i];
        const char *const cells[] = {c->id,        c->data,   c->where,  c->args,    c->quantity, c->expected,
                                     c->tolerance, c->source, c->sha256, c->version, c->options,  c->mcid};
        for (size_t j = 0; j < sizeof cells / sizeof cells[0]; j++) {
            tsq__csv_text(stream, j == 0, cells[j]);
        }
        fputc('\n', stream);
    }
}
