/* Loaded into a program (LD_PRELOAD): keeps, in DISK_IMAGE, what the files of DISK_FOLDER hold as of their last sync, which is what
   a loss of power leaves of them. Syncs of files whose names end with DISK_FORGETS do nothing, as on a disk that lies. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of a file in the folder; null for all others. */
static const char *name_of(const char *path)
{
    const char *folder = getenv("DISK_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (length == 0 || strncmp(path, folder, length) != 0 || path[length] != '/' || strchr(path + length + 1, '/'))
        return NULL;
    return path + length + 1;
}

static int is_forgotten(const char *name)
{
    const char *forgets = getenv("DISK_FORGETS");
    size_t end = forgets ? strlen(forgets) : 0, length = strlen(name);
    return end > 0 && length >= end && strcmp(name + length - end, forgets) == 0;
}

/* Through the descriptor that was synchronised: to open and close another one of the file would drop its locks. */
static void keep(int from)
{
    char link[64], path[PATH_MAX], kept[PATH_MAX * 2], whole[PATH_MAX * 2 + 8], block[65536];
    const char *name;
    snprintf(link, sizeof link, "/proc/self/fd/%d", from);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return;
    path[length] = 0;
    if (!(name = name_of(path)) || is_forgotten(name))
        return;
    snprintf(kept, sizeof kept, "%s/%s", getenv("DISK_IMAGE"), name);
    snprintf(whole, sizeof whole, "%s.new", kept);
    int to = open(whole, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    off_t at = 0;
    ssize_t count;
    while (to >= 0 && (count = pread(from, block, sizeof block, at)) > 0) {
        if (write(to, block, count) != count)
            abort();
        at += count;
    }
    if (to < 0 || count < 0 || close(to) != 0 || rename(whole, kept) != 0)
        abort();
}

int fsync(int file)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    if (result == 0)
        keep(file);
    return result;
}

int fdatasync(int file)
{
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    if (result == 0)
        keep(file);
    return result;
}

int unlink(const char *path)
{
    int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
    int result = real(path);
    const char *name = name_of(path);
    if (result == 0 && name) {
        char kept[PATH_MAX * 2];
        snprintf(kept, sizeof kept, "%s/%s", getenv("DISK_IMAGE"), name);
        real(kept);
    }
    return result;
}
