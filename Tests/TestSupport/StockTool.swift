import Foundation
import Subprocess

/// Stock tools that a stranger would use; tests that need one are skipped where it is missing.
package enum StockTool {
  package struct Answer: Sendable {
    package var status: Int
    package var output: String
  }

  /// Whether the tool is on the path.
  package static func isPresent(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  /// Runs a line of shell in a folder; standard output and error come together.
  package static func shell(_ line: String, in folder: URL) async throws -> Answer {
    let result = try await run(
      .name("sh"), arguments: ["-c", line + " 2>&1"], workingDirectory: .init(folder.path),
      output: .string(limit: 1 << 20), error: .discarded)
    let status =
      switch result.terminationStatus {
      case .exited(let code): Int(code)
      case .signaled(let signal): 128 + Int(signal)
      }
    return Answer(status: status, output: result.standardOutput)
  }
}
