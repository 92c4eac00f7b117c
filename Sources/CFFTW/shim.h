#include <fftw3.h>
#include <stdlib.h>

/// Frees a text that FFTW handed over, which it makes with malloc.
static inline void polygraph_fftw_free_text(char *text) { free(text); }

/// FFTW's version; its own name for it is an array of unknown length, which Swift cannot see.
static inline const char *polygraph_fftw_version(void) { return fftw_version; }
