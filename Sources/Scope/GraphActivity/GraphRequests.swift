import Foundation

/// Table `graph-requests`: what a request to Microsoft Graph read or changed.
struct GraphRequests: Sendable {
  let version: String
  private let rows: [Row]

  private struct Row: Decodable {
    var methods: [String]
    var path: [String]
    var not: [String]?
    var store: String
    var rung: Rung?
    var flags: [String]?
    var text: String
  }

  private struct File: Decodable {
    var version: String
    var requests: [Row]
  }

  static func embedded() throws -> GraphRequests {
    let file: File = try loadTable("Scope/Tables/graph-requests.json")
    return GraphRequests(version: file.version, rows: file.requests)
  }

  /// The segments of a request's path after the version, folded; what is asked for behind `?` is left out.
  static func segments(_ uri: String) -> [String] {
    let path = uri.prefix { $0 != "?" && $0 != "#" }
    var parts = path.split(separator: "/").map { $0.lowercased() }
    if let first = parts.first, first.hasSuffix(":") { parts.removeFirst(2) }
    if let version = parts.first, ["v1.0", "beta"].contains(version) { parts.removeFirst() }
    // OData writes users('id') as well as users/id.
    return parts.flatMap { part -> [String] in
      guard let open = part.firstIndex(of: "("), part.hasSuffix(")") else { return [part] }
      let key = part[part.index(after: open)...].dropLast()
        .trimmingCharacters(in: CharacterSet(charactersIn: "'"))
      return key.isEmpty ? [String(part[..<open])] : [String(part[..<open]), key]
    }
  }

  /// What a record proves: at least that the session was used.
  func proof(_ record: MatchedRecord) -> Proof {
    var proof = Proof(
      rung: .accessed, ceiling: .accessed, text: "a request to Microsoft Graph")
    guard let uri = record.object, record.resultCode?.hasPrefix("2") ?? false else { return proof }
    let segments = GraphRequests.segments(uri)
    let method = record.operation?.uppercased() ?? ""
    let row = rows.first { row in
      row.methods.contains(method)
        && (row.not ?? []).allSatisfy { !segments.contains($0.lowercased()) }
        && GraphRequests.matches(segments[...], row.path[...])
    }
    guard let row else { return proof }
    proof.text = row.text
    proof.flags = row.flags ?? []
    if let rung = row.rung {
      proof.rung = max(.accessed, rung)
      proof.ceiling = proof.rung
      if rung >= .viewed { proof.storeRung = rung }
    }
    return proof
  }

  /// The kind of store of a request, and whom the path names: an id, a name, or nil for the asker.
  func store(_ uri: String, method: String) -> (kind: String, owner: String?)? {
    let segments = GraphRequests.segments(uri)
    let row = rows.first { row in
      row.methods.contains(method.uppercased())
        && (row.not ?? []).allSatisfy { !segments.contains($0.lowercased()) }
        && GraphRequests.matches(segments[...], row.path[...])
    }
    guard let row else { return nil }
    if row.store == "team", segments.count > 1 {
      return ("team", segments[1])
    }
    if segments.first == "users", segments.count > 1 { return (row.store, segments[1]) }
    if ["drives", "sites", "groups"].contains(segments.first ?? ""), segments.count > 1 {
      return (row.store, segments[0] + "/" + segments[1])
    }
    return (row.store, nil)
  }

  /// `*` is one segment, `**` any number of them.
  private static func matches(_ segments: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = path.first else { return segments.isEmpty }
    if first == "**" {
      return (0...segments.count).contains {
        matches(segments.dropFirst($0), path.dropFirst())
      }
    }
    guard let segment = segments.first, first == "*" || segment == first.lowercased() else {
      return false
    }
    return matches(segments.dropFirst(), path.dropFirst())
  }
}
