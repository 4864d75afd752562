// Data files (tables, SQL, templates, playbooks, rules) embedded in the binary, so that an
// installed exhibit works from any directory. The list is made by `Sources/CEmbeddedData/generate`.
#ifndef EXHIBIT_EMBEDDED_DATA_H
#define EXHIBIT_EMBEDDED_DATA_H

#include <stddef.h>

struct exhibit_embedded_file {
  const char *path;
  const unsigned char *bytes;
  size_t length;
};

/// The embedded files, sorted by the bytes of their path.
const struct exhibit_embedded_file *exhibit_embedded_files(void);

/// How many there are.
size_t exhibit_embedded_file_count(void);

#endif
