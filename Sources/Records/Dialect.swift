import Case
import Foundation

/// One source shape as data: how to recognise it, and where its values stand.
///
/// A dialect is a JSON file in `Sources/Records/Dialects`; adding a shape is adding a file
/// (docs/formats/adding.md has the fields). Names match without regard to case.
package struct Dialect: Sendable {
  package let name: String
  package let version: String
  package let recordType: RecordType
  /// The log's name as its makers write it, such as `SigninLogs`; printed in every basis.
  package let source: String
  let order: Int
  let recognise: [Recognition]
  let columns: [(Field, [FieldPath])]
  let streams: [StreamRule]
  /// What is done with the columns before they are normalised.
  let decoder: RecordDecoders.Name?
  /// Values that the source says in another column than the one where they belong.
  let implied: [Implied]
  /// Whether slashed dates are in the order of the exporting user's culture, not in US order.
  let datesFollowCulture: Bool

  /// Whether its columns are normalised as they are extracted.
  var isPlain: Bool { decoder == nil && implied.isEmpty }

  struct Recognition: Sendable {
    let all: [FoldedName]
    let any: [FoldedName]
    let none: [FoldedName]
    let equals: [(FoldedName, String)]
    /// Names inside other names, such as `properties.activityDisplayName`; only JSON has them.
    let inside: [[FoldedName]]
    /// Values inside other names, such as `System.Provider.Name`; only JSON has them.
    let equalsInside: [([FoldedName], String)]
  }

  /// `column` is `value` when `when` holds and the column has no number of its own.
  struct Implied: Sendable {
    let column: Field
    let value: String
    let when: [Field: String]
  }

  /// The columns that decide the stream of a record.
  package var streamColumns: [Field] {
    Set(streams.flatMap { $0.when.keys }).union([.auditRecordType]).sorted { $0.index < $1.index }
  }

  struct StreamRule: Sendable {
    let when: [Field: String]
    let stream: String
  }
}

/// The way to a value: names, selections and implied steps through arrays and JSON strings.
///
/// Written `status.errorCode`, `operationProperties[name=MailAccessType].value`, and with quotes
/// around a name that has dots of its own: `'o365.audit.Actor'[type=0].id`. An array is
/// stepped through wherever one stands; a string that holds JSON is opened (up to three deep).
struct FieldPath: Sendable {
  enum Step: Sendable {
    case name(FoldedName)
    case selection(FoldedName, value: String)
  }

  let steps: [Step]

  init?(_ text: String) {
    var steps: [Step] = []
    for part in FieldPath.parts(text) {
      var rest = part
      if rest.first == "'" {
        rest.removeFirst()
        guard let quote = rest.firstIndex(of: "'") else { return nil }
        steps.append(.name(FoldedName(rest[..<quote])))
        rest = rest[rest.index(after: quote)...]
        guard rest.isEmpty || rest.first == "[" else { return nil }
      }
      let bracket = rest.firstIndex(of: "[") ?? rest.endIndex
      if bracket > rest.startIndex { steps.append(.name(FoldedName(rest[..<bracket]))) }
      guard bracket < rest.endIndex else { continue }
      let inner = rest[rest.index(after: bracket)...].dropLast()
      guard rest.last == "]", let equals = inner.firstIndex(of: "=") else { return nil }
      let value = inner[inner.index(after: equals)...].lowercased()
      steps.append(.selection(FoldedName(inner[..<equals]), value: value))
    }
    guard !steps.isEmpty else { return nil }
    self.steps = steps
  }

  /// The parts between dots; a dot inside quotes or brackets belongs to the name or value.
  private static func parts(_ text: String) -> [Substring] {
    var isQuoted = false
    var isSelecting = false
    return text.split { character in
      switch character {
      case "'": isQuoted.toggle()
      case "[" where !isQuoted: isSelecting = true
      case "]" where !isQuoted: isSelecting = false
      default: break
      }
      return character == "." && !isQuoted && !isSelecting
    }
  }

  /// The names of a path that has no selection.
  static func names(_ text: String) -> [FoldedName] {
    (FieldPath(text)?.steps ?? []).compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  var first: FoldedName? { if case .name(let name) = steps.first { name } else { nil } }
}

/// All dialects, in the order in which they are tried.
package struct Dialects: Sendable {
  package let all: [Dialect]

  /// The dialects that the program carries.
  package static func embedded() throws -> Dialects {
    var dialects: [Dialect] = []
    for path in EmbeddedFiles.paths(under: "Records/Dialects") {
      dialects.append(try Dialect(file: path, data: EmbeddedFiles.bytes(path)))
    }
    return Dialects(all: dialects.sorted { ($0.order, $0.name) < ($1.order, $1.name) })
  }

  /// One line for `scope.json`: which tables read the evidence.
  package var versions: String { all.map { "\($0.name)/\($0.version)" }.joined(separator: " ") }
}

extension Dialect {
  private struct File: Decodable {
    struct Recognition: Decodable {
      var all: [String]?
      var any: [String]?
      var none: [String]?
      var equals: [String: String]?
    }
    struct StreamRule: Decodable {
      var when: [String: String]?
      var stream: String
    }
    struct Implied: Decodable {
      var column: String
      var value: String
      var when: [String: String]
    }
    var dialect: String
    var version: String
    var recordType: RecordType
    var source: String
    var order: Int
    var recognise: [Recognition]
    /// The dialect whose columns and streams this one has, but for those that it states itself.
    var like: String?
    var columns: [String: [String]]?
    var streams: [StreamRule]?
    var implied: [Implied]?
    var dates: String?
    var decode: RecordDecoders.Name?
  }

  package init(file: String, data: Data) throws(RecordsError) {
    let read = try Dialect.decode(file, data)
    name = read.dialect
    version = read.version
    recordType = read.recordType
    source = read.source
    order = read.order
    recognise = read.recognise.map { rule in
      let all = (rule.all ?? []).map(FieldPath.names)
      let equals = (rule.equals ?? [:]).map { (FieldPath.names($0), $1.lowercased()) }
      return Recognition(
        all: all.filter { $0.count == 1 }.map { $0[0] },
        any: (rule.any ?? []).map { FoldedName($0) },
        none: (rule.none ?? []).map { FoldedName($0) },
        equals: equals.filter { $0.0.count == 1 }.map { ($0.0[0], $0.1) },
        inside: all.filter { $0.count > 1 }, equalsInside: equals.filter { $0.0.count > 1 })
    }
    var model: File?
    if let like = read.like { model = try Dialect.model(like, of: file) }
    let paths = (model?.columns ?? [:]).merging(read.columns ?? [:]) { $1 }
    columns = try Dialect.columns(paths, file)
    streams = try Dialect.streams(read.streams ?? model?.streams ?? [], file)
    decoder = read.decode ?? model?.decode
    datesFollowCulture = (read.dates ?? model?.dates) == "culture"
    var implied: [Implied] = []
    for rule in read.implied ?? model?.implied ?? [] {
      let column = try Dialect.column(rule.column, file)
      let when = try Dialect.condition(rule.when, file)
      implied.append(Implied(column: column, value: rule.value, when: when))
    }
    self.implied = implied
  }

  private static func decode(_ file: String, _ data: Data) throws(RecordsError) -> File {
    do { return try JSONDecoder().decode(File.self, from: data) } catch {
      throw .badDialect(file: file, reason: "\(error)")
    }
  }

  private static func model(_ name: String, of file: String) throws(RecordsError) -> File {
    let path = "Records/Dialects/\(name).json"
    let data: Data
    do { data = try EmbeddedFiles.bytes(path) } catch {
      throw .badDialect(file: file, reason: "there is no dialect \(name) that it could be like")
    }
    return try decode(path, data)
  }

  private static func columns(
    _ texts: [String: [String]], _ file: String
  ) throws(RecordsError) -> [(Field, [FieldPath])] {
    var columns: [(Field, [FieldPath])] = []
    for (key, texts) in texts.sorted(by: { $0.key < $1.key }) {
      let column = try column(key, file)
      var paths: [FieldPath] = []
      for text in texts {
        guard let path = FieldPath(text) else {
          throw .badDialect(file: file, reason: "\(key): \(text) is not a path")
        }
        paths.append(path)
      }
      columns.append((column, paths))
    }
    return columns
  }

  private static func streams(
    _ rules: [File.StreamRule], _ file: String
  ) throws(RecordsError) -> [StreamRule] {
    var streams: [StreamRule] = []
    for rule in rules {
      streams.append(
        StreamRule(when: try condition(rule.when ?? [:], file), stream: rule.stream))
    }
    return streams
  }

  private static func condition(
    _ texts: [String: String], _ file: String
  ) throws(RecordsError) -> [Field: String] {
    var when: [Field: String] = [:]
    for (key, value) in texts { when[try column(key, file)] = value.lowercased() }
    return when
  }

  private static func column(_ key: String, _ file: String) throws(RecordsError) -> Field {
    guard let column = Field(rawValue: key) else {
      throw .badDialect(file: file, reason: "no column is called \(key)")
    }
    return column
  }
}
