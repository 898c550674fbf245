/* Numbers from a CSV or an NPY file. Either becomes a table; what the rows mean is for the reader to check, so that both kinds of
 * file get the same errors. */
#include <lemmata/table.h>

#include <lemmata/memory.h>

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    const char *path;
    char *bytes; /* a null byte follows the last one */
    size_t size;
};

static lm_status read_file(struct file *file)
{
    FILE *stream = fopen(file->path, "rb");
    if (!stream) return lm_error(LM_EIO, "%s: cannot be opened: %s", file->path, strerror(errno));
    size_t room = 1 << 16, got;
    file->bytes = lm_xmalloc(room + 1);
    while ((got = fread(file->bytes + file->size, 1, room - file->size, stream)) > 0) {
        file->size += got;
        if (file->size == room) file->bytes = lm_xrealloc(file->bytes, (room *= 2) + 1);
    }
    file->bytes[file->size] = '\0';
    int failed = ferror(stream) ? errno : 0;
    fclose(stream);
    return failed ? lm_error(LM_EIO, "%s: cannot be read: %s", file->path, strerror(failed)) : LM_OK;
}

static double *append_row(struct lm_table *table, size_t line)
{
    if ((table->rows & (table->rows + 1)) == 0) { /* full: the room is a power of two */
        table->x = lm_xrealloc(table->x, 2 * (table->rows + 1) * table->cols * sizeof *table->x);
        table->line = lm_xrealloc(table->line, 2 * (table->rows + 1) * sizeof *table->line);
    }
    table->line[table->rows] = line;
    return table->x + table->cols * table->rows++;
}

/* ---- CSV ---- */

/* A field as it may be quoted in a message of one line. */
static const char *printable(char out[48], const char *field, size_t length)
{
    size_t n = 0;
    for (; n < length && n < 40; n++) out[n] = isprint((unsigned char)field[n]) ? field[n] : '?';
    strcpy(out + n, n < length ? "..." : "");
    return out;
}

/* The field from *text up to the comma or the end of the line, without the blanks around it; *text moves behind the comma, or
 * becomes NULL after the last field. */
static const char *next_field(const char **text, const char *end, size_t *length)
{
    const char *start = *text, *comma = memchr(start, ',', (size_t)(end - start)), *stop = comma ? comma : end;
    *text = comma ? comma + 1 : NULL;
    while (start < stop && isspace((unsigned char)*start)) start++;
    while (stop > start && isspace((unsigned char)stop[-1])) stop--;
    *length = (size_t)(stop - start);
    return start;
}

/* strtod stops at the comma or the newline behind the field, since the file ends with a null byte. */
static bool parse_number(double *value, const char *field, size_t length)
{
    char *stop;
    *value = strtod(field, &stop);
    return length > 0 && stop == field + length;
}

/* A header line holds no number at all: a first row with one bad field is an error, not a header. */
static bool is_header(const char *line, const char *end)
{
    double ignored;
    while (line) {
        size_t length;
        const char *field = next_field(&line, end, &length);
        if (parse_number(&ignored, field, length)) return false;
    }
    return true;
}

static lm_status csv_row(struct lm_table *table, const char *path, size_t number, const char *line, const char *end)
{
    char quoted[48];
    size_t fields = 1;
    for (const char *p = line; p < end; p++) fields += *p == ',';
    if (table->rows == 0) table->cols = fields;
    if (fields != table->cols)
        return lm_error(LM_EFORMAT, "%s: row %zu has %zu columns, but the first row of numbers has %zu", path, number, fields,
                        table->cols);
    double *x = append_row(table, number);
    for (size_t column = 1; line; column++) {
        size_t length;
        const char *field = next_field(&line, end, &length);
        if (!parse_number(&x[column - 1], field, length))
            return lm_error(LM_EFORMAT, "%s: row %zu, column %zu: '%s' is not a number%s", path, number, column,
                            printable(quoted, field, length), memchr(field, ';', length) ? "; separate columns by commas" : "");
    }
    return LM_OK;
}

static lm_status read_csv(struct lm_table *table, const struct file *file)
{
    const char *line = file->bytes, *last = file->bytes + file->size;
    bool header_allowed = true;
    if (memchr(line, '\0', file->size))
        return lm_error(LM_EFORMAT, "%s: is neither a CSV file nor a file written by numpy.save; write it as one of these",
                        file->path);
    if (file->size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) line += 3; /* the mark that spreadsheets put first */
    for (size_t number = 1; line < last; number++) {
        const char *newline = memchr(line, '\n', (size_t)(last - line)), *end = newline ? newline : last;
        const char *first = line;
        while (first < end && isspace((unsigned char)*first)) first++;
        if (first < end && *first != '#') {
            if (!header_allowed || !is_header(line, end)) LM_TRY(csv_row(table, file->path, number, line, end));
            header_allowed = false;
        }
        line = end + 1;
    }
    return LM_OK;
}

/* ---- NPY (numpy.lib.format, versions 1.0 and 2.0) ---- */

#define NPY_REMEDY "write it with numpy.save(path, numpy.ascontiguousarray(a, '<f8')), a with two dimensions"

/* `count` bytes, the least significant first, whatever the order of this machine. */
static uint64_t little_endian(const char *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 8 | (unsigned char)bytes[i];
    return value;
}

struct npy {
    size_t rows, cols, item, offset;
    bool by_columns;
};

/* The text behind 'key': in the header, which is a Python dictionary. */
static const char *npy_value(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    if (!at) return "";
    at += strlen(key);
    return at + strspn(at, " :");
}

static lm_status npy_header(struct npy *npy, const struct file *file)
{
    char header[512] = "";
    size_t width = file->size > 10 && file->bytes[6] == 1 ? 2 : 4;
    size_t length = file->size > 12 ? little_endian(file->bytes + 8, width) : 0;
    npy->offset = 8 + width + length;
    if (file->size < 12 || file->bytes[6] < 1 || file->bytes[6] > 2 || length >= sizeof header || npy->offset > file->size)
        return lm_error(LM_EFORMAT, "%s: its NPY header cannot be read; " NPY_REMEDY, file->path);
    memcpy(header, file->bytes + 8 + width, length);

    const char *type = npy_value(header, "'descr'"), *order = npy_value(header, "'fortran_order'"),
               *shape = npy_value(header, "'shape'");
    npy->item = strncmp(type, "'<f8'", 5) == 0 ? 8 : strncmp(type, "'<f4'", 5) == 0 ? 4 : 0;
    if (npy->item == 0)
        return lm_error(LM_EFORMAT, "%s: holds numbers of type %.*s, not '<f8' or '<f4'; " NPY_REMEDY, file->path,
                        (int)strcspn(type, ",}"), type);
    npy->by_columns = strncmp(order, "True", 4) == 0;
    int used = 0;
    unsigned long rows, cols;
    if (sscanf(shape, "(%lu, %lu%n", &rows, &cols, &used) != 2 || shape[used] != ')')
        return lm_error(LM_EFORMAT, "%s: has the shape %.*s, not (rows, columns); " NPY_REMEDY, file->path,
                        (int)strcspn(shape, ")") + 1, shape);
    npy->rows = rows;
    npy->cols = cols;
    return LM_OK;
}

static lm_status read_npy(struct lm_table *table, const struct file *file)
{
    struct npy npy = {0};
    LM_TRY(npy_header(&npy, file));
    size_t held = (file->size - npy.offset) / npy.item, odd = (file->size - npy.offset) % npy.item;
    bool fits = npy.rows == 0 || npy.cols <= held / npy.rows; /* no overflow of the product */
    if (!fits || npy.rows * npy.cols != held || odd != 0)
        return lm_error(LM_EFORMAT,
                        "%s: its header announces %zu x %zu numbers, but %zu bytes of data follow; write the file again",
                        file->path, npy.rows, npy.cols, file->size - npy.offset);
    table->cols = npy.cols;
    for (size_t i = 0; i < npy.rows && npy.cols > 0; i++) {
        double *x = append_row(table, i + 1);
        for (size_t j = 0; j < npy.cols; j++) {
            size_t at = npy.by_columns ? j * npy.rows + i : i * npy.cols + j;
            uint64_t bits = little_endian(file->bytes + npy.offset + at * npy.item, npy.item);
            uint32_t half = (uint32_t)bits;
            float single;
            memcpy(&single, &half, sizeof single);
            memcpy(&x[j], &bits, sizeof x[j]);
            if (npy.item == 4) x[j] = (double)single;
        }
    }
    return LM_OK;
}

/* ---- Either ---- */

static lm_status check_numbers(const struct lm_table *table, const char *path)
{
    if (table->rows == 0) return lm_error(LM_EFORMAT, "%s: holds no numbers", path);
    for (size_t i = 0; i < table->rows; i++)
        for (size_t j = 0; j < table->cols; j++)
            if (!isfinite(table->x[i * table->cols + j]))
                return lm_error(LM_EFORMAT, "%s: row %zu, column %zu: %g is not a finite number", path, table->line[i], j + 1,
                                table->x[i * table->cols + j]);
    return LM_OK;
}

lm_status lm_table_read(struct lm_table *out, const char *path)
{
    struct file file = {.path = path};
    *out = (struct lm_table){0};
    lm_status status = read_file(&file);
    if (status == LM_OK) {
        bool npy = file.size >= 6 && memcmp(file.bytes, "\x93NUMPY", 6) == 0;
        status = npy ? read_npy(out, &file) : read_csv(out, &file);
    }
    if (status == LM_OK) status = check_numbers(out, path);
    free(file.bytes);
    if (status != LM_OK) lm_table_clear(out);
    return status;
}

void lm_table_clear(struct lm_table *table)
{
    free(table->line);
    free(table->x);
    *table = (struct lm_table){0};
}

lm_status lm_table_write(const char *path, const double *x, size_t rows, size_t cols)
{
    enum { PREFIX = 10, BLOCK = 64 };
    char *shape = lm_format("{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }", rows, cols);
    size_t length = (PREFIX + strlen(shape) + 1 + BLOCK - 1) / BLOCK * BLOCK - PREFIX; /* blanks and a newline fill the block */
    char *header = lm_format("%-*s\n", (int)length - 1, shape);
    const char prefix[PREFIX] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0, (char)(length & 255), (char)(length >> 8)};
    FILE *stream = fopen(path, "wb");
    bool written = stream && fwrite(prefix, 1, PREFIX, stream) == PREFIX && fwrite(header, 1, length, stream) == length;
    for (size_t i = 0; written && i < rows * cols; i++) {
        uint64_t bits;
        char bytes[8];
        memcpy(&bits, &x[i], sizeof bits);
        for (size_t k = 0; k < 8; k++) bytes[k] = (char)(bits >> (8 * k) & 255);
        written = fwrite(bytes, 1, sizeof bytes, stream) == sizeof bytes;
    }
    int reason = errno;
    if (stream && fclose(stream) != 0) written = false;
    free(header);
    free(shape);
    return written ? LM_OK : lm_error(LM_EIO, "%s: cannot be written: %s", path, strerror(reason));
}
