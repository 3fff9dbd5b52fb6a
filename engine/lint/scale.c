#include "lint/scale.h"
#include <stdlib.h>
void tsq__scale_free(struct tsq__scale *scale)
{
    free(scale);
}
