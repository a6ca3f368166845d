/*
 * A SIMULATION of nvidia-smi as a GB10 answers it: CSV queries, -L, --version and the table,
 * replayed from gpu.txt (replay.h). Layouts, sentinels and refusals are those of the captures; what
 * no capture shows (-q, dmon, settings) is refused in words of our own on stderr.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#define NA "[N/A]"

struct field {
    const char *name;  /* as asked */
    const char *title; /* as printed in the header */
    const char *unit;  /* without brackets, "" for none */
    const char *value; /* constant; NULL when it comes from the row (see live) */
};

/* Support as in captures and field reports of driver 580: memory, limits and fans are not there. */
static const struct field FIELDS[] = {
    {"index", "index", "", "0"},
    {"count", "count", "", "1"},
    {"name", "name", "", LAB_NAME},
    {"gpu_name", "name", "", LAB_NAME},
    {"uuid", "uuid", "", LAB_UUID},
    {"gpu_uuid", "uuid", "", LAB_UUID},
    {"serial", "serial", "", NA},
    {"gpu_serial", "serial", "", NA},
    {"vbios_version", "vbios_version", "", LAB_VBIOS},
    {"pci.bus_id", "pci.bus_id", "", LAB_BUS_ID},
    {"gpu_bus_id", "pci.bus_id", "", LAB_BUS_ID},
    {"pci.domain", "pci.domain", "", "0x000F"},
    {"pci.bus", "pci.bus", "", "0x01"},
    {"pci.device", "pci.device", "", "0x00"},
    {"pci.device_id", "pci.device_id", "", "0x2E1210DE"},
    {"pci.sub_device_id", "pci.sub_device_id", "", "0x10DE"},
    {"pcie.link.gen.current", "pcie.link.gen.current", "", "1"},
    {"pcie.link.gen.gpucurrent", "pcie.link.gen.gpucurrent", "", "1"},
    {"pcie.link.gen.max", "pcie.link.gen.max", "", "1"},
    {"pcie.link.gen.gpumax", "pcie.link.gen.gpumax", "", "5"},
    {"pcie.link.gen.hostmax", "pcie.link.gen.hostmax", "", "5"},
    {"pcie.link.width.current", "pcie.link.width.current", "", "1"},
    {"pcie.link.width.max", "pcie.link.width.max", "", "16"},
    {"compute_cap", "compute_cap", "", "12.1"},
    {"addressing_mode", "addressing_mode", "", "ATS"},
    {"persistence_mode", "persistence_mode", "", "Enabled"},
    {"display_active", "display_active", "", "Disabled"},
    {"compute_mode", "compute_mode", "", "Default"},
    {"mig.mode.current", "mig.mode.current", "", NA},
    {"fan.speed", "fan.speed", "%", NA},
    {"memory.total", "memory.total", "MiB", NA},
    {"memory.used", "memory.used", "MiB", NA},
    {"memory.free", "memory.free", "MiB", NA},
    {"memory.reserved", "memory.reserved", "MiB", NA},
    {"utilization.memory", "utilization.memory", "%", "0"},
    {"temperature.memory", "temperature.memory", "", NA},
    {"power.limit", "power.limit", "W", NA},
    {"enforced.power.limit", "enforced.power.limit", "W", NA},
    {"power.default_limit", "power.default_limit", "W", NA},
    {"power.min_limit", "power.min_limit", "W", NA},
    {"power.max_limit", "power.max_limit", "W", NA},
    {"power.management", "power.management", "", NA},
    {"clocks.mem", "clocks.current.memory", "MHz", NA},
    {"clocks.current.memory", "clocks.current.memory", "MHz", NA},
    {"clocks.max.mem", "clocks.max.memory", "MHz", NA},
    {"clocks.max.memory", "clocks.max.memory", "MHz", NA},
    {"clocks.max.sm", "clocks.max.sm", "MHz", "3003"},
    {"clocks.max.gr", "clocks.max.graphics", "MHz", "3003"},
    {"clocks.max.graphics", "clocks.max.graphics", "MHz", "3003"},
    {"ecc.mode.current", "ecc.mode.current", "", NA},
    {"driver_version", "driver_version", "", NULL},
    {"timestamp", "timestamp", "", NULL},
    {"pstate", "pstate", "", NULL},
    {"utilization.gpu", "utilization.gpu", "%", NULL},
    {"temperature.gpu", "temperature.gpu", "", NULL},
    {"power.draw", "power.draw", "W", NULL},
    {"power.draw.average", "power.draw.average", "W", NULL},
    {"power.draw.instant", "power.draw.instant", "W", NULL},
    {"clocks.sm", "clocks.current.sm", "MHz", NULL},
    {"clocks.current.sm", "clocks.current.sm", "MHz", NULL},
    {"clocks.gr", "clocks.current.graphics", "MHz", NULL},
    {"clocks.current.graphics", "clocks.current.graphics", "MHz", NULL},
};

static const struct field APP_FIELDS[] = {
    {"pid", "pid", "", NULL},
    {"process_name", "process_name", "", NULL},
    {"name", "process_name", "", NULL},
    {"used_memory", "used_gpu_memory", "MiB", NULL},
    {"used_gpu_memory", "used_gpu_memory", "MiB", NULL},
    {"gpu_name", "gpu_name", "", LAB_NAME},
    {"gpu_uuid", "gpu_uuid", "", LAB_UUID},
    {"gpu_bus_id", "gpu_bus_id", "", LAB_BUS_ID},
};

/* Clock-event reasons: a bitmask under "active", else one word each; all inactive in captures. */
static const char *const REASONS[] = {
    "gpu_idle",       "applications_clocks_setting", "sw_power_cap",   "hw_slowdown",
    "hw_thermal_slowdown", "hw_power_brake_slowdown", "sw_thermal_slowdown", "sync_boost",
};

struct request {
    char query[2048], apps[512], file[PATH_MAX];
    int has_query, has_apps, csv, header, units, list, version;
    long loop_ms;
};

static int reason_field(const char *name, struct field *field, char *title, size_t size) {
    size_t index, skip;
    if (strncmp(name, "clocks_event_reasons.", 21) && strncmp(name, "clocks_throttle_reasons.", 24))
        return 0;
    skip = strncmp(name, "clocks_event_reasons.", 21) == 0 ? 21 : 24;
    snprintf(title, size, "clocks_event_reasons.%s", name + skip);
    *field = (struct field){name, title, "", "Not Active"};
    if (strcmp(name + skip, "active") == 0) {
        field->value = "0x0000000000000000";
        return 1;
    }
    for (index = 0; index < sizeof REASONS / sizeof *REASONS; index++)
        if (strcmp(name + skip, REASONS[index]) == 0)
            return 1;
    return 0;
}

/* Split a comma list into fields; on an unknown one say so as nvidia-smi does and return -1. */
static int parse(char *list, const struct field *known, size_t count, struct field *out, int max,
                 char titles[][64]) {
    char *save = NULL, *name;
    int total = 0;

    for (name = strtok_r(list, ", ", &save); name && total < max;
         name = strtok_r(NULL, ", ", &save)) {
        size_t index;
        for (index = 0; index < count && strcmp(known[index].name, name); index++)
            ;
        if (index < count)
            out[total++] = known[index];
        else if (known == FIELDS && reason_field(name, &out[total], titles[total], 64))
            total++;
        else {
            printf("Field \"%s\" is not a valid field to query.\n\n", name);
            return -1;
        }
    }
    return total;
}

static void print_header(const struct field *fields, int count, int units) {
    int index;
    for (index = 0; index < count; index++) {
        printf("%s%s", index ? ", " : "", fields[index].title);
        if (*fields[index].unit && units)
            printf(" [%s]", fields[index].unit);
    }
    putchar('\n');
}

/* A locale with decimal commas adds columns to nvidia-smi's CSV. Told by the variables alone, since
 * a small machine has no such locale installed. */
static int decimal_comma(void) {
    static const char COMMA[] = "cs da de es fi fr it nb nl pl pt ru sv tr";
    const char *locale = getenv("LC_ALL");
    char language[4] = "";

    if (!locale || !*locale)
        locale = getenv("LC_NUMERIC");
    if (!locale || !*locale)
        locale = getenv("LANG");
    if (!locale || strlen(locale) < 3 || locale[2] != '_')
        return 0;
    memcpy(language, locale, 2);
    return strstr(COMMA, language) != NULL;
}

static void live(const char *name, const struct lab_gpu *gpu, char *out, size_t size) {
    const struct lab_row *row = lab_now(gpu);
    struct timespec clock;
    struct tm local;

    if (strcmp(name, "driver_version") == 0)
        snprintf(out, size, "%s", gpu->driver);
    else if (strcmp(name, "pstate") == 0)
        snprintf(out, size, "P%d", row->pstate);
    else if (strcmp(name, "utilization.gpu") == 0)
        snprintf(out, size, "%d", row->util);
    else if (strcmp(name, "temperature.gpu") == 0)
        snprintf(out, size, "%d", row->temp);
    else if (strncmp(name, "power.draw", 10) == 0)
        snprintf(out, size, "%d%c%02d", (row->milliwatt + 5) / 1000,
                 decimal_comma() ? ',' : '.', (row->milliwatt + 5) / 10 % 100);
    else if (strncmp(name, "clocks.", 7) == 0)
        snprintf(out, size, "%d", row->sm_mhz);
    else { /* timestamp */
        clock_gettime(CLOCK_REALTIME, &clock);
        localtime_r(&clock.tv_sec, &local);
        strftime(out, size, "%Y/%m/%d %H:%M:%S", &local);
        snprintf(out + strlen(out), size - strlen(out), ".%03ld", clock.tv_nsec / 1000000);
    }
}

static void print_cell(const struct field *field, const char *value, int units, int first) {
    const char *space = *field->unit && units && *value != '[' ? " " : "";
    printf("%s%s%s%s", first ? "" : ", ", value, space, *space ? field->unit : "");
}

static int query_gpu(struct request *ask, const struct lab_gpu *gpu, int header) {
    struct field fields[128];
    static char titles[128][64];
    char list[2048], value[64];
    int index, count;

    strcpy(list, ask->query);
    count = parse(list, FIELDS, sizeof FIELDS / sizeof *FIELDS, fields, 128, titles);
    if (count < 0)
        return 2;
    if (header)
        print_header(fields, count, ask->units);
    for (index = 0; index < count; index++) {
        live(fields[index].name, gpu, value, sizeof value);
        print_cell(&fields[index], fields[index].value ? fields[index].value : value, ask->units,
                   index == 0);
    }
    putchar('\n');
    return 0;
}

static int query_apps(struct request *ask, const struct lab_gpu *gpu, int header) {
    struct field fields[16];
    char list[512], value[160];
    int index, count, row;

    strcpy(list, ask->apps);
    count = parse(list, APP_FIELDS, sizeof APP_FIELDS / sizeof *APP_FIELDS, fields, 16, NULL);
    if (count < 0)
        return 2;
    if (header)
        print_header(fields, count, ask->units);
    for (row = 0; row < gpu->processes; row++) {
        const struct lab_process *process = &gpu->process[row];
        if (process->graphics)
            continue;
        for (index = 0; index < count; index++) {
            if (strcmp(fields[index].title, "pid") == 0)
                snprintf(value, sizeof value, "%d", process->pid);
            else if (strcmp(fields[index].title, "process_name") == 0)
                snprintf(value, sizeof value, "%s", process->name);
            else
                snprintf(value, sizeof value, "%lld", process->mib);
            print_cell(&fields[index], fields[index].value ? fields[index].value : value,
                       ask->units, index == 0);
        }
        putchar('\n');
    }
    return 0;
}

#define RULE "+-----------------------------------------------------------------------------------------+\n"
#define BOX "+-----------------------------------------+------------------------+----------------------+\n"

static void print_table(const struct lab_gpu *gpu) {
    const struct lab_row *row = lab_now(gpu);
    char now[64], memory[32];
    time_t clock = time(NULL);
    int index;

    strftime(now, sizeof now, "%a %b %e %H:%M:%S %Y", localtime(&clock));
    printf("%s       \n" RULE, now);
    printf("| NVIDIA-SMI %-22s Driver Version: %-14s CUDA Version: %-8s |\n" BOX, gpu->driver,
           gpu->driver, "13.0");
    printf("| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |\n"
           "| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |\n"
           "|                                         |                        |               MIG M. |\n"
           "|=========================================+========================+======================|\n");
    printf("|   0  %-30s On  |   %s Off |                  N/A |\n", LAB_NAME, LAB_BUS_ID);
    printf("| N/A  %3dC    P%d %14dW /  N/A  | Not Supported          | %6d%%      Default |\n",
           row->temp, row->pstate, row->milliwatt / 1000, row->util);
    printf("|                                         |                        |                  N/A |\n" BOX
           "\n" RULE);
    printf("| Processes:                                                                              |\n"
           "|  GPU   GI   CI              PID   Type   Process name                        GPU Memory |\n"
           "|        ID   ID                                                               Usage      |\n"
           "|=========================================================================================|\n");
    for (index = 0; index < gpu->processes; index++) {
        const struct lab_process *process = &gpu->process[index];
        snprintf(memory, sizeof memory, "%lldMiB", process->mib);
        if (strlen(memory) > 8) /* the real tool truncates: `10794...` */
            strcpy(memory + 5, "...");
        printf("|    0   N/A  N/A %15d %6s   %-35.35s %10s |\n", process->pid,
               process->graphics ? "G" : "C", process->name, memory);
    }
    if (gpu->processes == 0)
        printf("|  No running processes found                                                             |\n");
    fputs(RULE, stdout);
}

static int refuse(const char *what) {
    fprintf(stderr, "nvidia-smi (lab simulation): %s is not simulated: no capture shows it\n", what);
    return 1;
}

static int option(const char *argument, const char *name, const char **value) {
    size_t length = strlen(name);
    if (strncmp(argument, name, length) || (argument[length] != '=' && argument[length]))
        return 0;
    *value = argument[length] ? argument + length + 1 : "";
    return 1;
}

static void read_format(struct request *ask, const char *format) {
    ask->csv = strstr(format, "csv") != NULL;
    ask->header = strstr(format, "noheader") == NULL;
    ask->units = strstr(format, "nounits") == NULL;
}

/* Take the value of `-l 5`, `-l5`, `-l`, `--loop=5`, `-lms 500`, `--loop-ms=500` in milliseconds. */
static int read_loop(char **argv, int *at, struct request *ask) {
    static const struct { const char *name; long scale; } NAMES[] = {
        {"--loop-ms", 1}, {"--loop", 1000}, {"-lms", 1}, {"-l", 1000}};
    size_t index;
    for (index = 0; index < sizeof NAMES / sizeof *NAMES; index++) {
        size_t length = strlen(NAMES[index].name);
        const char *value = argv[*at] + length;
        if (strncmp(argv[*at], NAMES[index].name, length) || isalpha((unsigned char)*value))
            continue;
        if (*value == '=')
            value++;
        else if (!*value && argv[*at + 1] && isdigit((unsigned char)*argv[*at + 1]))
            value = argv[++*at];
        ask->loop_ms = (*value ? atol(value) : 5) * NAMES[index].scale;
        return ask->loop_ms > 0;
    }
    return 0;
}

static int read_arguments(char **argv, struct request *ask) {
    const char *value;
    int at;

    for (at = 1; argv[at]; at++) {
        if (option(argv[at], "--query-gpu", &value)) {
            snprintf(ask->query, sizeof ask->query, "%s", value);
            ask->has_query = 1;
        } else if (option(argv[at], "--query-compute-apps", &value)) {
            snprintf(ask->apps, sizeof ask->apps, "%s", value);
            ask->has_apps = 1;
        } else if (option(argv[at], "--format", &value))
            read_format(ask, value);
        else if (option(argv[at], "--id", &value))
            continue;
        else if (!strcmp(argv[at], "-i") && argv[at + 1])
            at++;
        else if (!strcmp(argv[at], "-L") || !strcmp(argv[at], "--list-gpus"))
            ask->list = 1;
        else if (!strcmp(argv[at], "--version"))
            ask->version = 1;
        else if (!read_loop(argv, &at, ask))
            return refuse(argv[at]);
    }
    return 0;
}

static int answer(struct request *ask, int header) {
    struct lab_gpu gpu;

    if (!lab_read(ask->file, &gpu)) {
        puts("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make "
             "sure that the latest NVIDIA driver is installed and running.\n");
        return 9;
    }
    if (ask->version) {
        printf("NVIDIA-SMI version  : %s\nNVML version        : %s\nDRIVER version      : %s\n"
               "CUDA Version        : 13.0\n", gpu.driver, gpu.driver, gpu.driver);
        return 0;
    }
    if (gpu.devices == 0) {
        puts("No devices were found");
        return 6;
    }
    if (ask->list) {
        printf("GPU 0: %s (UUID: %s)\n", LAB_NAME, LAB_UUID);
        return 0;
    }
    if (ask->has_query)
        return query_gpu(ask, &gpu, header);
    if (ask->has_apps)
        return query_apps(ask, &gpu, header);
    print_table(&gpu);
    return 0;
}

int main(int argc, char **argv) {
    struct request ask = {.header = 1, .units = 1};
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    int result;

    (void)argc;
    if (length < 0)
        return refuse("a machine without /proc");
    self[length] = '\0';
    lab_path(self, ask.file, sizeof ask.file);
    result = read_arguments(argv, &ask);
    if (result)
        return result;
    if ((ask.has_query || ask.has_apps) && !ask.csv) {
        puts("\"--format=\" switch is missing. It is required when querying.");
        return 1;
    }
    result = answer(&ask, ask.header);
    while (result == 0 && ask.loop_ms > 0) {
        if (fflush(stdout) != 0)
            return 1;
        usleep((useconds_t)ask.loop_ms * 1000);
        result = answer(&ask, 0);
    }
    return result;
}
