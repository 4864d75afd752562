import Foundation
import Testing

@testable import Drill

/// A drill in a folder of its own, removed with the value that made it.
final class Written {
  let directory: URL
  let truth: DrillTruth

  var exports: URL { directory.appendingPathComponent("exports") }

  init(
    _ settings: DrillSettings, shapes: [Shape] = [], encoding: Drill.TextEncoding = .utf8
  ) throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("exhibit-drill-\(UUID().uuidString)")
    truth = try SimulatedTenant(settings)
      .write(to: directory, shapes: shapes, encoding: encoding)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: directory)
    } catch {
      Issue.record("could not remove \(directory.path): \(error)")
    }
  }

  /// Every file, by its path from the directory on.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
    for name in names {
      let url = directory.appendingPathComponent(name)
      let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
      if isFolder == false { files[name] = try Data(contentsOf: url) }
    }
    return files
  }

  func lines(_ name: String) throws -> [Data] {
    try Data(contentsOf: exports.appendingPathComponent(name)).split(separator: 0x0A).map {
      Data($0)
    }
  }
}

extension DrillSettings {
  /// A tenant small enough for a test.
  static func small(seed: UInt64 = 1, incident: IncidentName = .compromisedAccounts) -> Self {
    DrillSettings(accounts: 300, records: 4000, seed: seed, incident: incident)
  }

  /// The least that holds the incident, for what is written many times.
  static func tiny(seed: UInt64 = 1) -> Self {
    DrillSettings(accounts: 100, records: 1200, seed: seed)
  }
}

/// Runs a Python script that lies beside the tests, and returns what it prints.
func python(_ script: String, _ arguments: [String], file: String = #filePath) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let path = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(script)
  process.arguments = ["python3", "-B", path.path] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(script) failed")
  return String(decoding: data, as: UTF8.self)
}
