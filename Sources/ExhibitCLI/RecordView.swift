import Case
import Records
import Timeline

/// Records as their source wrote them, with their places in the vault.
struct RecordView {
  let console: Console

  func show(_ records: [ShownRecord]) throws {
    if console.json {
      let documents = records.map { document($0).json() }.joined(separator: ",")
      let all = RecordValue(json: "{\"records\":[\(documents)]}") ?? .null
      return console.raw(HostileText.json(all.json(indented: true)) + "\n")
    }
    for record in records {
      let place = record.place
      console.line("\(record.source), record \(HostileText.oneLine(record.record))")
      console.line("\(place.file), offset \(place.offset), length \(place.length)")
      console.line(
        "as received: zstd -dc \(place.file) | tail -c +\(place.offset + 1) | head -c \(place.length)"
      )
      if record.isMasked {
        console.line("secrets in it are masked here; the vault has them as they arrived")
      }
      console.line(record.value.json(indented: true))
      console.line()
    }
  }

  private func document(_ record: ShownRecord) -> RecordValue {
    .object([
      .init(name: "source", value: .string(record.source)),
      .init(name: "record", value: .string(record.record)),
      .init(name: "file", value: .string(record.place.file)),
      .init(name: "sha256", value: .string(record.place.sha256)),
      .init(name: "offset", value: .number("\(record.place.offset)")),
      .init(name: "length", value: .number("\(record.place.length)")),
      .init(name: "masked", value: .bool(record.isMasked)),
      .init(name: "content", value: record.value),
    ])
  }
}
