/*
 * Loaded before the C library (LD_PRELOAD), keeps what a power loss would leave of the files below POWER_ROOT: whenever a
 * file or folder is synced, its contents at that moment go to POWER_KEPT, under the key of its inode. What was written,
 * created or renamed since is what a power loss may take.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic unsigned copies;

/* Inode numbers are reused; together with the birth time they identify one file. */
static int key_of(int folder, const char *name, char *key, size_t size) {
  struct statx found;
  if (statx(folder, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &found) != 0) return -1;
  snprintf(key, size, "%llu-%lld-%u", (unsigned long long)found.stx_ino, (long long)found.stx_btime.tv_sec,
           found.stx_btime.tv_nsec);
  return 0;
}

/* Through the descriptor itself: closing a second one of the same file would drop the locks of the whole process. */
static void keep_file(int fd, FILE *out) {
  char bytes[4096];
  off_t at = 0;
  ssize_t n = pread(fd, bytes, sizeof bytes, at);
  int reading = fd;
  if (n < 0 && errno == EBADF) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    reading = open(link, O_RDONLY | O_CLOEXEC);
    n = pread(reading, bytes, sizeof bytes, at);
  }
  for (; n > 0; n = pread(reading, bytes, sizeof bytes, at)) {
    fwrite(bytes, 1, (size_t)n, out);
    at += n;
  }
  if (reading != fd) close(reading);
}

static void keep_folder(const char *path, FILE *out) {
  DIR *folder = opendir(path);
  if (folder == NULL) return;
  for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    char key[96];
    if (entry->d_type == DT_REG && key_of(dirfd(folder), entry->d_name, key, sizeof key) == 0)
      fprintf(out, "%s %s\n", key, entry->d_name);
  }
  closedir(folder);
}

static void keep(int fd) {
  const char *root = getenv("POWER_ROOT");
  const char *kept = getenv("POWER_KEPT");
  char link[64], path[PATH_MAX], key[96], partial[PATH_MAX], whole[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (root == NULL || kept == NULL || length < 0) return;
  path[length] = 0;
  struct stat found;
  if (strncmp(path, root, strlen(root)) != 0 || fstat(fd, &found) != 0) return;
  if (key_of(fd, "", key, sizeof key) != 0) return;
  snprintf(partial, sizeof partial, "%s/%d-%u.partial", kept, getpid(), copies++);
  snprintf(whole, sizeof whole, "%s/%s", kept, key);
  FILE *out = fopen(partial, "w");
  if (out == NULL) return;
  if (S_ISDIR(found.st_mode)) keep_folder(path, out);
  else keep_file(fd, out);
  fclose(out);
  rename(partial, whole);
}

static int synced(const char *name, int fd) {
  int (*sync_it)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = sync_it(fd);
  if (result == 0) {
    keep(fd);
    errno = 0;
  }
  return result;
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
