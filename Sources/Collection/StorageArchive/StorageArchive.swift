import Case
import Evidence
import Foundation

/// The archive that diagnostic settings write to a storage account, as a local copy or a mount: one blob
/// an hour of arrival (microsoft-apis.md 9.3).
package struct StorageArchive: Source {
  package static let name = "storage-archive"
  private let context: SourceContext
  /// For each container and hour of arrival the blobs that are there.
  private let blobs: [String: [Instant: [String]]]

  package init(_ context: SourceContext) {
    self.context = context
    var blobs: [String: [Instant: [String]]] = [:]
    for root in context.settings.storageArchive?.paths ?? [] {
      StorageArchive.walk(root) { container, hour, path in
        blobs[container, default: [:]][hour, default: []].append(path)
      }
    }
    self.blobs = blobs
  }

  private static let streams = [
    "insights-logs-signinlogs": ["entra-signins-interactive"],
    "insights-logs-noninteractiveusersigninlogs": ["entra-signins-noninteractive"],
    "insights-logs-serviceprincipalsigninlogs": ["entra-signins-serviceprincipal"],
    "insights-logs-managedidentitysigninlogs": ["entra-signins-managedidentity"],
    "insights-logs-adfssigninlogs": ["entra-signins-adfs"],
    "insights-logs-auditlogs": ["entra-audit"], "insights-logs-userriskevents": ["entra-risk"],
    "insights-logs-microsoftgraphactivitylogs": ["graph-activity"],
  ]

  package func units() throws -> [SourceUnit] {
    guard let paths = context.settings.storageArchive?.paths, !paths.isEmpty else {
      throw CollectionError.setting(
        key: "sources.storageArchive.paths", reason: "storage-archive needs the copied containers")
    }
    guard !blobs.isEmpty else {
      throw CollectionError.setting(
        key: "sources.storageArchive.paths",
        reason: "no …/y=…/m=…/d=…/h=…/m=00/PT1H.json below \(paths.joined(separator: ", "))")
    }
    let entry = try context.table.entry(StorageArchive.name)
    return blobs.keys.sorted().map { container in
      SourceUnit(
        source: StorageArchive.name, name: container,
        streams: StorageArchive.streams[container] ?? [], pool: entry.pool,
        lateness: entry.lateness, countsArrival: true, firstSlice: 86_400, longestSlice: 86_400,
        shortestSlice: 3600)
    }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let hours = blobs[slice.unit.name] ?? [:]
    var rows = 0
    var missing = 0
    // The blobs of the hour of the copy and of the one before may still have grown.
    let growing = hours.keys.max()?.adding(seconds: -3600)
    var hour = StorageArchive.hour(of: slice.window.from)
    while hour < slice.window.to {
      let paths = hours[hour] ?? []
      if paths.isEmpty { missing += 1 }
      for path in paths.sorted() { rows += try session.take(file: path) }
      hour = hour.adding(seconds: 3600)
    }
    if let growing, growing < slice.window.to {
      throw SliceFault.ended(
        .partial,
        "the last two hours of the copy may have grown since (\(rows) rows): copy it again")
    }
    guard missing == 0 else {
      throw SliceFault.ended(
        .partial,
        "\(missing) hours have no blob: nothing arrived in them, or they were not copied (\(rows) rows in the others)"
      )
    }
    return Reading(rows: rows)
  }

  private static func hour(of instant: Instant) -> Instant {
    Instant(microseconds: instant.microseconds / 3_600_000_000 * 3_600_000_000)
  }

  /// Finds blobs by their path; `m=` stands for the month first and for the minute then.
  private static func walk(_ root: String, _ found: (String, Instant, String) -> Void) {
    guard let walk = FileManager.default.enumerator(atPath: root) else { return }
    for case let path as String in walk where path.hasSuffix("/PT1H.json") {
      let parts = (root as NSString).appendingPathComponent(path).split(separator: "/")
      func number(_ key: String, from end: Int) -> Int? {
        let part = parts[parts.count - end]
        return part.hasPrefix(key) ? Int(part.dropFirst(key.count)) : nil
      }
      guard parts.count >= 7, let year = number("y=", from: 6), let month = number("m=", from: 5),
        let day = number("d=", from: 4), let hour = number("h=", from: 3),
        let instant = Instant(year: year, month: month, day: day, hour: hour)
      else { continue }
      let container = parts.first { $0.hasPrefix("insights-logs-") }.map(String.init)
      found(container ?? "unnamed", instant, (root as NSString).appendingPathComponent(path))
    }
  }
}
