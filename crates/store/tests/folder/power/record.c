/* Preloaded into a test's child: writes down every change to the files below ZC_RECORD_DIR, in its order, to
 * ZC_RECORD_LOG, and lets the disk be full from write number ZC_RECORD_FULL on, or, where that is 0, mounted
 * read-only. Marks are what the child writes to
 * ZC_RECORD_MARK: they say what it had been told by then.
 *
 * An event: kind (1 byte), inode (8), offset (8), length (4), then so many bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 65536
static unsigned char tracked[FILES]; /* 1: below the folder, 2: the marks */
static const char *dir, *mark;
static int out = -1;
static long full_at = -1, writes;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("ZC_RECORD_LOG"), *full = getenv("ZC_RECORD_FULL");
    dir = getenv("ZC_RECORD_DIR");
    mark = getenv("ZC_RECORD_MARK");
    if (full) full_at = atol(full);
    if (dir && log) out = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void put(const void *from, size_t length) {
    const char *at = from;
    while (length > 0) {
        ssize_t done = syscall(SYS_write, out, at, length);
        if (done <= 0) _exit(99);
        at += done;
        length -= (size_t)done;
    }
}

static void note(char kind, uint64_t inode, uint64_t offset, const void *data, uint32_t length) {
    if (out < 0) return;
    int kept = errno;
    pthread_mutex_lock(&one);
    put(&kind, 1);
    put(&inode, 8);
    put(&offset, 8);
    put(&length, 4);
    put(data, length);
    pthread_mutex_unlock(&one);
    errno = kept;
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

static int is_ours_or_shm(const char *path) { return out >= 0 && dir && strncmp(path, dir, strlen(dir)) == 0; }

static int is_ours(const char *path) { return is_ours_or_shm(path) && !strstr(path, "-shm"); }

static int seen(int fd) { return fd >= 0 && fd < FILES ? tracked[fd] : 0; }

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= FILES) return fd;
    tracked[fd] = 0;
    if (out >= 0 && mark && strcmp(path, mark) == 0) {
        tracked[fd] = 2;
    } else if (is_ours(path)) {
        tracked[fd] = 1;
        note(was_there ? 'O' : 'C', inode_of(fd), 0, path, (uint32_t)strlen(path));
        if (was_there && (flags & O_TRUNC)) note('T', inode_of(fd), 0, "", 0);
    }
    return fd;
}

static int open_any(int at, const char *path, int flags, mode_t mode) {
    struct stat found;
    int writing = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT);
    if (full_at == 0 && writing && is_ours_or_shm(path)) {
        errno = EROFS;
        return -1;
    }
    int was_there = !(flags & O_CREAT) || fstatat(at, path, &found, 0) == 0;
    return opened((int)syscall(SYS_openat, at, path, flags, mode), path, flags, was_there);
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return open_any(at, path, flags | O_LARGEFILE, mode); }

int close(int fd) {
    if (fd >= 0 && fd < FILES) tracked[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

/* Whether the disk has no room for this write. */
static int is_full(int fd) {
    if (seen(fd) != 1) return 0;
    long number = __sync_add_and_fetch(&writes, 1);
    if (full_at < 0 || number < full_at) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int fd, const void *data, size_t length) {
    if (is_full(fd)) return -1;
    off_t at = seen(fd) == 1 ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, fd, data, length);
    if (done > 0 && seen(fd)) note(seen(fd) == 2 ? 'M' : 'W', inode_of(fd), (uint64_t)at, data, (uint32_t)done);
    return done;
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t at) {
    if (is_full(fd)) return -1;
    ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);
    if (done > 0 && seen(fd) == 1) note('W', inode_of(fd), (uint64_t)at, data, (uint32_t)done);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return write_at(fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off_t at) { return write_at(fd, data, length, at); }

static int cut(int fd, off_t length) {
    int done = (int)syscall(SYS_ftruncate, fd, length);
    if (done == 0 && seen(fd) == 1) note('T', inode_of(fd), (uint64_t)length, "", 0);
    return done;
}
int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off_t length) { return cut(fd, length); }

int fsync(int fd) {
    int done = (int)syscall(SYS_fsync, fd);
    if (done == 0 && seen(fd) == 1) note('S', inode_of(fd), 0, "", 0);
    return done;
}
int fdatasync(int fd) {
    int done = (int)syscall(SYS_fdatasync, fd);
    if (done == 0 && seen(fd) == 1) note('S', inode_of(fd), 0, "", 0);
    return done;
}

int rename(const char *from, const char *to) {
    int done = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (done == 0 && is_ours(to)) {
        char both[2 * PATH_MAX];
        size_t first = strlen(from) + 1, second = strlen(to);
        memcpy(both, from, first);
        memcpy(both + first, to, second);
        note('R', 0, 0, both, (uint32_t)(first + second));
    }
    return done;
}

int unlink(const char *path) {
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (done == 0 && is_ours(path)) note('U', 0, 0, path, (uint32_t)strlen(path));
    return done;
}

int mkdir(const char *path, mode_t mode) {
    int done = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (done == 0 && is_ours(path)) note('D', 0, 0, path, (uint32_t)strlen(path));
    return done;
}
