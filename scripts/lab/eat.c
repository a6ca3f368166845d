/*
 * Stands in for an engine that takes more and more memory, inside a container.
 *
 *   eat MIB_PER_SECOND MIB [stubborn]
 *
 * Takes memory and writes to it until it has MIB, then waits. Ends at SIGTERM, unless `stubborn`:
 * as the first process of a container it would not get one that it does not ask for.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define STEPS_PER_SECOND 50
#define MIB (1L << 20)

static void end(int number) {
    (void)number;
    _exit(0);
}

int main(int count, char **words) {
    long rate = count > 1 ? atol(words[1]) * MIB / STEPS_PER_SECOND : 0;
    long left = count > 2 ? atol(words[2]) * MIB : 0;
    struct timespec pause = {0, 1000000000L / STEPS_PER_SECOND};

    if (count < 4)
        signal(SIGTERM, end);
    while (left > 0 && rate > 0) {
        long size = rate < left ? rate : left;
        void *memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return 1;
        memset(memory, 1, (size_t)size);
        left -= size;
        nanosleep(&pause, NULL);
    }
    for (;;)
        pause.tv_sec = 3600, nanosleep(&pause, NULL);
}
