import Case
import Foundation
import Yams

/// A playbook: steps in order, each with an id, a title and one thing to do (docs/spec/playbook.md).
package struct Playbook: Sendable, Equatable {
  package let name: String
  package let title: String
  package let version: String
  package let inputs: [String: Input]
  package let steps: [Step]
  /// SHA-256 of the file: a run resumes only the playbook that it began with.
  package let sha256: String

  package struct Input: Codable, Sendable, Equatable {
    package var required: Bool?
    package var list: Bool?
    package var help: String?
  }

  package struct Step: Sendable, Equatable {
    package let id: String
    package let title: String
    package let phase: String?
    package let kind: Kind

    package enum Kind: Sendable, Equatable {
      /// A verb of the program, with arguments; `${name}` stands for an input.
      case verb(String, with: [String: String])
      /// A question to a named person; without the answer no later step runs.
      case approval(role: String, question: String)
    }
  }

  /// The verbs that a step can name.
  package static let verbs: Set<String> = [
    "collect", "import", "coverage", "scope", "detect", "seal", "verify", "report",
  ]
}

extension Playbook {
  private struct File: Decodable {
    struct Ask: Decodable {
      var role: String
      var question: String
    }
    struct Step: Decodable {
      var id: String
      var title: String
      var phase: String?
      var `do`: String?
      var with: [String: String]?
      var ask: Ask?
    }
    var playbook: String
    var title: String
    var version: String
    var inputs: [String: Input]?
    var steps: [Step]
  }

  private static let keys: Set<String> = ["playbook", "title", "version", "inputs", "steps"]
  private static let stepKeys: Set<String> = ["id", "title", "phase", "do", "with", "ask"]

  /// Reads a playbook; unknown keys, verbs and inputs are errors that name the step.
  package init(yaml data: Data, path: String) throws(PlaybookError) {
    let text = String(decoding: data, as: UTF8.self)
    let file: File
    do {
      try Playbook.checkKeys(text, path: path)
      file = try YAMLDecoder().decode(File.self, from: text)
    } catch let error as PlaybookError {
      throw error
    } catch {
      throw .unreadable(
        path: path, reason: "\(error)".split(separator: "\n").joined(separator: " "))
    }
    name = file.playbook
    title = file.title
    version = file.version
    inputs = file.inputs ?? [:]
    sha256 = digestHex(data)
    var steps: [Step] = []
    for step in file.steps {
      guard !steps.contains(where: { $0.id == step.id }) else {
        throw .badStep(path: path, step: step.id, reason: "its id stands twice")
      }
      let kind = try Playbook.kind(of: step, inputs: file.inputs ?? [:], path: path)
      steps.append(Step(id: step.id, title: step.title, phase: step.phase, kind: kind))
    }
    self.steps = steps
  }

  private static func kind(
    of step: File.Step, inputs: [String: Input], path: String
  ) throws(PlaybookError) -> Step.Kind {
    switch (step.do, step.ask) {
    case (let verb?, nil):
      guard verbs.contains(verb) else {
        throw .badStep(path: path, step: step.id, reason: "\(verb) is not a verb of a playbook")
      }
      for value in (step.with ?? [:]).values {
        if let name = inputName(value) {
          guard inputs[name] != nil else {
            throw .badStep(path: path, step: step.id, reason: "the input \(name) is not declared")
          }
        } else if value.contains("${") {
          let reason = "\(value) has an input inside a text; an input stands alone"
          throw .badStep(path: path, step: step.id, reason: reason)
        }
      }
      return .verb(verb, with: step.with ?? [:])
    case (nil, let ask?): return .approval(role: ask.role, question: ask.question)
    default:
      throw .badStep(path: path, step: step.id, reason: "it needs either do or ask")
    }
  }

  private static func checkKeys(_ text: String, path: String) throws {
    let mapping = try Yams.load(yaml: text) as? [String: Any] ?? [:]
    for key in mapping.keys.sorted() where !keys.contains(key) && !key.hasPrefix("x-") {
      throw PlaybookError.unreadable(path: path, reason: "the key \(key) is not known")
    }
    for (name, input) in (mapping["inputs"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }
    ) {
      for key in unknownKeys(input, ["required", "list", "help"]) {
        let reason = "the key inputs.\(name).\(key) is not known"
        throw PlaybookError.unreadable(path: path, reason: reason)
      }
    }
    for case let step as [String: Any] in mapping["steps"] as? [Any] ?? [] {
      let inside = unknownKeys(step["ask"] as Any, ["role", "question"]).map { "ask." + $0 }
      for key in unknownKeys(step, stepKeys) + inside {
        let id = step["id"] as? String ?? "?"
        throw PlaybookError.badStep(path: path, step: id, reason: "the key \(key) is not known")
      }
    }
  }

  private static func unknownKeys(_ value: Any, _ known: Set<String>) -> [String] {
    let keys = (value as? [String: Any])?.keys.sorted() ?? []
    return keys.filter { !known.contains($0) && !$0.hasPrefix("x-") }
  }

  /// The input that a value `${name}` stands for.
  package static func inputName(_ value: String) -> String? {
    guard value.hasPrefix("${"), value.hasSuffix("}") else { return nil }
    return String(value.dropFirst(2).dropLast())
  }
}

/// What can go wrong with a playbook.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum PlaybookError: Error, Equatable {
  case noSuchPlaybook(name: String, known: [String])
  case unreadable(path: String, reason: String)
  case badStep(path: String, step: String, reason: String)
  case inputMissing(name: String, step: String, help: String?)
  case approvalMissing(step: String, role: String)
}
