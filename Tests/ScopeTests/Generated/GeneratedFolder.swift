import Case
import Foundation
import TestSupport

/// A tenant as files, for programs that are not ours: the question and the exports.
extension GeneratedTenant {
  /// Writes `question.json` and `exports/` into a folder.
  func write(to folder: URL) throws {
    for (number, file) in files.enumerated() {
      let url = folder.appendingPathComponent("exports/\(number)-\(file.name)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try file.data.write(to: url)
    }
    try Data(question.canonical.utf8).write(to: folder.appendingPathComponent("question.json"))
  }

  private var question: JSONValue {
    [
      "window": ["from": .string(window.from), "to": .string(window.to)],
      "indicators": .array(indicators.map { .string($0) }),
      "exclusions": .array(
        exclusions.map { ["address": .string($0.address), "reason": .string($0.reason)] }),
      "tenantDomains": [.string(GeneratedCast.domain), .string(GeneratedCast.federatedDomain)],
      "federatedDomains": .array(federatedDomains.map { .string($0) }),
      "containment": .array(
        containment.map { ["account": .string($0.account), "at": .string($0.at)] }),
    ]
  }
}

/// `GENERATED_WRITE=folder` keeps what a test looked at, to look at it again.
enum GeneratedKeeping {
  static let folder = ProcessInfo.processInfo.environment["GENERATED_WRITE"]
    .map { URL(fileURLWithPath: $0) }

  static func keep(_ tenant: GeneratedTenant, _ mismatches: [GeneratedMismatch]) throws {
    guard let folder, !mismatches.isEmpty else { return }
    let place = folder.appendingPathComponent(String(tenant.seed))
    try tenant.write(to: place)
    let truth =
      ["\(tenant.plan)"] + mismatches.map { "\($0.finding?.rawValue ?? "unexplained"): \($0.text)" }
      + tenant.cast.accounts.map {
        "\($0.number) \($0.objectId) \($0.kind) \($0.names.map(\.name)): \(tenant.truth.rung($0.number))\(tenant.truth.openAccounts.contains($0.number) ? " open" : "")"
      } + tenant.truth.stores.map { "\($0.key): \($0.value)" }.sorted()
      + tenant.events.filter(\.isByActor).map { "\($0)" }
    try Data(truth.joined(separator: "\n").utf8)
      .write(to: place.appendingPathComponent("truth.txt"))
  }
}
