import Case
import Foundation

/// Table `adfs-events`: what stands where in the events of AD FS Auditing.
struct FederationTable: Sendable {
  /// What a value is.
  enum Part: String, Decodable, Sendable {
    case activity, instance, user, name, upn, address, userAgent, relyingParty, device, client
    case error, auditResult, failureType, errorCode, `protocol`
    /// The XML of the 1200 series.
    case auditBase
    /// Names and values, in turn, to the end.
    case pairs
    case notKept = "-"
  }

  private struct File: Decodable {
    struct Event: Decodable {
      var event: Int
      var name: String
      var data: [Part]
    }
    var events: [Event]
    var labels: [String: Part]
    var claims: [String: Part]
    var auditBase: [String: Part]
  }

  private let names: [Int: String]
  private let order: [Int: [Part]]
  private let labels: [String: Part]
  private let claims: [String: Part]
  private let elements: [String: Part]

  static func embedded() throws -> FederationTable {
    let path = "Records/Tables/adfs-events.json"
    do {
      return FederationTable(
        try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path)))
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  private init(_ file: File) {
    func folded(_ parts: [String: Part]) -> [String: Part] {
      Dictionary(parts.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
    }
    names = Dictionary(
      file.events.map { ($0.event, $0.name) }, uniquingKeysWith: { first, _ in first })
    order = Dictionary(
      file.events.map { ($0.event, $0.data) }, uniquingKeysWith: { first, _ in first })
    labels = folded(file.labels)
    claims = folded(file.claims)
    elements = folded(file.auditBase)
  }

  /// `1203 credential refused`; the number alone for an event that the table does not name.
  func operation(_ event: String) -> String {
    Int(event).flatMap { names[$0] }.map { "\(event) \($0)" } ?? event
  }

  func order(_ event: String) -> [Part] { Int(event).flatMap { order[$0] } ?? [] }
  func label(_ text: String) -> Part? { labels[text.lowercased()] }
  func claim(_ type: String) -> Part? { claims[type.lowercased()] }
  func element(_ name: String) -> Part? { elements[name.lowercased()] }
}

/// The values of one event, by what they are.
struct FederationParts {
  private var values: [FederationTable.Part: [String]] = [:]

  /// AD FS writes `N/A`, `-` or nothing, and zeros for an id, where there is no value.
  mutating func add(_ part: FederationTable.Part?, _ text: String) {
    let text = text.trimmingBlanks
    guard let part, part != .notKept, !text.isEmpty, text != "-", text.lowercased() != "n/a",
      !text.allSatisfy({ $0 == "0" || $0 == "-" })
    else { return }
    guard part == .address else {
      values[part, default: []].append(text)
      return
    }
    for address in text.split(separator: ",").map({ String($0).trimmingBlanks })
    where !address.isEmpty && !(values[part]?.contains(address) ?? false) {
      values[part, default: []].append(address)
    }
  }

  subscript(_ part: FederationTable.Part) -> String? { values[part]?.first }
  func all(_ part: FederationTable.Part) -> [String] { values[part] ?? [] }
}
