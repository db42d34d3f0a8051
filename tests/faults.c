/* Makes the n-th write to files under a folder fail: loaded before the C library (LD_PRELOAD).
 *
 * faults_arm(folder, n, error, forever): from now on count what is written under `folder`, and
 * fail the n-th with `error`; all those after it too if `forever`. n = 0 only counts.
 * faults_disarm(): stop, and return how many there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096];
static long nth, seen;
static int armed, code, forever;

void faults_arm(const char *under, long n, int error, int for_good) {
    strncpy(folder, under, sizeof folder - 1);
    nth = n, code = error, forever = for_good, seen = 0, armed = 1;
}

long faults_disarm(void) {
    armed = 0;
    return seen;
}

static int fails_at(const char *path) {
    if (!armed || strncmp(path, folder, strlen(folder)) != 0)
        return 0;
    seen++;
    if (nth == 0 || seen < nth || (seen > nth && !forever))
        return 0;
    errno = code;
    return 1;
}

static int fails_on(int fd) {
    char link[64], path[4096];
    if (!armed)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails_at(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *b, size_t n) {
    return fails_on(fd) ? -1 : REAL(write)(fd, b, n);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) {
    return fails_on(fd) ? -1 : REAL(pwrite)(fd, b, n, at);
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) {
    return fails_on(fd) ? -1 : REAL(pwrite64)(fd, b, n, at);
}
ssize_t writev(int fd, const struct iovec *v, int n) {
    return fails_on(fd) ? -1 : REAL(writev)(fd, v, n);
}
int fsync(int fd) { return fails_on(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails_on(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return fails_on(fd) ? -1 : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return fails_on(fd) ? -1 : REAL(ftruncate64)(fd, n); }
int posix_fallocate(int fd, off_t at, off_t n) {
    return fails_on(fd) ? code : REAL(posix_fallocate)(fd, at, n);
}
int posix_fallocate64(int fd, off64_t at, off64_t n) {
    return fails_on(fd) ? code : REAL(posix_fallocate64)(fd, at, n);
}
int rename(const char *from, const char *to) { return fails_at(to) ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return fails_at(path) ? -1 : REAL(mkdir)(path, mode); }

/* A file that is opened to be made takes room as well. */
#define OPEN(name)                                                                               \
    int name(const char *path, int flags, ...) {                                                 \
        va_list rest;                                                                            \
        va_start(rest, flags);                                                                   \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                  \
        va_end(rest);                                                                            \
        if (flags & O_CREAT && access(path, F_OK) != 0 && fails_at(path))                        \
            return -1;                                                                           \
        return REAL(name)(path, flags, mode);                                                    \
    }
OPEN(open)
OPEN(open64)
