/* records_seen.h — where the records of one import came from, by identifier, so that one that comes again is told beside the first. */
#ifndef INGEST_RECORDS_SEEN_H
#define INGEST_RECORDS_SEEN_H

struct vg_records_seen;

/* NULL bears everywhere, and what has no room is forgotten: it is for telling alone. */
struct vg_records_seen *vg_records_seen_new(void);
void vg_records_seen_add(struct vg_records_seen *s, const char *id, const char *source);
const char *vg_records_seen_find(const struct vg_records_seen *s, const char *id); /* NULL: not known */
void vg_records_seen_free(struct vg_records_seen *s);

#endif
