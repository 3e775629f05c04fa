/* A plugin of QEMU's user-mode emulator: counts the instructions of each thread of the process that it runs, into a file that another process
 * reads. Its name is that of the option with the process id behind it. `qemu-x86_64 -plugin counter.so,counts=FILE COMMAND` (https://www.qemu.org/docs/master/devel/tcg-plugins.html). Debian has no header
 * of the plugin interface, so what is used of it is declared here. */
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define THREADS 64
#define OPTION "counts="

typedef uint64_t plugin_id;
struct block;

extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct block *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct block *, void (*)(unsigned int, void *), int, void *);
extern size_t qemu_plugin_tb_n_insns(const struct block *);

EXPORTED int qemu_plugin_version = 1;

static uint64_t *counts;

static void count(unsigned int thread, void *instructions)
{
    counts[thread % THREADS] += (uint64_t)instructions;
}

static void watch(plugin_id id, struct block *block)
{
    (void)id;
    qemu_plugin_register_vcpu_tb_exec_cb(block, count, 0, (void *)qemu_plugin_tb_n_insns(block));
}

EXPORTED int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    if (argc != 1 || strncmp(argv[0], OPTION, strlen(OPTION)) != 0)
        return 1;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s-%d", argv[0] + strlen(OPTION), (int)getpid());
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, THREADS * sizeof(uint64_t)) != 0)
        return 1;
    counts = mmap(NULL, THREADS * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (counts == MAP_FAILED)
        return 1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, watch);
    return 0;
}
