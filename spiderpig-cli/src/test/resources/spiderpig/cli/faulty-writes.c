/*
 * A disk on which some writes go wrong, to be preloaded into a server and whatever it starts. Of the writes to files below
 * $FAULTY_BELOW one in $FAULTY_EVERY, at random
 *
 *   s  is cut short: only a part is written, and the number of its bytes returned,
 *   f  fails as on a full disk: nothing is written,
 *   k  is the last thing that its process does: a part is written, then the process kills itself. Servers only.
 *
 * Each such write adds its letter to the file $FAULTY_COUNT.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_faulty(int fd) {
  const char *below = getenv("FAULTY_BELOW");
  char link[64], path[4096];
  struct stat file;
  if (below == NULL || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, below, strlen(below)) == 0;
}

static void count(char kind) {
  int file = open(getenv("FAULTY_COUNT"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    syscall(SYS_write, file, &kind, 1);
    close(file);
  }
}

/* What happens to a write of so many bytes: 0, or how it goes wrong; and how many bytes of it are written. */
static char fault(int fd, size_t size, size_t *part) {
  unsigned int chance[3];
  const char *every = getenv("FAULTY_EVERY");
  *part = size;
  if (every == NULL || size == 0 || getrandom(chance, sizeof chance, 0) != sizeof chance) return 0;
  if (chance[0] % (unsigned int) atoi(every) != 0 || !is_faulty(fd)) return 0;
  *part = chance[1] % size;
  char kind = "ssffk"[chance[2] % 5];
  if (kind == 'k' && strcmp(program_invocation_short_name, "java") != 0) kind = 'f';
  if (kind == 's' && *part == 0) kind = 'f';
  count(kind);
  return kind;
}

static ssize_t written(char kind, ssize_t result) {
  if (kind == 'k') kill(getpid(), SIGKILL);
  return result;
}

static ssize_t full(void) {
  errno = ENOSPC;
  return -1;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  size_t part;
  char kind = fault(fd, size, &part);
  return kind == 'f' ? full() : written(kind, syscall(SYS_write, fd, bytes, part));
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
  size_t part;
  char kind = fault(fd, size, &part);
  return kind == 'f' ? full() : written(kind, syscall(SYS_pwrite64, fd, bytes, part, offset));
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  return pwrite64(fd, bytes, size, offset);
}
