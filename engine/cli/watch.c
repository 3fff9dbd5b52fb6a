/* Progress and interrupts; see watch.h. */
#include "cli/watch.h"

#include <math.h>
#include <signal.h>
#include <unistd.h>

/* The only state of the program: what a signal can reach. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static double seconds(const struct timespec *from, const struct timespec *to)
{
    return (double)(to->tv_sec - from->tv_sec) + 1e-9 * (double)(to->tv_nsec - from->tv_nsec);
}

void watch_signals(const struct settings *settings)
{
    /* a second interrupt ends the program at once */
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    if (settings->run.ranks != NULL && settings->run.ranks->rank > 0) {
        action = (struct sigaction){.sa_handler = SIG_IGN}; /* rank 0 stops all in order */
    }
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

void watch_begin(struct watch *watch, const struct settings *settings, const char *what)
{
    const bool terminal = isatty(STDERR_FILENO) == 1;
    *watch = (struct watch){.what = what};
    if (settings->capture != NULL) { /* who asked for the run watches */
        return;
    }
    watch->shown =
        settings->progress == PROGRESS_ALWAYS || (settings->progress == PROGRESS_AUTO && terminal && !settings->quiet);
    watch_signals(settings);
    (void)clock_gettime(CLOCK_MONOTONIC, &watch->begun);
    watch->last = watch->begun;
}

/* "[#######-------------]  37 %  1.2 M subsets/s  0:12 left"; the rate alone where the end is not known. */
static void show(struct watch *watch, double elapsed, uint64_t done, uint64_t total)
{
    static const char bar[] = "####################--------------------";
    enum { WIDTH = (sizeof bar - 1) / 2 };
    const double rate = (double)(done - watch->before) / elapsed;
    const double shown = rate >= 1e6 ? rate / 1e6 : rate >= 1e3 ? rate / 1e3 : rate;
    const bool ends = total > 0 && total < UINT64_MAX;
    const double share = ends && done < total ? (double)done / (double)total : 1.0;
    fputc('\r', stderr);
    if (ends) {
        fprintf(stderr, "[%.*s] %3.0f %%  ", WIDTH, bar + WIDTH - (int)(share * WIDTH), floor(100.0 * share));
    }
    fprintf(stderr, "%.1f%s %s/s", shown, rate >= 1e6 ? " M" : rate >= 1e3 ? " k" : "", watch->what);
    if (ends) {
        const double left = ceil((1.0 - share) * (double)total / rate), minutes = floor(left / 60.0);
        fprintf(stderr, "  %.0f:%02.0f left", minutes, left - 60.0 * minutes);
    }
    fputs("   ", stderr);
    (void)fflush(stderr);
    watch->open = true;
}

bool watch_progress(void *context, uint64_t done, uint64_t total)
{
    struct watch *watch = context;
    struct timespec now;
    if (watch->shown && clock_gettime(CLOCK_MONOTONIC, &now) == 0) {
        if (!watch->counting || done < watch->done) { /* the first group, the next one */
            watch->counting = true;
            watch->before = done;
            watch->begun = now;
        }
        watch->done = done;
        const double elapsed = seconds(&watch->begun, &now);
        if (elapsed > 1.0 && done > watch->before && seconds(&watch->last, &now) > 0.2) {
            watch->last = now;
            show(watch, elapsed, done, total);
        }
    }
    return interrupted == 0;
}

void watch_end(struct watch *watch)
{
    if (watch->open) {
        fputs("\r\033[K", stderr);
        watch->open = false;
    }
}
