#include <libpq-fe.h>

/// A receiver for what a server says beside its answers; nobody reads it here, for it can hold content.
static inline void polygraph_pq_ignore_notice(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

/// Lets a connection's notices go unread.
static inline void polygraph_pq_ignore_notices(PGconn *connection) {
  PQsetNoticeReceiver(connection, polygraph_pq_ignore_notice, 0);
}
