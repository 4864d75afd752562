// Made by Sources/CEmbeddedData/generate; do not edit.
#include "CEmbeddedData.h"

static const unsigned char f0[] = {
#embed "../../Sources/Catalog/SQL/schema.sql" suffix(, 0)
};
static const unsigned char f1[] = {
#embed "../../Sources/Records/Dialects/placeholder.json" suffix(, 0)
};
static const unsigned char f2[] = {
#embed "../../Sources/Scope/SQL/a.sql" suffix(, 0)
};
static const unsigned char f3[] = {
#embed "../../Sources/Scope/Tables/placeholder.json" suffix(, 0)
};

static const struct exhibit_embedded_file files[] = {
  {"Catalog/SQL/schema.sql", f0, sizeof f0 - 1},
  {"Records/Dialects/placeholder.json", f1, sizeof f1 - 1},
  {"Scope/SQL/a.sql", f2, sizeof f2 - 1},
  {"Scope/Tables/placeholder.json", f3, sizeof f3 - 1},
};

const struct exhibit_embedded_file *exhibit_embedded_files(void) { return files; }
size_t exhibit_embedded_file_count(void) { return sizeof files / sizeof files[0]; }
