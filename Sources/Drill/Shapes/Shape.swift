/// A shape in which the logs of the simulated tenant can be written: what a real tool exports.
///
/// The same seed gives the same logical records in every shape; docs/drill.md says what each shape
/// cannot hold by its nature.
package enum Shape: String, CaseIterable, Sendable {
  case graph
  case graphLines = "graph-lines"
  case diagnostic
  case diagnosticPages = "diagnostic-pages"
  case logAnalyticsCSV = "loganalytics-csv"
  case logAnalyticsJSON = "loganalytics-json"
  case logAnalyticsTables = "loganalytics-tables"
  case unifiedJSON = "ual-json"
  case unifiedCSV = "ual-csv"
  case purviewCSV = "purview-csv"
  case unifiedGraph = "ual-graph"
  case splunkCSV = "splunk-csv"
  case splunkJSON = "splunk-json"
  case qradar
  case sumo

  /// Reads a comma list; a shape that is named twice counts once.
  package static func list(_ text: String) throws(DrillError) -> [Shape] {
    var shapes: [Shape] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let shape = Shape(rawValue: part.filter { $0 != " " }) else {
        throw .unknownShape(asked: String(part), known: Shape.allCases.map(\.rawValue))
      }
      if !shapes.contains(shape) { shapes.append(shape) }
    }
    return shapes
  }

  func encoder(_ organisation: Organisation) -> any ShapeEncoder {
    switch self {
    case .graph: GraphEncoder(organisation, asLines: false)
    case .graphLines: GraphEncoder(organisation, asLines: true)
    case .diagnostic: DiagnosticEncoder(organisation, asPages: false)
    case .diagnosticPages: DiagnosticEncoder(organisation, asPages: true)
    case .logAnalyticsCSV: LogAnalyticsEncoder(organisation, form: .csv)
    case .logAnalyticsJSON: LogAnalyticsEncoder(organisation, form: .lines)
    case .logAnalyticsTables: LogAnalyticsEncoder(organisation, form: .tables)
    case .unifiedJSON: ContentEncoder()
    case .unifiedCSV: SearchCSVEncoder()
    case .purviewCSV: PurviewCSVEncoder()
    case .unifiedGraph: AuditQueryEncoder()
    case .splunkCSV: SplunkCSVEncoder(organisation)
    case .splunkJSON: SplunkJSONEncoder(organisation)
    case .qradar: QRadarEncoder(organisation)
    case .sumo: SumoEncoder(organisation)
    }
  }
}

/// How the text of an export becomes bytes.
package enum TextEncoding: String, CaseIterable, Sendable {
  /// As the exporting tool writes it: a byte order mark only in the CSV of the Log Analytics portal.
  case utf8
  case utf8Marked = "utf8-bom"
  /// UTF-16, little endian, with a byte order mark: what Windows PowerShell calls Unicode.
  case utf16
}

/// What a logical record is, as far as shapes tell records apart.
enum RecordKind: Int, Sendable, CaseIterable {
  case interactive, nonInteractive, servicePrincipal, managedIdentity
  case directoryAudit
  /// Unified audit by the content type that the Management Activity API gives it.
  case unifiedEntra, unifiedExchange, unifiedSharePoint
  case user

  var isUnified: Bool {
    switch self {
    case .unifiedEntra, .unifiedExchange, .unifiedSharePoint: true
    default: false
    }
  }
}

/// One record as its service writes it; a shape puts its frame around it.
struct LogRecord {
  let kind: RecordKind
  /// When it happened, to the tick.
  let time: Ticks
  /// One JSON object: of Graph, of the `properties` of a diagnostic record, or of unified audit.
  let json: [UInt8]

  /// When the service let the record out: a reader that takes it for the time of the event is
  /// wrong by 20 to 120 seconds.
  var emitted: Ticks { Ticks(time.value + 20 * Ticks.second + time.value % (100 * Ticks.second)) }
}

/// In whose spelling the objects of Entra stand.
enum EntraStyle: Sendable, CaseIterable {
  /// Times end in `Z`, conditions are words.
  case graph
  /// Times end in `+00:00`, conditions are a bit mask (reference 9.2).
  case diagnostic
}

/// Puts the frame of one shape around records.
protocol ShapeEncoder: AnyObject {
  var style: EntraStyle { get }
  /// The name of the export that takes such records; nil where the shape has no place for them.
  func export(of kind: RecordKind) -> String?
  /// The exports that are written even when nothing is in them.
  var always: [String] { get }
  /// The same of what a second export repeats.
  var alwaysRepeated: [String] { get }
  /// The file that holds the population; nil where the shape has no place for it.
  var usersFile: String? { get }
  /// `number` counts the records of the export, from 1.
  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer)
  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink
}

extension ShapeEncoder {
  var always: [String] { [] }
  var alwaysRepeated: [String] { [] }
  var usersFile: String? { nil }
}
