/// The exports of one shape: opens them as records come, and repeats what a second export overlaps.
final class ShapeExports {
  let encoder: any ShapeEncoder
  private let place: ExportPlace
  private let overlap: ExportPlace
  private var sinks: [String: any RecordSink] = [:]
  private var repeated: [String: any RecordSink] = [:]
  private var framed = ByteBuffer()

  init(_ encoder: any ShapeEncoder, in place: ExportPlace) {
    self.encoder = encoder
    self.place = place
    overlap = place.inside("overlap")
  }

  /// Opens the exports that a collector writes even when nothing is in them.
  func openAlways() throws(DrillError) {
    for export in encoder.always { sinks[export] = try encoder.open(export, in: place) }
    for export in encoder.alwaysRepeated {
      repeated[export] = try encoder.open(export, in: overlap)
    }
  }

  /// Writes a record; its second and further copies, byte for byte, go to the export that overlaps.
  func take(_ record: LogRecord, copies: Int) throws(DrillError) {
    guard let export = encoder.export(of: record.kind) else { return }
    let sink = try opened(export, &sinks, place)
    framed.clear()
    encoder.encode(record, number: sink.records + 1, to: &framed)
    try sink.append(framed)
    for _ in 1..<max(1, copies) {
      try opened(export, &repeated, overlap).append(framed)
    }
  }

  private func opened(
    _ export: String, _ sinks: inout [String: any RecordSink], _ place: ExportPlace
  ) throws(DrillError) -> any RecordSink {
    if let sink = sinks[export] { return sink }
    let sink = try encoder.open(export, in: place)
    sinks[export] = sink
    return sink
  }

  /// Closes every file; the numbers of records by export, users not counted, and of repetitions.
  func close() throws(DrillError) -> (exports: [String: Int], repeated: Int) {
    var exports: [String: Int] = [:]
    let users = encoder.export(of: .user)
    for (export, sink) in sinks.sorted(by: { $0.key < $1.key }) {
      try sink.close()
      if export != users { exports[export] = sink.records }
    }
    var count = 0
    for (_, sink) in repeated.sorted(by: { $0.key < $1.key }) {
      try sink.close()
      count += sink.records
    }
    return (exports, count)
  }
}
