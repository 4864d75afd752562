import Foundation

/// Stock programs, run on the thread that asks.
enum GeneratedShell {
  /// Runs a line of shell in a folder; returns the exit status.
  ///
  /// The line redirects what it says.
  static func run(_ line: String, in folder: URL) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
