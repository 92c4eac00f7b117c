// Counts the calls of the allocator that a thread makes, so that tests can say "nothing is allocated".

#ifndef POLYGRAPH_ALLOCATION_COUNTER_H
#define POLYGRAPH_ALLOCATION_COUNTER_H

#include <stddef.h>

/// How many times this thread has asked the allocator for memory since it began.
size_t polygraph_allocation_count(void);

#endif
