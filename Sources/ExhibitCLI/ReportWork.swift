import Case
import Catalog
import Detection
import Evidence
import Foundation
import Reporting
import Scope

/// A document that was written.
struct WrittenDocument: Codable {
  var template: String
  var files: [String]
  var slots: Int
}

extension CaseWork {
  /// Renders documents into `reports/`, with the facts they used.
  func report(
    _ templates: [String], formats: Set<ReportFormat>, out: String?, source: TemplateSource
  ) throws -> [WrittenDocument] {
    let names =
      templates.isEmpty ? try TemplateCatalog.list(source).map(\.name) : templates
    let input = try reportInput()
    let folder = out.map { URL(fileURLWithPath: $0).standardizedFileURL } ?? directory.reports
    try Files.makeDirectory(folder)
    // Everything is rendered before anything is written: no half a set of documents.
    let rendered = try names.map {
      ($0, try Reports.render(template: $0, input: input, templates: source, formats: formats))
    }
    var documents: [WrittenDocument] = []
    for (name, document) in rendered {
      documents.append(try write(name, document, formats, to: folder))
    }
    try Files.write(try Reports.factsJSON(input), to: folder.appendingPathComponent("facts.json"))
    try noteReport(documents, input)
    return documents
  }

  private func write(
    _ name: String, _ document: RenderedDocument, _ formats: Set<ReportFormat>, to folder: URL
  ) throws -> WrittenDocument {
    let base = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
    try Files.makeDirectory(folder.appendingPathComponent(base).deletingLastPathComponent())
    var files: [String] = []
    if formats.contains(.markdown) {
      let url = folder.appendingPathComponent(base + ".md")
      try Files.write(document.markdown, to: url)
      files.append(url.path)
    }
    if let html = document.html {
      let url = folder.appendingPathComponent(base + ".html")
      try Files.write(html, to: url)
      files.append(url.path)
    }
    return WrittenDocument(template: base, files: files, slots: document.slots.count)
  }

  private func noteReport(_ documents: [WrittenDocument], _ input: ReportInput) throws {
    var files: [JSONValue] = []
    for document in documents {
      for path in document.files {
        let hash = digestHex(try Files.read(URL(fileURLWithPath: path)))
        files.append(["file": .string(path), "sha256": .string(hash)])
      }
    }
    try directory.note(
      "report.rendered", ["files": .array(files), "scopeSha256": .string(input.scopeDigest)])
  }

  /// Everything that a document may draw on.
  private func reportInput() throws -> ReportInput {
    let data = try currentAnswer()
    let answer = try JSONDecoder().decode(ScopeAnswer.self, from: data)
    let entries = try directory.journal.entries()
    let head = try directory.journal.head()
    let digest = digestHex(data)
    return ReportInput(
      scope: answer, scopeDigest: digest, caseFacts: try caseFacts(),
      seal: sealFacts(entries, scope: digest),
      journal: JournalHead(seq: head.count - 1, sha256: head.sha256),
      approval: approval(entries), keyEvents: try reportEvents(), coverage: try coverageRows(),
      evidence: try evidenceFiles(), generatedAt: directory.clock.now(),
      toolVersion: Program.version, isDrill: directory.file.case.drill ?? false)
  }

  private func caseFacts() throws -> CaseFacts {
    let file = directory.file
    let opened = file.case.opened.flatMap { Instant(rfc3339: $0) } ?? directory.clock.now()
    return CaseFacts(
      id: file.case.id, title: file.case.title ?? file.case.id,
      organisation: file.case.organisation, opened: opened,
      people: (file.people ?? []).map { .init(name: $0.name, role: $0.role ?? "no role stated") },
      tenantDomains: file.tenant?.domains ?? [], window: try file.timeWindow())
  }

  /// The last bundle that sealed exactly this answer.
  private func sealFacts(_ entries: [JSONValue], scope: String) -> SealFacts? {
    let last = entries.last {
      $0["act"]?.string == "seal.end" && $0["detail"]?["scopeSha256"]?.string == scope
    }
    guard let detail = last?["detail"] else { return nil }
    return SealFacts(
      bundleFile: detail["bundle"]?.string ?? "",
      archiveSHA256: detail["archiveSha256"]?.string ?? "",
      tagManifestSHA512: detail["tagManifestSha512"]?.string ?? "",
      signerFingerprint: detail["signer"]?.string,
      timestamps: (detail["timestamps"]?.array ?? []).compactMap { stamp in
        guard let at = stamp["genTime"]?.string.flatMap({ Instant(rfc3339: $0) }) else {
          return nil
        }
        return .init(authority: stamp["authority"]?.string ?? "", at: at)
      })
  }

  private func approval(_ entries: [JSONValue]) -> Approval? {
    for entry in entries.reversed() {
      guard let approval = entry["detail"]?["approval"], let by = approval["by"]?.string,
        let digest = approval["scopeSha256"]?.string,
        let at = entry["ts"]?.string.flatMap({ Instant(rfc3339: $0) })
      else { continue }
      return Approval(by: by, at: at, scopeDigest: digest)
    }
    return nil
  }

  private func reportEvents() throws -> [Reporting.KeyEvent] {
    try keyEvents().map {
      .init(
        title: $0.title, level: $0.level, when: Instant(rfc3339: $0.time), account: $0.account,
        source: $0.source, record: $0.record, count: 1)
    }
  }

  private func coverageRows() throws -> [CoverageRow] {
    let streams = try StreamTable.embedded()
    let nothingFederated = directory.file.tenant?.federatedDomains?.isEmpty ?? false
    return try ledger().entries.compactMap { entry in
      // Without a federated domain the logs of AD FS leave nothing open.
      if nothingFederated, entry.stream == "adfs-audit" { return nil }
      if streams.isSupport(entry.stream), entry.status == .notAttempted { return nil }
      guard let from = Instant(rfc3339: entry.from), let to = Instant(rfc3339: entry.to) else {
        return nil
      }
      return CoverageRow(
        source: streams.name(of: entry.stream), from: from, to: to, status: entry.status.rawValue,
        why: ([entry.because] + entry.flags).joined(separator: "; "))
    }
  }

  private func evidenceFiles() throws -> [EvidenceFile] {
    var files: [EvidenceFile] = []
    try catalog().query("SELECT vault_file, sha256, bytes FROM file ORDER BY vault_file") {
      _, row in
      guard row.count == 3 else { return }
      files.append(
        EvidenceFile(file: row[0] ?? "", sha256: row[1] ?? "", bytes: Int(row[2] ?? "") ?? 0))
    }
    return files
  }
}
