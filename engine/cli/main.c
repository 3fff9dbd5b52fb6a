/* The program tausq. */
#include <tausq/tausq.h>

#include <stdio.h>

int main(void)
{
    tsq_start();
    puts(tsq_version());
    return 0;
}
