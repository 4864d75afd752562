// Made by Sources/CEmbeddedData/generate; do not edit.
#include "CEmbeddedData.h"

static const unsigned char f0[] = {
#embed "../../Sources/Catalog/SQL/indexes.sql" suffix(, 0)
};
static const unsigned char f1[] = {
#embed "../../Sources/Catalog/SQL/schema.sql" suffix(, 0)
};
static const unsigned char f2[] = {
#embed "../../Sources/Collection/Tables/clouds.json" suffix(, 0)
};
static const unsigned char f3[] = {
#embed "../../Sources/Collection/Tables/log-analytics.json" suffix(, 0)
};
static const unsigned char f4[] = {
#embed "../../Sources/Collection/Tables/refusals.json" suffix(, 0)
};
static const unsigned char f5[] = {
#embed "../../Sources/Collection/Tables/sources.json" suffix(, 0)
};
static const unsigned char f6[] = {
#embed "../../Sources/Records/Dialects/adfs-event-message.json" suffix(, 0)
};
static const unsigned char f7[] = {
#embed "../../Sources/Records/Dialects/advanced-hunting-alert-evidence.json" suffix(, 0)
};
static const unsigned char f8[] = {
#embed "../../Sources/Records/Dialects/azure-activity.json" suffix(, 0)
};
static const unsigned char f9[] = {
#embed "../../Sources/Records/Dialects/diagnostic-azure-activity.json" suffix(, 0)
};
static const unsigned char f10[] = {
#embed "../../Sources/Records/Dialects/diagnostic-directory-audit.json" suffix(, 0)
};
static const unsigned char f11[] = {
#embed "../../Sources/Records/Dialects/diagnostic-graph-activity.json" suffix(, 0)
};
static const unsigned char f12[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risk-detection.json" suffix(, 0)
};
static const unsigned char f13[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risky-service-principal.json" suffix(, 0)
};
static const unsigned char f14[] = {
#embed "../../Sources/Records/Dialects/diagnostic-risky-user.json" suffix(, 0)
};
static const unsigned char f15[] = {
#embed "../../Sources/Records/Dialects/diagnostic-sign-in.json" suffix(, 0)
};
static const unsigned char f16[] = {
#embed "../../Sources/Records/Dialects/elastic-directory-audit.json" suffix(, 0)
};
static const unsigned char f17[] = {
#embed "../../Sources/Records/Dialects/elastic-sign-in.json" suffix(, 0)
};
static const unsigned char f18[] = {
#embed "../../Sources/Records/Dialects/elastic-unified-audit.json" suffix(, 0)
};
static const unsigned char f19[] = {
#embed "../../Sources/Records/Dialects/graph-alert-legacy.json" suffix(, 0)
};
static const unsigned char f20[] = {
#embed "../../Sources/Records/Dialects/graph-alert.json" suffix(, 0)
};
static const unsigned char f21[] = {
#embed "../../Sources/Records/Dialects/graph-directory-audit.json" suffix(, 0)
};
static const unsigned char f22[] = {
#embed "../../Sources/Records/Dialects/graph-incident.json" suffix(, 0)
};
static const unsigned char f23[] = {
#embed "../../Sources/Records/Dialects/graph-risk-detection.json" suffix(, 0)
};
static const unsigned char f24[] = {
#embed "../../Sources/Records/Dialects/graph-risky-service-principal.json" suffix(, 0)
};
static const unsigned char f25[] = {
#embed "../../Sources/Records/Dialects/graph-risky-user-history.json" suffix(, 0)
};
static const unsigned char f26[] = {
#embed "../../Sources/Records/Dialects/graph-risky-user.json" suffix(, 0)
};
static const unsigned char f27[] = {
#embed "../../Sources/Records/Dialects/graph-sign-in.json" suffix(, 0)
};
static const unsigned char f28[] = {
#embed "../../Sources/Records/Dialects/graph-user.json" suffix(, 0)
};
static const unsigned char f29[] = {
#embed "../../Sources/Records/Dialects/log-analytics-azure-activity.json" suffix(, 0)
};
static const unsigned char f30[] = {
#embed "../../Sources/Records/Dialects/log-analytics-directory-audit.json" suffix(, 0)
};
static const unsigned char f31[] = {
#embed "../../Sources/Records/Dialects/log-analytics-graph-activity.json" suffix(, 0)
};
static const unsigned char f32[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risk-detection-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f33[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risk-detection.json" suffix(, 0)
};
static const unsigned char f34[] = {
#embed "../../Sources/Records/Dialects/log-analytics-risky-user.json" suffix(, 0)
};
static const unsigned char f35[] = {
#embed "../../Sources/Records/Dialects/log-analytics-security-alert.json" suffix(, 0)
};
static const unsigned char f36[] = {
#embed "../../Sources/Records/Dialects/log-analytics-security-event.json" suffix(, 0)
};
static const unsigned char f37[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-adfs.json" suffix(, 0)
};
static const unsigned char f38[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-managedidentity.json" suffix(, 0)
};
static const unsigned char f39[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-noninteractive.json" suffix(, 0)
};
static const unsigned char f40[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f41[] = {
#embed "../../Sources/Records/Dialects/log-analytics-sign-in.json" suffix(, 0)
};
static const unsigned char f42[] = {
#embed "../../Sources/Records/Dialects/log-analytics-windows-event.json" suffix(, 0)
};
static const unsigned char f43[] = {
#embed "../../Sources/Records/Dialects/m365-admin-user.json" suffix(, 0)
};
static const unsigned char f44[] = {
#embed "../../Sources/Records/Dialects/message-trace-report.json" suffix(, 0)
};
static const unsigned char f45[] = {
#embed "../../Sources/Records/Dialects/message-trace.json" suffix(, 0)
};
static const unsigned char f46[] = {
#embed "../../Sources/Records/Dialects/office-activity.json" suffix(, 0)
};
static const unsigned char f47[] = {
#embed "../../Sources/Records/Dialects/portal-azure-activity.json" suffix(, 0)
};
static const unsigned char f48[] = {
#embed "../../Sources/Records/Dialects/portal-directory-audit-application.json" suffix(, 0)
};
static const unsigned char f49[] = {
#embed "../../Sources/Records/Dialects/portal-directory-audit.json" suffix(, 0)
};
static const unsigned char f50[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in-managedidentity.json" suffix(, 0)
};
static const unsigned char f51[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in-serviceprincipal.json" suffix(, 0)
};
static const unsigned char f52[] = {
#embed "../../Sources/Records/Dialects/portal-sign-in.json" suffix(, 0)
};
static const unsigned char f53[] = {
#embed "../../Sources/Records/Dialects/unified-audit.json" suffix(, 0)
};
static const unsigned char f54[] = {
#embed "../../Sources/Records/Dialects/windows-event-json.json" suffix(, 0)
};
static const unsigned char f55[] = {
#embed "../../Sources/Records/Dialects/windows-event-xml.json" suffix(, 0)
};
static const unsigned char f56[] = {
#embed "../../Sources/Records/Tables/adfs-events.json" suffix(, 0)
};
static const unsigned char f57[] = {
#embed "../../Sources/Records/Tables/audit-record-types.json" suffix(, 0)
};
static const unsigned char f58[] = {
#embed "../../Sources/Records/Tables/details.json" suffix(, 0)
};
static const unsigned char f59[] = {
#embed "../../Sources/Records/Tables/not-people.json" suffix(, 0)
};
static const unsigned char f60[] = {
#embed "../../Sources/Records/Tables/secrets.json" suffix(, 0)
};
static const unsigned char f61[] = {
#embed "../../Sources/Records/Tables/wrappers.json" suffix(, 0)
};
static const unsigned char f62[] = {
#embed "../../Sources/Scope/SQL/candidates.sql" suffix(, 0)
};
static const unsigned char f63[] = {
#embed "../../Sources/Scope/SQL/deciding.sql" suffix(, 0)
};
static const unsigned char f64[] = {
#embed "../../Sources/Scope/SQL/egress-active.sql" suffix(, 0)
};
static const unsigned char f65[] = {
#embed "../../Sources/Scope/SQL/egress-use.sql" suffix(, 0)
};
static const unsigned char f66[] = {
#embed "../../Sources/Scope/SQL/journey-all.sql" suffix(, 0)
};
static const unsigned char f67[] = {
#embed "../../Sources/Scope/SQL/journey-places.sql" suffix(, 0)
};
static const unsigned char f68[] = {
#embed "../../Sources/Scope/SQL/journey-records.sql" suffix(, 0)
};
static const unsigned char f69[] = {
#embed "../../Sources/Scope/SQL/link.sql" suffix(, 0)
};
static const unsigned char f70[] = {
#embed "../../Sources/Scope/SQL/match.sql" suffix(, 0)
};
static const unsigned char f71[] = {
#embed "../../Sources/Scope/SQL/matched-records.sql" suffix(, 0)
};
static const unsigned char f72[] = {
#embed "../../Sources/Scope/SQL/no-token-event.sql" suffix(, 0)
};
static const unsigned char f73[] = {
#embed "../../Sources/Scope/SQL/owners-places.sql" suffix(, 0)
};
static const unsigned char f74[] = {
#embed "../../Sources/Scope/SQL/stolen.sql" suffix(, 0)
};
static const unsigned char f75[] = {
#embed "../../Sources/Scope/SQL/streams.sql" suffix(, 0)
};
static const unsigned char f76[] = {
#embed "../../Sources/Scope/SQL/suspended-records.sql" suffix(, 0)
};
static const unsigned char f77[] = {
#embed "../../Sources/Scope/SQL/throttled.sql" suffix(, 0)
};
static const unsigned char f78[] = {
#embed "../../Sources/Scope/SQL/token-events.sql" suffix(, 0)
};
static const unsigned char f79[] = {
#embed "../../Sources/Scope/SQL/working-tables.sql" suffix(, 0)
};
static const unsigned char f80[] = {
#embed "../../Sources/Scope/Tables/aadsts.json" suffix(, 0)
};
static const unsigned char f81[] = {
#embed "../../Sources/Scope/Tables/adfs-events.json" suffix(, 0)
};
static const unsigned char f82[] = {
#embed "../../Sources/Scope/Tables/egress.json" suffix(, 0)
};
static const unsigned char f83[] = {
#embed "../../Sources/Scope/Tables/graph-requests.json" suffix(, 0)
};
static const unsigned char f84[] = {
#embed "../../Sources/Scope/Tables/operations.json" suffix(, 0)
};
static const unsigned char f85[] = {
#embed "../../Sources/Scope/Tables/permissions.json" suffix(, 0)
};
static const unsigned char f86[] = {
#embed "../../Sources/Scope/Tables/streams.json" suffix(, 0)
};
static const unsigned char f87[] = {
#embed "../../Sources/Timeline/SQL/all-records.sql" suffix(, 0)
};
static const unsigned char f88[] = {
#embed "../../Sources/Timeline/SQL/find-record.sql" suffix(, 0)
};
static const unsigned char f89[] = {
#embed "../../Sources/Timeline/SQL/record-by-id.sql" suffix(, 0)
};
static const unsigned char f90[] = {
#embed "../../Sources/Timeline/SQL/records-without-time.sql" suffix(, 0)
};
static const unsigned char f91[] = {
#embed "../../playbooks/collect-and-tell.yaml" suffix(, 0)
};
static const unsigned char f92[] = {
#embed "../../playbooks/compromised-accounts.yaml" suffix(, 0)
};
static const unsigned char f93[] = {
#embed "../../rules/built-in.yaml" suffix(, 0)
};
static const unsigned char f94[] = {
#embed "../../templates/executive/brief.md" suffix(, 0)
};
static const unsigned char f95[] = {
#embed "../../templates/legal/gdpr-article-33.md" suffix(, 0)
};
static const unsigned char f96[] = {
#embed "../../templates/partials/coverage.md" suffix(, 0)
};
static const unsigned char f97[] = {
#embed "../../templates/partials/foot.md" suffix(, 0)
};
static const unsigned char f98[] = {
#embed "../../templates/partials/head.md" suffix(, 0)
};
static const unsigned char f99[] = {
#embed "../../templates/partials/page.css" suffix(, 0)
};
static const unsigned char f100[] = {
#embed "../../templates/partials/seal.md" suffix(, 0)
};
static const unsigned char f101[] = {
#embed "../../templates/public-relations/holding-statement.md" suffix(, 0)
};
static const unsigned char f102[] = {
#embed "../../templates/technical/findings.md" suffix(, 0)
};

static const struct exhibit_embedded_file files[] = {
  {"Catalog/SQL/indexes.sql", f0, sizeof f0 - 1},
  {"Catalog/SQL/schema.sql", f1, sizeof f1 - 1},
  {"Collection/Tables/clouds.json", f2, sizeof f2 - 1},
  {"Collection/Tables/log-analytics.json", f3, sizeof f3 - 1},
  {"Collection/Tables/refusals.json", f4, sizeof f4 - 1},
  {"Collection/Tables/sources.json", f5, sizeof f5 - 1},
  {"Records/Dialects/adfs-event-message.json", f6, sizeof f6 - 1},
  {"Records/Dialects/advanced-hunting-alert-evidence.json", f7, sizeof f7 - 1},
  {"Records/Dialects/azure-activity.json", f8, sizeof f8 - 1},
  {"Records/Dialects/diagnostic-azure-activity.json", f9, sizeof f9 - 1},
  {"Records/Dialects/diagnostic-directory-audit.json", f10, sizeof f10 - 1},
  {"Records/Dialects/diagnostic-graph-activity.json", f11, sizeof f11 - 1},
  {"Records/Dialects/diagnostic-risk-detection.json", f12, sizeof f12 - 1},
  {"Records/Dialects/diagnostic-risky-service-principal.json", f13, sizeof f13 - 1},
  {"Records/Dialects/diagnostic-risky-user.json", f14, sizeof f14 - 1},
  {"Records/Dialects/diagnostic-sign-in.json", f15, sizeof f15 - 1},
  {"Records/Dialects/elastic-directory-audit.json", f16, sizeof f16 - 1},
  {"Records/Dialects/elastic-sign-in.json", f17, sizeof f17 - 1},
  {"Records/Dialects/elastic-unified-audit.json", f18, sizeof f18 - 1},
  {"Records/Dialects/graph-alert-legacy.json", f19, sizeof f19 - 1},
  {"Records/Dialects/graph-alert.json", f20, sizeof f20 - 1},
  {"Records/Dialects/graph-directory-audit.json", f21, sizeof f21 - 1},
  {"Records/Dialects/graph-incident.json", f22, sizeof f22 - 1},
  {"Records/Dialects/graph-risk-detection.json", f23, sizeof f23 - 1},
  {"Records/Dialects/graph-risky-service-principal.json", f24, sizeof f24 - 1},
  {"Records/Dialects/graph-risky-user-history.json", f25, sizeof f25 - 1},
  {"Records/Dialects/graph-risky-user.json", f26, sizeof f26 - 1},
  {"Records/Dialects/graph-sign-in.json", f27, sizeof f27 - 1},
  {"Records/Dialects/graph-user.json", f28, sizeof f28 - 1},
  {"Records/Dialects/log-analytics-azure-activity.json", f29, sizeof f29 - 1},
  {"Records/Dialects/log-analytics-directory-audit.json", f30, sizeof f30 - 1},
  {"Records/Dialects/log-analytics-graph-activity.json", f31, sizeof f31 - 1},
  {"Records/Dialects/log-analytics-risk-detection-serviceprincipal.json", f32, sizeof f32 - 1},
  {"Records/Dialects/log-analytics-risk-detection.json", f33, sizeof f33 - 1},
  {"Records/Dialects/log-analytics-risky-user.json", f34, sizeof f34 - 1},
  {"Records/Dialects/log-analytics-security-alert.json", f35, sizeof f35 - 1},
  {"Records/Dialects/log-analytics-security-event.json", f36, sizeof f36 - 1},
  {"Records/Dialects/log-analytics-sign-in-adfs.json", f37, sizeof f37 - 1},
  {"Records/Dialects/log-analytics-sign-in-managedidentity.json", f38, sizeof f38 - 1},
  {"Records/Dialects/log-analytics-sign-in-noninteractive.json", f39, sizeof f39 - 1},
  {"Records/Dialects/log-analytics-sign-in-serviceprincipal.json", f40, sizeof f40 - 1},
  {"Records/Dialects/log-analytics-sign-in.json", f41, sizeof f41 - 1},
  {"Records/Dialects/log-analytics-windows-event.json", f42, sizeof f42 - 1},
  {"Records/Dialects/m365-admin-user.json", f43, sizeof f43 - 1},
  {"Records/Dialects/message-trace-report.json", f44, sizeof f44 - 1},
  {"Records/Dialects/message-trace.json", f45, sizeof f45 - 1},
  {"Records/Dialects/office-activity.json", f46, sizeof f46 - 1},
  {"Records/Dialects/portal-azure-activity.json", f47, sizeof f47 - 1},
  {"Records/Dialects/portal-directory-audit-application.json", f48, sizeof f48 - 1},
  {"Records/Dialects/portal-directory-audit.json", f49, sizeof f49 - 1},
  {"Records/Dialects/portal-sign-in-managedidentity.json", f50, sizeof f50 - 1},
  {"Records/Dialects/portal-sign-in-serviceprincipal.json", f51, sizeof f51 - 1},
  {"Records/Dialects/portal-sign-in.json", f52, sizeof f52 - 1},
  {"Records/Dialects/unified-audit.json", f53, sizeof f53 - 1},
  {"Records/Dialects/windows-event-json.json", f54, sizeof f54 - 1},
  {"Records/Dialects/windows-event-xml.json", f55, sizeof f55 - 1},
  {"Records/Tables/adfs-events.json", f56, sizeof f56 - 1},
  {"Records/Tables/audit-record-types.json", f57, sizeof f57 - 1},
  {"Records/Tables/details.json", f58, sizeof f58 - 1},
  {"Records/Tables/not-people.json", f59, sizeof f59 - 1},
  {"Records/Tables/secrets.json", f60, sizeof f60 - 1},
  {"Records/Tables/wrappers.json", f61, sizeof f61 - 1},
  {"Scope/SQL/candidates.sql", f62, sizeof f62 - 1},
  {"Scope/SQL/deciding.sql", f63, sizeof f63 - 1},
  {"Scope/SQL/egress-active.sql", f64, sizeof f64 - 1},
  {"Scope/SQL/egress-use.sql", f65, sizeof f65 - 1},
  {"Scope/SQL/journey-all.sql", f66, sizeof f66 - 1},
  {"Scope/SQL/journey-places.sql", f67, sizeof f67 - 1},
  {"Scope/SQL/journey-records.sql", f68, sizeof f68 - 1},
  {"Scope/SQL/link.sql", f69, sizeof f69 - 1},
  {"Scope/SQL/match.sql", f70, sizeof f70 - 1},
  {"Scope/SQL/matched-records.sql", f71, sizeof f71 - 1},
  {"Scope/SQL/no-token-event.sql", f72, sizeof f72 - 1},
  {"Scope/SQL/owners-places.sql", f73, sizeof f73 - 1},
  {"Scope/SQL/stolen.sql", f74, sizeof f74 - 1},
  {"Scope/SQL/streams.sql", f75, sizeof f75 - 1},
  {"Scope/SQL/suspended-records.sql", f76, sizeof f76 - 1},
  {"Scope/SQL/throttled.sql", f77, sizeof f77 - 1},
  {"Scope/SQL/token-events.sql", f78, sizeof f78 - 1},
  {"Scope/SQL/working-tables.sql", f79, sizeof f79 - 1},
  {"Scope/Tables/aadsts.json", f80, sizeof f80 - 1},
  {"Scope/Tables/adfs-events.json", f81, sizeof f81 - 1},
  {"Scope/Tables/egress.json", f82, sizeof f82 - 1},
  {"Scope/Tables/graph-requests.json", f83, sizeof f83 - 1},
  {"Scope/Tables/operations.json", f84, sizeof f84 - 1},
  {"Scope/Tables/permissions.json", f85, sizeof f85 - 1},
  {"Scope/Tables/streams.json", f86, sizeof f86 - 1},
  {"Timeline/SQL/all-records.sql", f87, sizeof f87 - 1},
  {"Timeline/SQL/find-record.sql", f88, sizeof f88 - 1},
  {"Timeline/SQL/record-by-id.sql", f89, sizeof f89 - 1},
  {"Timeline/SQL/records-without-time.sql", f90, sizeof f90 - 1},
  {"playbooks/collect-and-tell.yaml", f91, sizeof f91 - 1},
  {"playbooks/compromised-accounts.yaml", f92, sizeof f92 - 1},
  {"rules/built-in.yaml", f93, sizeof f93 - 1},
  {"templates/executive/brief.md", f94, sizeof f94 - 1},
  {"templates/legal/gdpr-article-33.md", f95, sizeof f95 - 1},
  {"templates/partials/coverage.md", f96, sizeof f96 - 1},
  {"templates/partials/foot.md", f97, sizeof f97 - 1},
  {"templates/partials/head.md", f98, sizeof f98 - 1},
  {"templates/partials/page.css", f99, sizeof f99 - 1},
  {"templates/partials/seal.md", f100, sizeof f100 - 1},
  {"templates/public-relations/holding-statement.md", f101, sizeof f101 - 1},
  {"templates/technical/findings.md", f102, sizeof f102 - 1},
};

const struct exhibit_embedded_file *exhibit_embedded_files(void) { return files; }
size_t exhibit_embedded_file_count(void) { return sizeof files / sizeof files[0]; }
