#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "CTermios.h"

int polygraph_open_pty(char *path, size_t capacity) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (master < 0) return -errno;
  int error = 0;
  if (grantpt(master) != 0 || unlockpt(master) != 0) {
    error = errno;
  } else {
    error = ptsname_r(master, path, capacity);
  }
  if (error != 0) {
    close(master);
    return -error;
  }
  return master;
}

int polygraph_open_wake(int ends[2]) { return pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0 ? 0 : -errno; }
