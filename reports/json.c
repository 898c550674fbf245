/* report.json: the report itself. Fields keep their order, reals have 17 digits, so that reading it back gives the same doubles. */
#include "reports_internal.h"

char *lm_render_json(const json_t *report)
{
    return json_dumps(report, JSON_INDENT(1) | JSON_REAL_PRECISION(17) | JSON_ENSURE_ASCII);
}
