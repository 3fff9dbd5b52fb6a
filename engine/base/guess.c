/* What a mistyped word may have meant: the choice with the smallest edit distance, letters of either case equal. */
#include <tausq/data.h>

#include <ctype.h>
#include <string.h>

/* Longer words are not guessed at. */
#define LONGEST 40

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

static size_t distance(const char *a, const char *b)
{
    const size_t n = strlen(b);
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            const size_t above = row[j + 1];
            const bool same = tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]);
            row[j + 1] = smallest(above + 1, row[j] + 1, diagonal + !same);
            diagonal = above;
        }
    }
    return row[n];
}

tsq_guess tsq_guess_begin(const char *word)
{
    const size_t length = strlen(word);
    /* one above what is near enough */
    return (tsq_guess){.word = word, .distance = length / 2 < 3 ? length / 2 + 1 : 4};
}

void tsq_guess_offer(tsq_guess *guess, const char *choice)
{
    if (strlen(guess->word) > LONGEST || strlen(choice) > LONGEST) {
        return;
    }
    const size_t d = distance(guess->word, choice);
    if (d < guess->distance) {
        guess->distance = d;
        guess->best = choice;
    }
}
