import Case

/// An object as the admin endpoint of Exchange writes it: each value that is no text has its type
/// beside it (reference 17).
enum ExchangeObject {
  static func object(_ type: String, _ members: [String: JSONValue]) -> JSONValue {
    var out = members
    out["@odata.type"] = .string("#Exchange.\(type)")
    for (name, value) in members {
      switch value {
      case .bool:
        out[name + "@data.type"] = "System.Boolean"
      case .integer:
        out[name + "@odata.type"] = "#Int32"
        out[name + "@data.type"] = "System.Int32"
      case .array:
        out[name + "@odata.type"] = "#Collection(String)"
        out[name + "@data.type"] = "Deserialized.Microsoft.Exchange.Data.MultiValuedProperty"
      default: break
      }
    }
    return .object(out)
  }

  /// Adds the types of a point in time.
  static func time(_ ticks: Ticks, _ name: String, in members: inout [String: JSONValue]) {
    members[name] = .string(ticks.text(fraction: 7))
    members[name + "@odata.type"] = "#DateTimeOffset"
    members[name + "@data.type"] = "System.DateTime"
  }
}

/// The parameters of a cmdlet, whose names and many of whose values are case-insensitive.
struct CmdletParameters: Sendable {
  private let values: [String: JSONValue]

  init(_ members: [String: JSONValue]) {
    values = Dictionary(
      members.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Text; a number is given as its digits.
  func text(_ name: String) -> String? {
    switch values[name.lowercased()] {
    case .string(let text)?: text
    case .integer(let number)?: String(number)
    default: nil
    }
  }

  func isTrue(_ name: String) -> Bool {
    switch values[name.lowercased()] {
    case .bool(let truth)?: truth
    case .string(let text)?: text.lowercased() == "true" || text.lowercased() == "$true"
    default: false
    }
  }

  /// One text, several, or a list with commas; in lower case.
  func texts(_ name: String) -> Set<String> {
    let value = values[name.lowercased()]
    let all =
      value?.array?.compactMap(\.string) ?? value?.string?.split(separator: ",").map(String.init)
    return Set((all ?? []).map { $0.trimmingBlanks.lowercased() })
  }

  /// A time in UTC: ISO 8601, or as the US culture writes it.
  func time(_ name: String) throws(CmdletFault) -> Ticks? {
    guard let text = text(name) else { return nil }
    guard let time = Ticks(dateTime: text) ?? Ticks(american: text) else {
      throw .parameter("Cannot convert value \"\(text)\" of '\(name)' to type \"System.DateTime\".")
    }
    return time
  }

  func number(_ name: String, ordinary: Int, most: Int) throws(CmdletFault) -> Int {
    guard let text = text(name) else { return ordinary }
    if text.lowercased() == "unlimited" { return .max }
    guard let number = Int(text), (1...most).contains(number) else {
      throw .parameter("'\(name)' must be from 1 to \(most).")
    }
    return number
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension Ticks {
  /// `3/2/2026`, `03/02/2026 08:15:41`.
  fileprivate init?(american text: String) {
    var scanner = DigitScanner(Array(text.utf8))
    guard let month = scanner.number(upTo: 2), scanner.take("/"),
      let day = scanner.number(upTo: 2), scanner.take("/"), let year = scanner.number(4)
    else { return nil }
    var clock = (0, 0, 0)
    if scanner.take(" ") {
      guard let hour = scanner.number(upTo: 2), scanner.take(":"), let minute = scanner.number(2)
      else { return nil }
      clock = (hour, minute, 0)
      if scanner.take(":") {
        guard let second = scanner.number(2) else { return nil }
        clock.2 = second
      }
    }
    guard scanner.atEnd,
      let instant = Instant(
        year: year, month: month, day: day, hour: clock.0, minute: clock.1, second: clock.2)
    else { return nil }
    self.init(instant)
  }
}

/// What a cmdlet says instead of a result; its own words stand between bars (reference 17).
struct CmdletFault: Error {
  let status: Int
  let code: String
  let exception: String
  let text: String

  static func parameter(_ text: String) -> CmdletFault {
    CmdletFault(
      status: 400, code: "BadRequest",
      exception: "System.Management.Automation.ParameterBindingException", text: text)
  }

  static func unknown(_ cmdlet: String) -> CmdletFault {
    CmdletFault(
      status: 400, code: "BadRequest",
      exception: "System.Management.Automation.CommandNotFoundException",
      text:
        "The term '\(cmdlet)' is not recognized as the name of a cmdlet, function, script file, "
        + "or operable program.")
  }

  static func notFound(_ name: String) -> CmdletFault {
    CmdletFault(
      status: 404, code: "NotFound",
      exception: "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
      text: "The operation couldn't be performed because object '\(name)' couldn't be found.")
  }

  static func forbidden(_ text: String) -> CmdletFault {
    CmdletFault(
      status: 403, code: "Forbidden", exception: "System.UnauthorizedAccessException", text: text)
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    let message = "|\(exception)|\(text)"
    let body: JSONValue = [
      "error": [
        "code": .string(code), "message": .string(message),
        "details": [
          ["code": "Context", "target": "", "message": .string("Ex6F9304|\(exception)|\(text)")]
        ],
        "innererror": [
          "message": .string(message), "type": .string(exception), "stacktrace": "",
          "request-id": .string(request.id),
        ],
      ]
    ]
    return .json(status, body.canonical)
  }
}
