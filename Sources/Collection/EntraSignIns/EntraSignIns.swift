import Case
import Evidence

/// Sign-ins from Graph, each type as its own log (microsoft-apis.md 2).
package struct EntraSignIns: Source {
  package static let name = "entra-signins"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  /// The types of sign-in events, with what they are called here.
  private static let types: [(unit: String, type: String, stream: String)] = [
    ("interactive", "interactiveUser", "entra-signins-interactive"),
    ("non-interactive", "nonInteractiveUser", "entra-signins-noninteractive"),
    ("service-principal", "servicePrincipal", "entra-signins-serviceprincipal"),
    ("managed-identity", "managedIdentity", "entra-signins-managedidentity"),
  ]

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(EntraSignIns.name)
    return EntraSignIns.types.map { type in
      var unit = SourceUnit(
        source: EntraSignIns.name, name: type.unit, streams: [type.stream], pool: entry.pool,
        retention: entry.retention(context.licence), lateness: entry.lateness,
        firstSlice: type.unit == "non-interactive" ? 3600 : 6 * 3600, longestSlice: 30 * 86_400)
      // A slice that is too long costs nothing here, and each that ends leaves a page half empty.
      unit.growth = 16
      return unit
    }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let type = EntraSignIns.types.first { $0.unit == slice.unit.name }?.type ?? ""
    do {
      return Reading(rows: try session.pages(ask("beta", slice, type: type)))
    } catch SliceFault.notOffered(let words) {
      // Only beta has the types; v1.0 gives the interactive ones (2.1).
      guard type == "interactiveUser" else {
        throw SliceFault.unitEnded(.failed, "\(words): this type of sign-in is only in beta")
      }
      return Reading(
        rows: try session.pages(ask("v1.0", slice, type: nil)),
        note:
          "from v1.0, which lacks session and token identifiers, event types and incoming token types"
      )
    }
  }

  private func ask(_ version: String, _ slice: Slice, type: String?) throws -> SliceSession.Ask {
    var filter = slice.window.filter("createdDateTime")
    if let type { filter += " and signInEventTypes/any(t: t eq '\(type)')" }
    let host = try context.cloud.host(.graph)
    var ask = SliceSession.Ask(
      .graph, "\(host)/\(version)/auditLogs/signIns?$filter=\(queryEncoded(filter))&$top=1000")
    ask.headers = [(name: "Prefer", value: "include-unknown-enum-members")]
    return ask
  }
}
