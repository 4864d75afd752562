import Case
import Evidence
import Foundation

/// What a service says when it refuses (microsoft-apis.md 0, 2.4, 5.2, 7.1, 8, 17).
struct ServiceError {
  let status: Int
  let code: String
  /// What nests inside, such as `SemanticError` in `BadArgumentError`.
  let innerCode: String
  let message: String

  /// Reads `{"error":{"code","message"}}`; what is something else is cited from its beginning.
  init(status: Int, body: Data) {
    self.status = status
    do {
      let value = try JSONValue(parsing: body)
      let error = value["error"] ?? value["Error"] ?? value
      // Some workloads nest code and message once more, or hold them as text of JSON.
      let inner = error["innererror"] ?? error["innerError"]
      let own = error["code"]?.string ?? ""
      let nested = inner?["code"]?.string ?? ""
      code = own.isEmpty ? nested : own
      innerCode = own.isEmpty || nested == own ? "" : nested
      var words = error["message"]?.string ?? error["message"]?["value"]?.string ?? ""
      if let more = inner?["message"]?.string, !more.isEmpty, more != words {
        words += " (\(more))"
      }
      message = words.isEmpty ? (value["error_description"]?.string ?? "") : words
    } catch {
      code = ""
      innerCode = ""
      message = String(decoding: body.prefix(200), as: UTF8.self)
    }
  }

  /// One line for people: status, code and message as the service gave them.
  var words: String {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    return (["\(status)", code, innerCode, line].filter { !$0.isEmpty }).joined(separator: " ")
      .prefixed(400)
  }

  /// What the refusal means for the ledger.
  ///
  /// Throws when the table that the program carries is broken.
  func fault(masked words: String) throws -> SliceFault {
    for rule in try ServiceError.rules.get() where rule.matches(self) {
      let because = rule.hint.isEmpty ? words : "\(words): \(rule.hint)"
      switch rule.ends {
      case .notOffered: return .notOffered(because)
      case .split: return .tooLarge(because)
      case .unit: return .unitEnded(rule.status, because)
      case .source: return .sourceEnded(rule.status, because)
      case .slice: return .ended(rule.status, because)
      }
    }
    return .refused(words)
  }

  /// How much of what is asked comes to its end.
  private enum Ends: String, Decodable, Sendable { case slice, split, unit, source, notOffered }

  /// A row of table `refusals`.
  private struct Rule: Decodable, Sendable {
    var http: Int?
    var code: String?
    var contains: String?
    var also: String?
    var status: CoverageStatus
    var ends: Ends
    var hint: String

    func matches(_ error: ServiceError) -> Bool {
      if let http, http != error.status { return false }
      if let code, code.lowercased() != error.code.lowercased() { return false }
      let message = error.message.lowercased()
      return [contains, also].compactMap { $0 }.allSatisfy { message.contains($0.lowercased()) }
    }
  }

  private struct Table: Decodable { var rules: [Rule] }

  private static let rules: Result<[Rule], any Error> = Result {
    try (loadTable("Collection/Tables/refusals.json") as Table).rules
  }
}
