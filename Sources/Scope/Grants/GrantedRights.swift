import Foundation

/// The rights in the words of a record, in the shapes that Microsoft writes (microsoft-apis.md 3).
struct GrantedRights {
  /// Permissions or roles, each once, sorted.
  var names: [String] = []
  /// Whether everybody's data is reached; nil where the record does not say.
  var isForAll: Bool?

  /// - Parameters:
  ///   - values: such as `"User.Read Mail.Read"`, `Mail.Read`, `Global Administrator`, or the text
  ///     `[] => [[Id: …, ConsentType: Principal, Scope: offline_access Mail.Read ]]; `.
  ///   - scope: `AllPrincipals`, `Principal`, `True`, `False`, with or without quotes.
  init(_ values: [String], scope: String?, areRoles: Bool) {
    var found: Set<String> = []
    for value in values.map(GrantedRights.unquoted) {
      if value.contains("=>") {
        for entry in GrantedRights.entries(value) { take(consent: entry, &found) }
      } else if areRoles {
        found.insert(value)
      } else {
        found.formUnion(value.split(whereSeparator: { " ,;".contains($0) }).map(String.init))
      }
    }
    found.remove("")
    names = found.sorted()
    switch scope.map(GrantedRights.unquoted)?.lowercased() {
    case "allprincipals", "true": isForAll = true
    case "principal", "false": isForAll = isForAll ?? false
    default: break
    }
  }

  /// The new side of `[old] => [new]`, entry by entry.
  private static func entries(_ text: String) -> [Substring] {
    guard let arrow = text.range(of: "=>") else { return [] }
    return text[arrow.upperBound...].split(separator: "]").filter { $0.contains(":") }
  }

  private mutating func take(consent entry: Substring, _ found: inout Set<String>) {
    if let range = entry.range(of: "Scope:", options: .caseInsensitive) {
      let scopes = entry[range.upperBound...].prefix { $0 != "," && $0 != "]" }
      found.formUnion(scopes.split(separator: " ").map(String.init))
    }
    guard let range = entry.range(of: "ConsentType:", options: .caseInsensitive) else { return }
    let type = entry[range.upperBound...].prefix { $0 != "," && $0 != "]" }
    let isAll = type.trimmingCharacters(in: .whitespaces).lowercased() == "allprincipals"
    isForAll = (isForAll ?? false) || isAll
  }

  /// Values of Graph are JSON in a text: `"\"Mail.Read\""`.
  private static func unquoted(_ text: String) -> String {
    text.trimmingCharacters(in: CharacterSet(charactersIn: "\" []").union(.whitespaces))
      == "" ? "" : text.trimmingCharacters(in: CharacterSet(charactersIn: "\"").union(.whitespaces))
  }
}
