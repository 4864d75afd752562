import Case
import Foundation
import Yams

/// A built-in rule: an operation that an investigator wants to see, by name.
package struct Rule: Codable, Sendable, Equatable {
  package var id: String
  package var title: String
  package var level: String
  package var operations: [String]
  package var needs: String?
}

/// What can go wrong with rules.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum DetectionError: Error, Equatable {
  case badRule(file: String, reason: String)
}

extension Rule {
  /// The rules that the program carries (`rules/`).
  package static func embedded() throws -> [Rule] {
    let path = "rules/built-in.yaml"
    do {
      return try YAMLDecoder().decode([Rule].self, from: EmbeddedFiles.text(path))
    } catch let error as DecodingError {
      throw DetectionError.badRule(file: path, reason: "\(error)")
    }
  }
}
