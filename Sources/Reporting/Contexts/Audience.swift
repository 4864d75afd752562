/// Who reads a document; the folder of a template says so.
package enum Audience: String, Sendable, CaseIterable {
  case technical, legal, executive
  case publicRelations = "public-relations"

  /// The audience of a template such as `executive/brief`.
  init(template: String) throws(ReportingError) {
    let folder = template.split(separator: "/").first.map(String.init) ?? ""
    guard template.contains("/"), let audience = Audience(rawValue: folder) else {
      throw .unknownAudience(template: template)
    }
    self = audience
  }

  /// As printed in the head of a document.
  var title: String {
    switch self {
    case .technical: "Technical"
    case .legal: "Legal"
    case .executive: "Executive"
    case .publicRelations: "Public relations"
    }
  }

  /// Who may read it.
  var handling: String {
    switch self {
    case .technical: "Restricted: the response team. Holds personal data."
    case .legal: "Restricted: counsel and those counsel names."
    case .executive: "Confidential: management."
    case .publicRelations: "Internal until released. Holds no personal data."
    }
  }
}
