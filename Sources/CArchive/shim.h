// libarchive, which Swift imports as it is, and the one variadic call that it cannot.
#ifndef EXHIBIT_CARCHIVE_SHIM_H
#define EXHIBIT_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

// Tells libarchive why a callback failed.
static inline void shim_archive_set_error(struct archive *archive, int number, const char *text) {
  archive_set_error(archive, number, "%s", text);
}

#endif
