#ifndef PLAIN_FFTW_H
#define PLAIN_FFTW_H

// What a plain C program does with FFTW: one estimated plan of a real transform on memory of its own.
typedef struct plain_fftw plain_fftw;

plain_fftw *plain_fftw_make(int count, const double *samples);
void plain_fftw_run(plain_fftw *transform);
// The real and imaginary parts of the lines, in turn.
const double *plain_fftw_lines(const plain_fftw *transform);

#endif
