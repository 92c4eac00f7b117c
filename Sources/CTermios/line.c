// termios2 lives in <asm/termbits.h>, which must not meet <termios.h>: both define the same structures.
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <linux/serial.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include "CTermios.h"

static const unsigned int raw_modes = CS8 | CREAD | CLOCAL;

static int failed(void) { return errno > 0 ? -errno : -EIO; }

int polygraph_set_raw(int descriptor, const polygraph_line *line) {
  struct termios2 settings;
  if (ioctl(descriptor, TCGETS2, &settings) != 0) return failed();
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag = raw_modes | BOTHER | (BOTHER << IBSHIFT);
  if (line->parity != 0) settings.c_cflag |= PARENB;
  if (line->parity == 1) settings.c_cflag |= PARODD;
  if (line->stop_bits == 2) settings.c_cflag |= CSTOPB;
  settings.c_ispeed = line->baud;
  settings.c_ospeed = line->baud;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  return ioctl(descriptor, TCSETS2, &settings) == 0 ? 0 : failed();
}

int polygraph_get_raw(int descriptor, polygraph_line *granted, int *is_raw) {
  struct termios2 settings;
  if (ioctl(descriptor, TCGETS2, &settings) != 0) return failed();
  granted->baud = settings.c_ospeed;
  granted->parity = (settings.c_cflag & PARENB) == 0 ? 0 : (settings.c_cflag & PARODD) != 0 ? 1 : 2;
  granted->stop_bits = (settings.c_cflag & CSTOPB) != 0 ? 2 : 1;
  *is_raw = settings.c_iflag == 0 && settings.c_oflag == 0 && settings.c_lflag == 0 &&
            (settings.c_cflag & CSIZE) == CS8 && (settings.c_cflag & CREAD) != 0 &&
            (settings.c_cflag & (HUPCL | CRTSCTS)) == 0 && settings.c_cc[VMIN] == 1 && settings.c_cc[VTIME] == 0;
  return 0;
}

int polygraph_set_cooked(int descriptor) {
  struct termios2 settings;
  if (ioctl(descriptor, TCGETS2, &settings) != 0) return failed();
  settings.c_iflag = ICRNL | IXON;
  settings.c_oflag = OPOST | ONLCR;
  settings.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK;
  return ioctl(descriptor, TCSETS2, &settings) == 0 ? 0 : failed();
}

int polygraph_claim(int descriptor) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return errno == EWOULDBLOCK ? -EBUSY : failed();
  return ioctl(descriptor, TIOCEXCL) == 0 ? 0 : failed();
}

void polygraph_release(int descriptor) {
  ioctl(descriptor, TIOCNXCL);
  flock(descriptor, LOCK_UN);
}

int polygraph_set_low_latency(int descriptor) {
  struct serial_struct serial;
  if (ioctl(descriptor, TIOCGSERIAL, &serial) != 0) return failed();
  serial.flags |= ASYNC_LOW_LATENCY;
  return ioctl(descriptor, TIOCSSERIAL, &serial) == 0 ? 0 : failed();
}

int polygraph_line_errors(int descriptor, uint32_t counters[5]) {
  struct serial_icounter_struct counts;
  memset(&counts, 0, sizeof counts);
  if (ioctl(descriptor, TIOCGICOUNT, &counts) != 0) return failed();
  counters[0] = (uint32_t)counts.overrun;
  counters[1] = (uint32_t)counts.frame;
  counters[2] = (uint32_t)counts.parity;
  counters[3] = (uint32_t)counts.buf_overrun;
  counters[4] = (uint32_t)counts.brk;
  return 0;
}

int polygraph_flush(int descriptor) { return ioctl(descriptor, TCFLSH, TCIOFLUSH) == 0 ? 0 : failed(); }
