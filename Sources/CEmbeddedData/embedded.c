// Made by Sources/CEmbeddedData/generate; do not edit.
#include "CEmbeddedData.h"

static const unsigned char f0[] = {
#embed "../../Sources/Catalog/SQL/schema.sql" suffix(, 0)
};
static const unsigned char f1[] = {
#embed "../../Sources/Records/Dialects/graph-directory-audit.json" suffix(, 0)
};
static const unsigned char f2[] = {
#embed "../../Sources/Records/Dialects/graph-sign-in.json" suffix(, 0)
};
static const unsigned char f3[] = {
#embed "../../Sources/Records/Dialects/graph-user.json" suffix(, 0)
};
static const unsigned char f4[] = {
#embed "../../Sources/Records/Dialects/log-analytics-directory-audit.json" suffix(, 0)
};
static const unsigned char f5[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in.json" suffix(, 0)
};
static const unsigned char f6[] = {
#embed "../../Sources/Records/Dialects/office-activity.json" suffix(, 0)
};
static const unsigned char f7[] = {
#embed "../../Sources/Records/Dialects/unified-audit.json" suffix(, 0)
};
static const unsigned char f8[] = {
#embed "../../Sources/Records/Tables/audit-record-types.json" suffix(, 0)
};
static const unsigned char f9[] = {
#embed "../../Sources/Records/Tables/not-people.json" suffix(, 0)
};
static const unsigned char f10[] = {
#embed "../../Sources/Scope/SQL/a.sql" suffix(, 0)
};
static const unsigned char f11[] = {
#embed "../../Sources/Scope/Tables/placeholder.json" suffix(, 0)
};

static const struct exhibit_embedded_file files[] = {
  {"Catalog/SQL/schema.sql", f0, sizeof f0 - 1},
  {"Records/Dialects/graph-directory-audit.json", f1, sizeof f1 - 1},
  {"Records/Dialects/graph-sign-in.json", f2, sizeof f2 - 1},
  {"Records/Dialects/graph-user.json", f3, sizeof f3 - 1},
  {"Records/Dialects/log-analytics-directory-audit.json", f4, sizeof f4 - 1},
  {"Records/Dialects/log-analytics-sign-in.json", f5, sizeof f5 - 1},
  {"Records/Dialects/office-activity.json", f6, sizeof f6 - 1},
  {"Records/Dialects/unified-audit.json", f7, sizeof f7 - 1},
  {"Records/Tables/audit-record-types.json", f8, sizeof f8 - 1},
  {"Records/Tables/not-people.json", f9, sizeof f9 - 1},
  {"Scope/SQL/a.sql", f10, sizeof f10 - 1},
  {"Scope/Tables/placeholder.json", f11, sizeof f11 - 1},
};

const struct exhibit_embedded_file *exhibit_embedded_files(void) { return files; }
size_t exhibit_embedded_file_count(void) { return sizeof files / sizeof files[0]; }
