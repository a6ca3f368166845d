/*
 * A SIMULATION of libnvidia-ml.so.1 as a GB10 answers it: the calls that monitoring uses, replayed
 * from gpu.txt (replay.h). Layouts follow NVIDIA's published nvml.h of the 580 driver. What a GB10
 * does not support answers NVML_ERROR_NOT_SUPPORTED; what is not simulated has no symbol at all.
 */
#define _GNU_SOURCE
#include "replay.h"

#include <dlfcn.h>
#include <pthread.h>

enum {
    SUCCESS = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7,
    DRIVER_NOT_LOADED = 9,
    VERSION_MISMATCH = 25
};

typedef void *device_t;
typedef struct { char legacy[16]; unsigned domain, bus, device, id, sub_id; char bus_id[32]; } pci_t;
typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } memory_v2_t;
typedef struct { unsigned gpu, memory; } utilization_t;
typedef struct { unsigned version, sensor; int celsius; } temperature_t;
typedef struct { unsigned version, value; } addressing_t;
typedef struct { unsigned pid; unsigned long long used; } process_v1_t;
typedef struct { unsigned pid; unsigned long long used; unsigned gpu_instance, compute_instance; }
    process_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lab_gpu cached;
static struct timespec cached_change;
static ino_t cached_inode;
static int initialized;

/* Copy the present state of the machine; read the file again only when it changed. */
static int now(struct lab_gpu *gpu) {
    static char path[PATH_MAX];
    struct stat info;
    Dl_info self;
    int result = SUCCESS;

    pthread_mutex_lock(&lock);
    if (!path[0] && dladdr((void *)&cached, &self))
        lab_path(self.dli_fname, path, sizeof path);
    if (stat(path, &info) != 0)
        result = DRIVER_NOT_LOADED;
    else if (info.st_ino != cached_inode || info.st_mtim.tv_nsec != cached_change.tv_nsec ||
             info.st_mtim.tv_sec != cached_change.tv_sec) {
        lab_read(path, &cached);
        cached_inode = info.st_ino;
        cached_change = info.st_mtim;
    }
    if (result == SUCCESS && !initialized)
        result = UNINITIALIZED;
    *gpu = cached;
    pthread_mutex_unlock(&lock);
    return result;
}

static int gpu_of(device_t device, struct lab_gpu *gpu) {
    int result = now(gpu);
    if (result != SUCCESS)
        return result;
    return device == (device_t)&cached && gpu->devices > 0 ? SUCCESS : INVALID_ARGUMENT;
}

static int text(const char *from, char *to, unsigned size) {
    if (!to)
        return INVALID_ARGUMENT;
    if (strlen(from) + 1 > size)
        return INSUFFICIENT_SIZE;
    strcpy(to, from);
    return SUCCESS;
}

#define WITH_GPU(device)                                                                           \
    struct lab_gpu gpu;                                                                            \
    int result = gpu_of(device, &gpu);                                                             \
    if (result != SUCCESS)                                                                         \
        return result

int nvmlInitWithFlags(unsigned flags) {
    struct lab_gpu gpu;
    (void)flags;
    initialized++;
    if (now(&gpu) == SUCCESS)
        return SUCCESS;
    initialized--;
    return DRIVER_NOT_LOADED;
}
int nvmlInit_v2(void) { return nvmlInitWithFlags(0); }
int nvmlInit(void) { return nvmlInitWithFlags(0); }

int nvmlShutdown(void) {
    if (!initialized)
        return UNINITIALIZED;
    initialized--;
    return SUCCESS;
}

const char *nvmlErrorString(int result) {
    switch (result) {
    case SUCCESS: return "Success";
    case UNINITIALIZED: return "Uninitialized";
    case INVALID_ARGUMENT: return "Invalid Argument";
    case NOT_SUPPORTED: return "Not Supported";
    case NOT_FOUND: return "Not Found";
    case INSUFFICIENT_SIZE: return "Insufficient Size";
    case DRIVER_NOT_LOADED: return "Driver Not Loaded";
    case VERSION_MISMATCH: return "Argument version mismatch";
    default: return "Unknown Error";
    }
}

int nvmlSystemGetDriverVersion(char *version, unsigned size) {
    struct lab_gpu gpu;
    int result = now(&gpu);
    return result == SUCCESS ? text(gpu.driver, version, size) : result;
}
int nvmlSystemGetNVMLVersion(char *version, unsigned size) {
    return nvmlSystemGetDriverVersion(version, size);
}
int nvmlSystemGetCudaDriverVersion(int *version) {
    *version = 13000;
    return SUCCESS;
}
int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    return nvmlSystemGetCudaDriverVersion(version);
}

int nvmlSystemGetProcessName(unsigned pid, char *name, unsigned size) {
    struct lab_gpu gpu;
    int index, result = now(&gpu);

    for (index = 0; result == SUCCESS && index < gpu.processes; index++)
        if ((unsigned)gpu.process[index].pid == pid)
            return text(gpu.process[index].name, name, size);
    return result == SUCCESS ? NOT_FOUND : result;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
    struct lab_gpu gpu;
    int result = now(&gpu);
    *count = result == SUCCESS ? (unsigned)gpu.devices : 0;
    return result;
}
int nvmlDeviceGetCount(unsigned *count) { return nvmlDeviceGetCount_v2(count); }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device_t *device) {
    struct lab_gpu gpu;
    int result = now(&gpu);
    if (result != SUCCESS)
        return result;
    if (index >= (unsigned)gpu.devices)
        return INVALID_ARGUMENT;
    *device = &cached;
    return SUCCESS;
}
int nvmlDeviceGetHandleByIndex(unsigned index, device_t *device) {
    return nvmlDeviceGetHandleByIndex_v2(index, device);
}
int nvmlDeviceGetHandleByUUID(const char *uuid, device_t *device) {
    return strcmp(uuid, LAB_UUID) ? NOT_FOUND : nvmlDeviceGetHandleByIndex_v2(0, device);
}
int nvmlDeviceGetHandleByPciBusId_v2(const char *bus_id, device_t *device) {
    return strcasecmp(bus_id, LAB_BUS_ID) ? NOT_FOUND : nvmlDeviceGetHandleByIndex_v2(0, device);
}

int nvmlDeviceGetIndex(device_t device, unsigned *index) {
    WITH_GPU(device);
    *index = 0;
    return SUCCESS;
}
int nvmlDeviceGetName(device_t device, char *name, unsigned size) {
    WITH_GPU(device);
    return text(LAB_NAME, name, size);
}
int nvmlDeviceGetUUID(device_t device, char *uuid, unsigned size) {
    WITH_GPU(device);
    return text(LAB_UUID, uuid, size);
}
int nvmlDeviceGetVbiosVersion(device_t device, char *version, unsigned size) {
    WITH_GPU(device);
    return text(LAB_VBIOS, version, size);
}

int nvmlDeviceGetPciInfo_v3(device_t device, pci_t *pci) {
    WITH_GPU(device);
    memset(pci, 0, sizeof *pci);
    strcpy(pci->legacy, "000F:01:00.0");
    strcpy(pci->bus_id, LAB_BUS_ID);
    pci->domain = 0xF;
    pci->bus = 1;
    pci->id = 0x2E1210DE;
    pci->sub_id = 0x10DE;
    return SUCCESS;
}
int nvmlDeviceGetPciInfo_v2(device_t device, pci_t *pci) {
    return nvmlDeviceGetPciInfo_v3(device, pci);
}

int nvmlDeviceGetMemoryInfo(device_t device, memory_t *memory) {
    WITH_GPU(device);
    memset(memory, 0, sizeof *memory);
    if (!gpu.memory_total_kib)
        return NOT_SUPPORTED;
    memory->total = (unsigned long long)gpu.memory_total_kib * 1024;
    memory->used = (unsigned long long)gpu.memory_used_kib * 1024;
    memory->free = memory->total - memory->used;
    return SUCCESS;
}
int nvmlDeviceGetMemoryInfo_v2(device_t device, memory_v2_t *memory) {
    memory_t plain;
    int result = nvmlDeviceGetMemoryInfo(device, &plain);
    if (result != SUCCESS)
        return result;
    memory->total = plain.total;
    memory->reserved = 0;
    memory->used = plain.used;
    memory->free = plain.free;
    return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(device_t device, utilization_t *utilization) {
    WITH_GPU(device);
    utilization->gpu = (unsigned)lab_now(&gpu)->util;
    utilization->memory = 0;
    return SUCCESS;
}

int nvmlDeviceGetTemperature(device_t device, unsigned sensor, unsigned *celsius) {
    WITH_GPU(device);
    if (sensor != 0)
        return INVALID_ARGUMENT;
    *celsius = (unsigned)lab_now(&gpu)->temp;
    return SUCCESS;
}
int nvmlDeviceGetTemperatureV(device_t device, temperature_t *temperature) {
    unsigned celsius;
    int result;
    if (temperature->version != 0x100000C)
        return VERSION_MISMATCH;
    result = nvmlDeviceGetTemperature(device, temperature->sensor, &celsius);
    if (result == SUCCESS)
        temperature->celsius = (int)celsius;
    return result;
}

int nvmlDeviceGetPowerUsage(device_t device, unsigned *milliwatt) {
    WITH_GPU(device);
    *milliwatt = (unsigned)lab_now(&gpu)->milliwatt;
    return SUCCESS;
}

#define NOT_ON_GB10(name, type)                                                                    \
    int name(device_t device, type *value) {                                                       \
        WITH_GPU(device);                                                                          \
        (void)value;                                                                               \
        return NOT_SUPPORTED;                                                                      \
    }
NOT_ON_GB10(nvmlDeviceGetEnforcedPowerLimit, unsigned)
NOT_ON_GB10(nvmlDeviceGetPowerManagementLimit, unsigned)
NOT_ON_GB10(nvmlDeviceGetPowerManagementDefaultLimit, unsigned)
NOT_ON_GB10(nvmlDeviceGetFanSpeed, unsigned)
NOT_ON_GB10(nvmlDeviceGetTotalEnergyConsumption, unsigned long long)

/* Clocks: 0 graphics, 1 SM, 2 memory, 3 video. */
int nvmlDeviceGetClockInfo(device_t device, unsigned type, unsigned *mhz) {
    WITH_GPU(device);
    if (type > 3)
        return INVALID_ARGUMENT;
    if (type > 1)
        return NOT_SUPPORTED;
    *mhz = (unsigned)lab_now(&gpu)->sm_mhz;
    return SUCCESS;
}
int nvmlDeviceGetMaxClockInfo(device_t device, unsigned type, unsigned *mhz) {
    WITH_GPU(device);
    if (type > 3)
        return INVALID_ARGUMENT;
    if (type == 2)
        return NOT_SUPPORTED;
    *mhz = LAB_MAX_MHZ;
    return SUCCESS;
}

int nvmlDeviceGetPerformanceState(device_t device, int *state) {
    WITH_GPU(device);
    *state = lab_now(&gpu)->pstate;
    return SUCCESS;
}

/* Captures show every reason "Not Active", even on a wedged box. */
int nvmlDeviceGetCurrentClocksEventReasons(device_t device, unsigned long long *reasons) {
    WITH_GPU(device);
    *reasons = 0;
    return SUCCESS;
}
int nvmlDeviceGetCurrentClocksThrottleReasons(device_t device, unsigned long long *reasons) {
    return nvmlDeviceGetCurrentClocksEventReasons(device, reasons);
}

int nvmlDeviceGetCudaComputeCapability(device_t device, int *major, int *minor) {
    WITH_GPU(device);
    *major = 12;
    *minor = 1;
    return SUCCESS;
}

int nvmlDeviceGetAddressingMode(device_t device, addressing_t *mode) {
    WITH_GPU(device);
    if (mode->version != 0x1000008)
        return VERSION_MISMATCH;
    mode->value = 2; /* ATS */
    return SUCCESS;
}

/* Hand out the processes of one kind in either layout. */
static int processes(device_t device, int graphics, unsigned *count, process_v1_t *v1,
                     process_t *v2) {
    unsigned found = 0;
    int index;
    WITH_GPU(device);

    for (index = 0; index < gpu.processes; index++) {
        const struct lab_process *process = &gpu.process[index];
        unsigned long long bytes = (unsigned long long)process->mib << 20;
        if (process->graphics != graphics)
            continue;
        if (v1 && found < *count)
            v1[found] = (process_v1_t){(unsigned)process->pid, bytes};
        if (v2 && found < *count)
            v2[found] = (process_t){(unsigned)process->pid, bytes, UINT_MAX, UINT_MAX};
        found++;
    }
    result = found > *count || (found && !v1 && !v2) ? INSUFFICIENT_SIZE : SUCCESS;
    *count = found;
    return result;
}
int nvmlDeviceGetComputeRunningProcesses(device_t device, unsigned *count, process_v1_t *infos) {
    return processes(device, 0, count, infos, NULL);
}
int nvmlDeviceGetComputeRunningProcesses_v2(device_t device, unsigned *count, process_t *infos) {
    return processes(device, 0, count, NULL, infos);
}
int nvmlDeviceGetComputeRunningProcesses_v3(device_t device, unsigned *count, process_t *infos) {
    return processes(device, 0, count, NULL, infos);
}
int nvmlDeviceGetGraphicsRunningProcesses(device_t device, unsigned *count, process_v1_t *infos) {
    return processes(device, 1, count, infos, NULL);
}
int nvmlDeviceGetGraphicsRunningProcesses_v2(device_t device, unsigned *count, process_t *infos) {
    return processes(device, 1, count, NULL, infos);
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(device_t device, unsigned *count, process_t *infos) {
    return processes(device, 1, count, NULL, infos);
}
