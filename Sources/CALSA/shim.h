#include <alsa/asoundlib.h>

/// Keeps ALSA's own sentences from standard error; its return codes say the same.
static inline void polygraph_alsa_ignore(const char *file, int line, const char *function, int error,
                                         const char *format, ...) {
  (void)file;
  (void)line;
  (void)function;
  (void)error;
  (void)format;
}

static inline void polygraph_alsa_be_quiet(void) { snd_lib_error_set_handler(polygraph_alsa_ignore); }
