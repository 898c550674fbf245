/* Numbers and texts of the report. JSON has neither infinities nor NaN: they are null, and hexadecimal fields tell them apart. */
#include "judge_internal.h"
#include <stdio.h>

json_t *lm_json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *lm_json_on_axis(double x)
{
    return isfinite(x) && x == floor(x) ? json_integer((json_int_t)x) : lm_json_number(x);
}

json_t *lm_json_hex(double x)
{
    char text[64] = "nan"; /* printf would write -nan for some */
    if (!isnan(x)) snprintf(text, sizeof text, "%a", x);
    return json_string(text);
}

json_t *lm_json_text(const char *text)
{
    return text ? json_string(text) : json_null();
}

void lm_json_put(json_t *object, const char *key, json_t *value)
{
    LM_ASSERT(json_object_set_new(object, key, value) == 0);
}
