// Made by Sources/CEmbeddedData/generate; do not edit.
#include "CEmbeddedData.h"

static const unsigned char f0[] = {
#embed "../../Sources/Catalog/SQL/schema.sql" suffix(, 0)
};
static const unsigned char f1[] = {
#embed "../../Sources/Records/Dialects/diagnostic-directory-audit.json" suffix(, 0)
};
static const unsigned char f2[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risk-detection.json" suffix(, 0)
};
static const unsigned char f3[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risky-service-principal.json" suffix(, 0)
};
static const unsigned char f4[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risky-user.json" suffix(, 0)
};
static const unsigned char f5[] = {
#embed "../../Sources/Records/Dialects/diagnostic-sign-in.json" suffix(, 0)
};
static const unsigned char f6[] = {
#embed "../../Sources/Records/Dialects/elastic-directory-audit.json" suffix(, 0)
};
static const unsigned char f7[] = {
#embed "../../Sources/Records/Dialects/elastic-sign-in.json" suffix(, 0)
};
static const unsigned char f8[] = {
#embed "../../Sources/Records/Dialects/elastic-unified-audit.json" suffix(, 0)
};
static const unsigned char f9[] = {
#embed "../../Sources/Records/Dialects/graph-directory-audit.json" suffix(, 0)
};
static const unsigned char f10[] = {
#embed "../../Sources/Records/Dialects/graph-risk-detection.json" suffix(, 0)
};
static const unsigned char f11[] = {
#embed "../../Sources/Records/Dialects/graph-risky-service-principal.json" suffix(, 0)
};
static const unsigned char f12[] = {
#embed "../../Sources/Records/Dialects/graph-risky-user.json" suffix(, 0)
};
static const unsigned char f13[] = {
#embed "../../Sources/Records/Dialects/graph-sign-in.json" suffix(, 0)
};
static const unsigned char f14[] = {
#embed "../../Sources/Records/Dialects/graph-user.json" suffix(, 0)
};
static const unsigned char f15[] = {
#embed "../../Sources/Records/Dialects/log-analytics-directory-audit.json" suffix(, 0)
};
static const unsigned char f16[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risk-detection-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f17[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risk-detection.json" suffix(, 0)
};
static const unsigned char f18[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risky-user.json" suffix(, 0)
};
static const unsigned char f19[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-adfs.json" suffix(, 0)
};
static const unsigned char f20[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-managedidentity.json" suffix(, 0)
};
static const unsigned char f21[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-noninteractive.json" suffix(, 0)
};
static const unsigned char f22[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f23[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in.json" suffix(, 0)
};
static const unsigned char f24[] = {
#embed "../../Sources/Records/Dialects/office-activity.json" suffix(, 0)
};
static const unsigned char f25[] = {
#embed "../../Sources/Records/Dialects/portal-directory-audit-application.json" suffix(, 0)
};
static const unsigned char f26[] = {
#embed "../../Sources/Records/Dialects/portal-directory-audit.json" suffix(, 0)
};
static const unsigned char f27[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in-managedidentity.json" suffix(, 0)
};
static const unsigned char f28[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f29[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in.json" suffix(, 0)
};
static const unsigned char f30[] = {
#embed "../../Sources/Records/Dialects/unified-audit.json" suffix(, 0)
};
static const unsigned char f31[] = {
#embed "../../Sources/Records/Tables/audit-record-types.json" suffix(, 0)
};
static const unsigned char f32[] = {
#embed "../../Sources/Records/Tables/not-people.json" suffix(, 0)
};
static const unsigned char f33[] = {
#embed "../../Sources/Records/Tables/wrappers.json" suffix(, 0)
};
static const unsigned char f34[] = {
#embed "../../Sources/Scope/SQL/candidates.sql" suffix(, 0)
};
static const unsigned char f35[] = {
#embed "../../Sources/Scope/SQL/link.sql" suffix(, 0)
};
static const unsigned char f36[] = {
#embed "../../Sources/Scope/SQL/match.sql" suffix(, 0)
};
static const unsigned char f37[] = {
#embed "../../Sources/Scope/SQL/matched-records.sql" suffix(, 0)
};
static const unsigned char f38[] = {
#embed "../../Sources/Scope/SQL/owners-places.sql" suffix(, 0)
};
static const unsigned char f39[] = {
#embed "../../Sources/Scope/SQL/stolen.sql" suffix(, 0)
};
static const unsigned char f40[] = {
#embed "../../Sources/Scope/SQL/streams.sql" suffix(, 0)
};
static const unsigned char f41[] = {
#embed "../../Sources/Scope/SQL/working-tables.sql" suffix(, 0)
};
static const unsigned char f42[] = {
#embed "../../Sources/Scope/Tables/aadsts.json" suffix(, 0)
};
static const unsigned char f43[] = {
#embed "../../Sources/Scope/Tables/operations.json" suffix(, 0)
};
static const unsigned char f44[] = {
#embed "../../Sources/Scope/Tables/streams.json" suffix(, 0)
};
static const unsigned char f45[] = {
#embed "../../playbooks/compromised-accounts.yaml" suffix(, 0)
};
static const unsigned char f46[] = {
#embed "../../rules/built-in.yaml" suffix(, 0)
};
static const unsigned char f47[] = {
#embed "../../templates/executive/brief.md" suffix(, 0)
};
static const unsigned char f48[] = {
#embed "../../templates/legal/gdpr-article-33.md" suffix(, 0)
};
static const unsigned char f49[] = {
#embed "../../templates/partials/coverage.md" suffix(, 0)
};
static const unsigned char f50[] = {
#embed "../../templates/partials/foot.md" suffix(, 0)
};
static const unsigned char f51[] = {
#embed "../../templates/partials/head.md" suffix(, 0)
};
static const unsigned char f52[] = {
#embed "../../templates/partials/page.css" suffix(, 0)
};
static const unsigned char f53[] = {
#embed "../../templates/partials/seal.md" suffix(, 0)
};
static const unsigned char f54[] = {
#embed "../../templates/public-relations/holding-statement.md" suffix(, 0)
};
static const unsigned char f55[] = {
#embed "../../templates/technical/findings.md" suffix(, 0)
};

static const struct exhibit_embedded_file files[] = {
  {"Catalog/SQL/schema.sql", f0, sizeof f0 - 1},
  {"Records/Dialects/diagnostic-directory-audit.json", f1, sizeof f1 - 1},
  {"Records/Dialects/diagnostic-risk-detection.json", f2, sizeof f2 - 1},
  {"Records/Dialects/diagnostic-risky-service-principal.json", f3, sizeof f3 - 1},
  {"Records/Dialects/diagnostic-risky-user.json", f4, sizeof f4 - 1},
  {"Records/Dialects/diagnostic-sign-in.json", f5, sizeof f5 - 1},
  {"Records/Dialects/elastic-directory-audit.json", f6, sizeof f6 - 1},
  {"Records/Dialects/elastic-sign-in.json", f7, sizeof f7 - 1},
  {"Records/Dialects/elastic-unified-audit.json", f8, sizeof f8 - 1},
  {"Records/Dialects/graph-directory-audit.json", f9, sizeof f9 - 1},
  {"Records/Dialects/graph-risk-detection.json", f10, sizeof f10 - 1},
  {"Records/Dialects/graph-risky-service-principal.json", f11, sizeof f11 - 1},
  {"Records/Dialects/graph-risky-user.json", f12, sizeof f12 - 1},
  {"Records/Dialects/graph-sign-in.json", f13, sizeof f13 - 1},
  {"Records/Dialects/graph-user.json", f14, sizeof f14 - 1},
  {"Records/Dialects/log-analytics-directory-audit.json", f15, sizeof f15 - 1},
  {"Records/Dialects/log-analytics-risk-detection-serviceprincipal.json", f16, sizeof f16 - 1},
  {"Records/Dialects/log-analytics-risk-detection.json", f17, sizeof f17 - 1},
  {"Records/Dialects/log-analytics-risky-user.json", f18, sizeof f18 - 1},
  {"Records/Dialects/log-analytics-sign-in-adfs.json", f19, sizeof f19 - 1},
  {"Records/Dialects/log-analytics-sign-in-managedidentity.json", f20, sizeof f20 - 1},
  {"Records/Dialects/log-analytics-sign-in-noninteractive.json", f21, sizeof f21 - 1},
  {"Records/Dialects/log-analytics-sign-in-serviceprincipal.json", f22, sizeof f22 - 1},
  {"Records/Dialects/log-analytics-sign-in.json", f23, sizeof f23 - 1},
  {"Records/Dialects/office-activity.json", f24, sizeof f24 - 1},
  {"Records/Dialects/portal-directory-audit-application.json", f25, sizeof f25 - 1},
  {"Records/Dialects/portal-directory-audit.json", f26, sizeof f26 - 1},
  {"Records/Dialects/portal-sign-in-managedidentity.json", f27, sizeof f27 - 1},
  {"Records/Dialects/portal-sign-in-serviceprincipal.json", f28, sizeof f28 - 1},
  {"Records/Dialects/portal-sign-in.json", f29, sizeof f29 - 1},
  {"Records/Dialects/unified-audit.json", f30, sizeof f30 - 1},
  {"Records/Tables/audit-record-types.json", f31, sizeof f31 - 1},
  {"Records/Tables/not-people.json", f32, sizeof f32 - 1},
  {"Records/Tables/wrappers.json", f33, sizeof f33 - 1},
  {"Scope/SQL/candidates.sql", f34, sizeof f34 - 1},
  {"Scope/SQL/link.sql", f35, sizeof f35 - 1},
  {"Scope/SQL/match.sql", f36, sizeof f36 - 1},
  {"Scope/SQL/matched-records.sql", f37, sizeof f37 - 1},
  {"Scope/SQL/owners-places.sql", f38, sizeof f38 - 1},
  {"Scope/SQL/stolen.sql", f39, sizeof f39 - 1},
  {"Scope/SQL/streams.sql", f40, sizeof f40 - 1},
  {"Scope/SQL/working-tables.sql", f41, sizeof f41 - 1},
  {"Scope/Tables/aadsts.json", f42, sizeof f42 - 1},
  {"Scope/Tables/operations.json", f43, sizeof f43 - 1},
  {"Scope/Tables/streams.json", f44, sizeof f44 - 1},
  {"playbooks/compromised-accounts.yaml", f45, sizeof f45 - 1},
  {"rules/built-in.yaml", f46, sizeof f46 - 1},
  {"templates/executive/brief.md", f47, sizeof f47 - 1},
  {"templates/legal/gdpr-article-33.md", f48, sizeof f48 - 1},
  {"templates/partials/coverage.md", f49, sizeof f49 - 1},
  {"templates/partials/foot.md", f50, sizeof f50 - 1},
  {"templates/partials/head.md", f51, sizeof f51 - 1},
  {"templates/partials/page.css", f52, sizeof f52 - 1},
  {"templates/partials/seal.md", f53, sizeof f53 - 1},
  {"templates/public-relations/holding-statement.md", f54, sizeof f54 - 1},
  {"templates/technical/findings.md", f55, sizeof f55 - 1},
};

const struct exhibit_embedded_file *exhibit_embedded_files(void) { return files; }
size_t exhibit_embedded_file_count(void) { return sizeof files / sizeof files[0]; }
