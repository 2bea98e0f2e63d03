/** Settings of a connection that writes. The ends of all indexes of the audit log have to fit, or each row would read and write them anew. */
export const WRITER_CACHE_KIB = 16 * 1024
/** 16 MB of changes before they go into the file itself: the ends of indexes then go there once for many rows. */
export const CHECKPOINT_PAGES = 4_000
/** How long to wait for another process's write: a program of the operator's beside the app, a backup. */
export const BUSY_TIMEOUT_MS = 2_000
