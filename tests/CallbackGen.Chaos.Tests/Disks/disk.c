/* Loaded into a program (LD_PRELOAD): keeps, in DISK_IMAGE, what the files of DISK_FOLDER hold as of their last sync, which is what
   a loss of power leaves of them. Syncs of files whose names end with DISK_FORGETS do nothing, as on a disk that lies. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static ssize_t real_pwrite(int file, const void *bytes, size_t length, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real)
        real = dlsym(RTLD_NEXT, "pwrite");
    return real(file, bytes, length, at);
}

static int is_forgotten(const char *name)
{
    const char *forgets = getenv("DISK_FORGETS");
    size_t end = forgets ? strlen(forgets) : 0, length = strlen(name);
    return end > 0 && length >= end && strcmp(name + length - end, forgets) == 0;
}

/* The name of an open file, if it is one that is kept; null for all others. */
static const char *name_of_open(int file, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0)
        return NULL;
    path[length] = 0;
    const char *name = name_of(path);
    return name && !is_forgotten(name) ? name : NULL;
}

/* What was written to each file since its last sync. */
struct written {
    char name[NAME_MAX + 1];
    off_t start, end;
    int is_all;
};

static struct written files[16];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* A file of which nothing is known yet was written as a whole. */
static struct written *written_of(const char *name)
{
    for (size_t index = 0; index < sizeof files / sizeof *files; index++) {
        if (!files[index].name[0]) {
            snprintf(files[index].name, sizeof files[index].name, "%s", name);
            files[index].is_all = 1;
        }
        if (strcmp(files[index].name, name) == 0)
            return &files[index];
    }
    abort();
}

static void note(int file, off_t start, off_t length)
{
    char path[PATH_MAX];
    const char *name = name_of_open(file, path);
    if (!name || length <= 0)
        return;
    pthread_mutex_lock(&lock);
    struct written *written = written_of(name);
    if (written->end == 0 || start < written->start)
        written->start = start;
    if (start + length > written->end)
        written->end = start + length;
    pthread_mutex_unlock(&lock);
}

static off_t size_of(int file)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        abort();
    return status.st_size;
}

/* Through the descriptor that was synchronised: to open and close another one of the file would drop its locks. Of a large file what
   was written is copied alone: the log may have many MiB, and is synchronised at each commit. */
static void keep(int from)
{
    char path[PATH_MAX], kept[PATH_MAX * 2], block[65536];
    const char *name = name_of_open(from, path);
    if (!name)
        return;
    snprintf(kept, sizeof kept, "%s/%s", getenv("DISK_IMAGE"), name);
    pthread_mutex_lock(&lock);
    struct written *written = written_of(name);
    int to = open(kept, O_RDWR | O_CREAT, 0600);
    if (to < 0)
        abort();
    /* As a whole, too, when something was written of which nobody has told. */
    int is_all = written->is_all || written->end == 0;
    off_t at = is_all ? 0 : written->start, end = is_all ? size_of(from) : written->end;
    while (at < end) {
        ssize_t count = pread(from, block, end - at < (off_t)sizeof block ? (size_t)(end - at) : sizeof block, at);
        if (count < 0 || (count > 0 && real_pwrite(to, block, count, at) != count))
            abort();
        if (count == 0)
            break;
        at += count;
    }
    if (ftruncate(to, size_of(from)) != 0 || close(to) != 0)
        abort();
    written->start = written->end = written->is_all = 0;
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at)
{
    ssize_t count = real_pwrite(file, bytes, length, at);
    note(file, at, count);
    return count;
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t at)
{
    return pwrite(file, bytes, length, at);
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
        pthread_mutex_lock(&lock);
        written_of(name)->is_all = 1;
        pthread_mutex_unlock(&lock);
    }
    return result;
}
