import Foundation

/// The program as it was built beside the tests.
package enum Binary {
  /// The folder of the build's products, which is that of the test bundle.
  ///
  /// `EXHIBIT_BINARY_FOLDER` names another: soaking runs the release build.
  package static var folder: URL {
    if let other = ProcessInfo.processInfo.environment["EXHIBIT_BINARY_FOLDER"] {
      return URL(fileURLWithPath: other)
    }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  }

  package struct Answer: Sendable, Equatable {
    package var status: Int32
    package var output: String
    package var error: String
  }

  /// Runs `exhibit` in a folder, with nothing of the caller's environment.
  package static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) async throws -> Answer {
    try await launch(
      self.folder.appendingPathComponent("exhibit").path, arguments, in: folder, environment)
  }

  /// Runs a line of shell with `exhibit` on the path.
  package static func shell(
    _ line: String, in folder: URL, environment: [String: String] = [:]
  ) async throws -> Answer {
    try await launch("/bin/sh", ["-c", line], in: folder, environment)
  }

  /// On a thread of its own: a test that waits must not hold up the servers of others.
  private static func launch(
    _ path: String, _ arguments: [String], in folder: URL, _ environment: [String: String]
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try wait(path, arguments, in: folder, environment) })
      }
    }
  }

  private static func wait(
    _ path: String, _ arguments: [String], in folder: URL, _ environment: [String: String]
  ) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = base.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a pipe that nobody empties would block the child.
    let outputs = try (0..<2).map { _ in try TemporaryFile() }
    process.standardOutput = outputs[0].handle
    process.standardError = outputs[1].handle
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: try outputs[0].text(), error: try outputs[1].text())
  }

  private static var base: [String: String] {
    [
      "PATH": "\(folder.path):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent",
      "TZ": "UTC", "LC_ALL": "C.UTF-8", "EXHIBIT_TEST_CLOCK": "2026-11-24T10:00:00Z",
    ]
  }
}

private final class TemporaryFile {
  let url: URL
  let handle: FileHandle

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "exhibit-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    handle = try FileHandle(forWritingTo: url)
  }

  deinit { unlink(url.path) }

  func text() throws -> String {
    try handle.close()
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }
}
