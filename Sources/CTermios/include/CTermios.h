// What Swift cannot reach of Linux's terminals: rates that have no name, low latency, line counters, pseudo-terminals.
//
// Every function returns 0 or a descriptor on success and a negative errno otherwise; none prints, blocks or keeps
// state.

#ifndef POLYGRAPH_CTERMIOS_H
#define POLYGRAPH_CTERMIOS_H

#include <stddef.h>
#include <stdint.h>

/// What a port is set to: eight data bits always, no flow control, nothing translated.
typedef struct {
  uint32_t baud;
  /// 0 none, 1 odd, 2 even.
  int32_t parity;
  /// 1 or 2.
  int32_t stop_bits;
} polygraph_line;

/// Sets a terminal to raw bytes at any rate (TCSETS2 with BOTHER), VMIN 1 and VTIME 0, HUPCL and CRTSCTS clear.
int polygraph_set_raw(int descriptor, const polygraph_line *line);

/// Reads the settings back. `is_raw` is 1 when nothing is translated or echoed, `granted` is the rate in use.
int polygraph_get_raw(int descriptor, polygraph_line *granted, int *is_raw);

/// Keeps other openers out (TIOCEXCL and an exclusive lock). Returns -EBUSY when another program has the port.
int polygraph_claim(int descriptor);

/// Gives the claim back before the descriptor is closed.
void polygraph_release(int descriptor);

/// Asks the driver for low latency (ASYNC_LOW_LATENCY). -ENOTTY where the driver has no such thing.
int polygraph_set_low_latency(int descriptor);

/// Counters of the line since it was opened: overrun, framing, parity, buffer overrun, break. -ENOTTY where there are
/// none.
int polygraph_line_errors(int descriptor, uint32_t counters[5]);

/// Throws away what the kernel holds in both directions.
int polygraph_flush(int descriptor);

/// Opens a pseudo-terminal: returns the master, and writes the path of its other side.
int polygraph_open_pty(char *path, size_t capacity);

/// Makes a pipe that does not block and is closed in child programs: what a waiting reader is woken by.
int polygraph_open_wake(int ends[2]);

/// Sets a terminal to lines, echo and translation, as a fresh one is.
int polygraph_set_cooked(int descriptor);

#endif
