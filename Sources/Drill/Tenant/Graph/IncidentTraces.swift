import Case
import Foundation
import Synchronization

/// Sign-ins of the actor that issued a token: what risk detections and alerts are raised for.
final class IncidentTraces: Sendable {
  struct Trace: Sendable {
    let id: String
    let time: Ticks
    let user: String
    let name: String
    let display: String
    let address: String
    let agent: String
    let correlation: String
    let isInteractive: Bool
    /// The member `location` as it stands in the row.
    let location: [UInt8]
  }

  private let context: TenantContext
  private let found = Mutex<[Trace]?>(nil)

  init(_ context: TenantContext) { self.context = context }

  /// The first of each account, interactive and not, in the order of time.
  ///
  /// Looked for when first asked: it reads every sign-in.
  var all: [Trace] {
    found.withLock { held in
      if let held { return held }
      let traces = look()
      held = traces
      return traces
    }
  }

  private func look() -> [Trace] {
    let truth = context.truth
    let addresses =
      truth.indicators.map { $0.replacingOccurrences(of: "ip:", with: "") }
      + truth.foundAddresses
    let needles = addresses.map { Array(#""ipAddress":"\#($0)""#.utf8) }
    let success = Array(#""errorCode":0,"#.utf8)
    var traces: [Trace] = []
    for kind in [RecordKind.interactive, .nonInteractive] {
      var users: Set<String> = []
      for record in context.logs.records(kind)
      where needles.contains(where: { Bytes.contains(record.json, $0) })
        && Bytes.contains(record.json, success)
      {
        guard let trace = trace(record), users.insert(trace.user).inserted else { continue }
        traces.append(trace)
      }
    }
    return traces.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
  }

  private func trace(_ record: TenantRecord) -> Trace? {
    guard let row = GraphRows.members(record.json) else { return nil }
    func text(_ name: String) -> String { row[name] as? String ?? "" }
    var members = JSONMembers()
    members.scan(record.json)
    let location = members.value(Array("location".utf8), in: record.json)
    return Trace(
      id: text("id"), time: record.time, user: text("userId"), name: text("userPrincipalName"),
      display: text("userDisplayName"), address: text("ipAddress"), agent: text("userAgent"),
      correlation: text("correlationId"), isInteractive: row["isInteractive"] as? Bool ?? false,
      location: location.map { Array(record.json[$0]) } ?? Array("null".utf8))
  }
}

/// Searches in bytes.
enum Bytes {
  static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
    guard let last = needle.last, needle.count <= bytes.count else { return needle.isEmpty }
    return bytes.withUnsafeBufferPointer { bytes in
      needle.withUnsafeBufferPointer { needle in
        // The last byte first: members of one row begin alike.
        for end in needle.count - 1..<bytes.count where bytes[end] == last {
          let start = end - needle.count + 1
          if (0..<needle.count).allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
        }
        return false
      }
    }
  }
}
