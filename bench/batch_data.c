/* Random data for batch.sh: batch_data FOLDER long|wide ANALYSES STUDIES, or batch_data FOLDER join|vcf ROWS FILES: tables of
 * summary statistics, with vcf the same as GWAS-VCF beside them. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static double uniform(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return ((double)(state >> 11) + 0.5) * 0x1p-53;
}

static double normal(void)
{
    return sqrt(-2.0 * log(uniform())) * cos(6.283185307179586 * uniform());
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void write_groups(FILE *file, long analyses, long studies, int wide)
{
    fputs(wide ? "id" : "id,yi,sei\n", file);
    for (long j = 1; wide && j <= studies; j++) {
        fprintf(file, ",yi%ld,sei%ld", j, j);
    }
    fputs(wide ? "\n" : "", file);
    for (long i = 0; i < analyses; i++) {
        const double mean = 0.5 * normal(), tau = 0.3 * uniform();
        if (wide) {
            fprintf(file, "g%ld", i);
        }
        for (long j = 0; j < studies; j++) {
            const double se = 0.05 + 0.45 * uniform(), y = mean + tau * normal() + se * normal();
            if (wide) {
                fprintf(file, ",%.6g,%.6g", y, se);
            } else {
                fprintf(file, "g%ld,%.6g,%.6g\n", i, y, se);
            }
        }
        fputs(wide ? "\n" : "", file);
    }
}

static FILE *open_vcf(const char *folder, long f)
{
    static const char *const fields[] = {"ES", "SE", "LP", "AF", "NS"};
    char name[32];
    snprintf(name, sizeof name, "s%ld.vcf", f);
    FILE *file = open_in(folder, name);
    fputs("##fileformat=VCFv4.2\n", file);
    for (int i = 1; i <= 22; i++) {
        fprintf(file, "##contig=<ID=%d>\n", i);
    }
    for (int i = 0; i < 5; i++) {
        fprintf(file, "##FORMAT=<ID=%s,Number=A,Type=Float,Description=\"%s\">\n", fields[i], fields[i]);
    }
    fputs("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ttrait\n", file);
    return file;
}

/* As studies of the whole genome report: half of the rows with the alleles swapped. */
static void write_joined(const char *folder, long rows, long files, int with_vcf)
{
    static const char *const pair[2][2] = {{"A", "C"}, {"G", "T"}};
    double *mean = calloc((size_t)rows, sizeof *mean), *frequency = calloc((size_t)rows, sizeof *frequency);
    if (mean == NULL || frequency == NULL) {
        exit(1);
    }
    for (long i = 0; i < rows; i++) {
        mean[i] = uniform() < 0.01 ? 0.05 * normal() : 0.0;
        frequency[i] = 0.01 + 0.98 * uniform();
    }
    for (long f = 1; f <= files; f++) {
        char name[32];
        snprintf(name, sizeof name, "s%ld.tsv", f);
        FILE *file = open_in(folder, name), *vcf = with_vcf ? open_vcf(folder, f) : NULL;
        fputs("SNP\tCHR\tBP\tA1\tA2\tFREQ\tBETA\tSE\tP\tN\n", file);
        for (long i = 0; i < rows; i++) {
            const double n = 2000.0 + 3000.0 * (double)f;
            const double se = sqrt(1.0 / (2.0 * n * frequency[i] * (1.0 - frequency[i]))) * (0.95 + 0.1 * uniform());
            const double beta = mean[i] + 0.005 * normal() + se * normal();
            const int swapped = f > 1 && uniform() < 0.5;
            if (vcf != NULL) {
                fprintf(vcf, "%ld\t%ld\trs%ld\t%s\t%s\t.\t.\t.\tES:SE:LP:AF:NS\t%.6g:%.6g:%.4g:%.4f:%.0f\n",
                        1 + i * 22 / rows, 10000 + 100 * i, 1000 + i, pair[i % 2][0], pair[i % 2][1], -beta, se,
                        -log10(fmax(erfc(fabs(beta / se) / 1.4142135623730951), 1e-300)), 1.0 - frequency[i], n);
            }
            fprintf(file, "rs%ld\t%ld\t%ld\t%s\t%s\t%.4f\t%.6g\t%.6g\t%.4g\t%.0f\n", 1000 + i, 1 + i * 22 / rows,
                    10000 + 100 * i, pair[i % 2][swapped], pair[i % 2][!swapped],
                    swapped ? 1.0 - frequency[i] : frequency[i], swapped ? -beta : beta, se,
                    erfc(fabs(beta / se) / 1.4142135623730951), n);
        }
        fclose(file);
        if (vcf != NULL) {
            fclose(vcf);
        }
    }
    free(mean);
    free(frequency);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: batch_data FOLDER long|wide|join|vcf N K\n", stderr);
        return 2;
    }
    const long n = strtol(argv[3], NULL, 10), k = strtol(argv[4], NULL, 10);
    if (strcmp(argv[2], "join") == 0 || strcmp(argv[2], "vcf") == 0) {
        write_joined(argv[1], n, k, strcmp(argv[2], "vcf") == 0);
        return 0;
    }
    char name[64];
    snprintf(name, sizeof name, "%s_%ld_%ld.csv", argv[2], n, k);
    FILE *file = open_in(argv[1], name);
    write_groups(file, n, k, strcmp(argv[2], "wide") == 0);
    return fclose(file) == 0 ? 0 : 1;
}
