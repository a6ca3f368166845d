/*
 * What the simulated GB10 answers from: one small text file, read again whenever it changes.
 *
 * The file lies beside the folder of whoever asks (DIR/bin/nvidia-smi and DIR/lib/libnvidia-ml.so.1
 * both read DIR/gpu.txt), so a test changes the machine by writing it. Lines, in any order:
 *
 *   driver 580.126.09
 *   devices 1                      0: "No devices were found"
 *   memory not-supported           or: memory TOTAL_KIB USED_KIB (NVML's other behaviour)
 *   period 5                       seconds each row is shown
 *   row UTIL TEMP MILLIWATT SM_MHZ PSTATE
 *   process compute|graphics PID MIB NAME
 *
 * Both programs choose the row by the wall clock, so they agree with each other.
 */
#ifndef LAB_REPLAY_H
#define LAB_REPLAY_H

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#define LAB_ROWS 32
#define LAB_PROCESSES 16
#define LAB_NAME "NVIDIA GB10"
#define LAB_BUS_ID "0000000F:01:00.0"
#define LAB_UUID "GPU-00000000-1ab0-0000-0000-000000000001" /* synthetic: no capture shows one */
#define LAB_VBIOS "9A.0B.25.00.00"
#define LAB_MAX_MHZ 3003

struct lab_row {
    int util, temp, milliwatt, sm_mhz, pstate;
};

struct lab_process {
    int graphics, pid;
    long long mib;
    char name[128];
};

struct lab_gpu {
    char driver[32];
    int devices, period, rows, processes;
    long long memory_total_kib, memory_used_kib; /* 0: not supported */
    struct lab_row row[LAB_ROWS];
    struct lab_process process[LAB_PROCESSES];
};

static void lab_read_line(struct lab_gpu *gpu, const char *line) {
    struct lab_row *row = &gpu->row[gpu->rows];
    struct lab_process *process = &gpu->process[gpu->processes];
    char kind[16];

    if (gpu->rows < LAB_ROWS && sscanf(line, "row %d %d %d %d P%d", &row->util, &row->temp,
                                       &row->milliwatt, &row->sm_mhz, &row->pstate) == 5)
        gpu->rows++;
    else if (gpu->processes < LAB_PROCESSES &&
             sscanf(line, "process %15s %d %lld %127[^\n]", kind, &process->pid, &process->mib,
                    process->name) == 4) {
        process->graphics = strcmp(kind, "graphics") == 0;
        gpu->processes++;
    } else {
        (void)sscanf(line, "driver %31s", gpu->driver);
        (void)sscanf(line, "devices %d", &gpu->devices);
        (void)sscanf(line, "period %d", &gpu->period);
        (void)sscanf(line, "memory %lld %lld", &gpu->memory_total_kib, &gpu->memory_used_kib);
    }
}

/* Fill `gpu` from `path`; return 0 when there is no such file. */
static int lab_read(const char *path, struct lab_gpu *gpu) {
    char line[256];
    FILE *file = fopen(path, "re");

    memset(gpu, 0, sizeof *gpu);
    gpu->period = 5;
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file))
        lab_read_line(gpu, line);
    fclose(file);
    if (gpu->rows == 0 || gpu->period < 1)
        gpu->devices = 0;
    return 1;
}

/* Turn DIR/lib/anything into DIR/gpu.txt. */
static void lab_path(const char *self, char *path, size_t size) {
    char dir[PATH_MAX];
    int depth;

    snprintf(dir, sizeof dir, "%s", self);
    for (depth = 0; depth < 2; depth++) {
        char *slash = strrchr(dir, '/');
        if (slash)
            *slash = '\0';
    }
    snprintf(path, size, "%.*s/gpu.txt", (int)size - 10, dir);
}

static const struct lab_row *lab_now(const struct lab_gpu *gpu) {
    return &gpu->row[time(NULL) / gpu->period % gpu->rows];
}

#endif
