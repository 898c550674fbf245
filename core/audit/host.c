/* What the machine offers to this process. */
#define _GNU_SOURCE /* sched_getaffinity: a batch system may grant fewer processors than there are */
#include "audit_internal.h"
#include <math.h>
#include <sched.h>
#include <unistd.h>

unsigned lm_host_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return (unsigned)CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

/* The first number after `label` in a file of the kernel; infinite where there is none ("max" is none). */
static double kernel_number(const char *path, const char *label)
{
    char line[256];
    double out = HUGE_VAL;
    FILE *file = fopen(path, "r");
    if (!file) return out;
    while (isinf(out) && fgets(line, sizeof line, file)) {
        size_t i = 0;
        while (label[i] != '\0' && line[i] == label[i]) i++;
        if (label[i] == '\0' && sscanf(line + i, "%lf", &out) != 1) out = HUGE_VAL;
    }
    fclose(file);
    return out;
}

double lm_host_memory(void)
{
    double available = 1024 * kernel_number("/proc/meminfo", "MemAvailable:");
    double group = kernel_number("/sys/fs/cgroup/memory.max", "");
    if (isfinite(group)) {
        double used = kernel_number("/sys/fs/cgroup/memory.current", "");
        double cached = kernel_number("/sys/fs/cgroup/memory.stat", "inactive_file "); /* given back under pressure */
        if (isfinite(used)) group -= used;
        if (isfinite(cached)) group += cached;
    }
    double least = fmin(available, fmax(group, 0));
    return isfinite(least) ? least : (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 2;
}
