import Evidence
import Foundation
import Records

// A libFuzzer target (https://llvm.org/docs/LibFuzzer.html) for every reader of foreign bytes: any
// input must end in outcomes with places inside it. `make fuzz` builds and runs it; the corpus is
// Tests/Fuzz/corpus. EXHIBIT_FUZZ=archive opens the input as an archive, otherwise it is read as an
// export, whose first bytes say which container reader takes it.

nonisolated(unsafe) let reader: RecordReader = {
  do { return try RecordReader(dialects: .embedded()) } catch { fatalError("\(error)") }
}()
let isArchive = ProcessInfo.processInfo.environment["EXHIBIT_FUZZ"] == "archive"
let scratch = "/dev/shm/exhibit-fuzz-\(getpid())"

/// The input in chunks whose sizes depend on it, so that every border is met.
func chunks(_ bytes: Data) -> ChunkSource {
  var start = 0
  let step = 1 + Int(bytes.first ?? 0) * Int(bytes.last ?? 1)
  return {
    guard start < bytes.count else { return nil }
    defer { start = min(bytes.count, start + step) }
    return bytes[start..<min(bytes.count, start + step)]
  }
}

func read(_ bytes: Data) throws {
  let file = RecordReader.Stream(source: chunks(bytes), reopen: { chunks(bytes) })
  try reader.scan(file, from: 0) { outcome in
    switch outcome {
    case .record(let record):
      let end = record.offset + record.length
      precondition(record.offset >= 0 && record.length >= 0 && end <= bytes.count, "a wrong place")
    case .notARecordType: break
    case .unreadable(let offset, let length, _):
      precondition(offset >= 0 && length >= 0 && offset + length <= bytes.count, "a wrong place")
    }
  }
}

func open(_ bytes: Data) throws {
  try bytes.write(to: URL(fileURLWithPath: scratch))
  var limits = ArchiveImport.Limits()
  limits.entries = 100
  limits.bytes = 1 << 24
  do {
    let archive = try ArchiveImport(scratch, limits: limits)
    while let entry = try archive.next() {
      if case .file = entry { while try archive.read() != nil {} }
    }
  } catch EvidenceError.badArchive, EvidenceError.archiveLimit {
    // What an archive of random bytes is.
  }
}

typealias Target = @convention(c) (UnsafePointer<UInt8>, Int) -> CInt

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ target: Target
) -> CInt

/// The build names the entry of an executable so.
@_cdecl("exhibit_fuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt
{
  var count = count
  var arguments = arguments
  return runDriver(&count, &arguments, testOneInput)
}

/// One input; libFuzzer takes what it does not survive as found.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Data(bytes: start, count: count)
  do { try isArchive ? open(bytes) : read(bytes) } catch { fatalError("\(error)") }
  return 0
}
