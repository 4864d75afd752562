import Case
import Foundation

/// Table `streams`: the logs that coverage is told for, and what the absence of each blinds.
package struct StreamTable: Sendable {
  package let version: String
  package let streams: [Stream]

  package enum Role: String, Decodable, Sendable {
    case signIn, application, witness, mailbox, exchangeAdmin, sharePoint, teams, directoryAudit
    case federation, mailboxState
    /// Proposes indicators and supports flags; its absence blinds nothing.
    case support
  }

  package struct Stream: Decodable, Sendable {
    package var stream: String
    package var groups: [String]
    package var role: Role
    package var name: String
    /// `credential`: a success in it proves a credential and no session.
    var proves: String?
  }

  private struct File: Decodable {
    var version: String
    var streams: [Stream]
  }

  package static func embedded() throws -> StreamTable {
    let file: File = try loadTable("Scope/Tables/streams.json")
    return StreamTable(version: file.version, streams: file.streams)
  }

  /// The streams that a source's name stands for: one stream, or a group of them.
  package func streams(named name: String) throws(ScopeError) -> [String] {
    let found = streams.filter { $0.stream == name || $0.groups.contains(name) }.map(\.stream)
    guard !found.isEmpty else {
      let known = Set(streams.flatMap { [$0.stream] + $0.groups })
      throw .noSuchSource(name: name, known: known.sorted())
    }
    return found
  }

  /// Streams in which a success proves a credential and no session.
  var ofCredentials: Set<String> {
    Set(streams.filter { $0.proves == "credential" }.map(\.stream))
  }

  /// Whether the absence of a stream leaves nothing open.
  package func isSupport(_ stream: String) -> Bool {
    streams.contains { $0.stream == stream && $0.role == .support }
  }

  package func name(of stream: String) -> String {
    streams.first { $0.stream == stream }?.name ?? stream
  }
}
