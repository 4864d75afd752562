import Case
import Foundation

/// Events as JSON.
package enum EventJSON {
  /// One event in one line, in which no control character stands raw.
  package static func line(_ event: TimelineEvent) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return HostileText.json(String(decoding: try encoder.encode(event), as: UTF8.self))
  }
}
