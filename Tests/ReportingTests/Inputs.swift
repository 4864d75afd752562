import Case
import Foundation
import Reporting
import Scope

/// The folder of these tests, and the project around it.
enum Place {
  static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let templates = TemplateSource(
    folder: tests.appendingPathComponent("../../templates").standardized.path)
}

/// A fixed case: what the golden files are rendered from.
enum Inputs {
  static func at(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else { throw InputsError.notATime(text) }
    return instant
  }

  enum InputsError: Error { case notATime(String) }

  static func scopeBytes() throws -> Data {
    try Data(contentsOf: Place.tests.appendingPathComponent("Fixture/scope.json"))
  }

  static func scope() throws -> ScopeAnswer {
    try JSONDecoder().decode(ScopeAnswer.self, from: scopeBytes())
  }

  static func digest() throws -> String { digestHex(try scopeBytes()) }

  /// The case as it stands before anybody has approved anything.
  static func draft() throws -> ReportInput {
    ReportInput(
      scope: try scope(), scopeDigest: try digest(), caseFacts: try caseFacts(),
      journal: JournalHead(seq: 118, sha256: digestHex(Data("journal".utf8))),
      keyEvents: try keyEvents(), coverage: try coverage(), evidence: evidence(),
      generatedAt: try at("2026-03-16T08:30:00Z"), toolVersion: "1.0.0", isDrill: false)
  }

  /// The same after approval and sealing.
  static func approved() throws -> ReportInput {
    var input = try draft()
    input.approval = Approval(
      by: "M. Sørensen", at: try at("2026-03-16T09:00:00Z"), scopeDigest: try digest())
    input.seal = SealFacts(
      bundleFile: "INC-2026-0042-1.zip", archiveSHA256: digestHex(Data("archive".utf8)),
      tagManifestSHA512: digestHex(Data("tags".utf8), .sha512),
      signerFingerprint: digestHex(Data("signer".utf8)),
      timestamps: [.init(authority: "tsa.example", at: try at("2026-03-16T08:10:00Z"))])
    input.aware = AwareTime(at: try at("2026-03-13T15:17:00Z"), recordedBy: "M. Sørensen")
    input.reviewed.persons = ReviewedFigure(
      figure: Figure(value: 1841, qualifier: .atLeast), by: "J. Tanaka",
      at: try at("2026-03-15T17:00:00Z"))
    return input
  }

  private static func caseFacts() throws -> CaseFacts {
    CaseFacts(
      id: "INC-2026-0042", title: "Password spray on Contoso", organisation: "Contoso AG",
      opened: try at("2026-03-13T10:00:00Z"),
      people: [
        .init(name: "R. Haddad", role: "incident lead"),
        .init(name: "M. Sørensen", role: "counsel"),
      ], tenantDomains: ["contoso.example", "contoso.onmicrosoft.example"],
      window: try TimeWindow(from: at("2026-03-01T00:00:00Z"), to: at("2026-03-15T00:00:00Z")),
      timeZone: "Europe/Berlin")
  }

  private static func coverage() throws -> [CoverageRow] {
    let from = try at("2026-03-01T00:00:00Z")
    let middle = try at("2026-03-05T00:00:00Z")
    let to = try at("2026-03-15T00:00:00Z")
    return [
      CoverageRow(source: "SigninLogs", from: from, to: to, status: "complete"),
      CoverageRow(
        source: "NonInteractiveUserSignInLogs", from: from, to: middle, status: "beyondRetention",
        why: "kept for 7 days"),
      CoverageRow(
        source: "NonInteractiveUserSignInLogs", from: middle, to: to, status: "complete"),
      CoverageRow(source: "OfficeActivity", from: from, to: to, status: "complete"),
    ]
  }

  private static func keyEvents() throws -> [KeyEvent] {
    [
      KeyEvent(
        title: "Inbox rule forwards to an outside address", level: "high",
        when: try at("2026-03-02T08:02:11Z"), account: "a.nowak@contoso.example",
        source: "OfficeActivity", record: "b1f0e7d2-0000-4444-8888-1a2b3c4d5e99", count: 1)
    ]
  }

  private static func evidence() -> [EvidenceFile] {
    [
      EvidenceFile(
        file: "evidence/entra-signins/3fa2c19b7d0e4c55.json.zst",
        sha256: digestHex(Data("signins".utf8)), bytes: 1_204_417),
      EvidenceFile(
        file: "evidence/unified-audit/9b1e77ac02d84f13.json.zst",
        sha256: digestHex(Data("audit".utf8)), bytes: 388_102),
    ]
  }
}

extension RenderedDocument {
  var text: String { String(decoding: markdown, as: UTF8.self) }
  var page: String { String(decoding: html ?? Data(), as: UTF8.self) }
}
