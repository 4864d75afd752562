import Case
import Catalog
import Collection
import Detection
import Drill
import Evidence
import Foundation
import Playbooks
import Records
import Reporting
import Scope
import Sealing
import Timeline

/// An error in words: what happened, to what, what to do now, and the exit code.
///
/// The only place where a case of an error becomes prose.
struct Failure {
  let code: Int32
  let words: String
  let hints: [String]

  init(code: Int32, words: String, hints: [String] = []) {
    self.code = code
    self.words = words
    self.hints = hints
  }

  init(_ error: any Error) {
    self =
      Failure.known(error)
      ?? Failure(
        code: 70, words: "a bug of ours: \(error)",
        hints: ["please report it with the command and the version: exhibit --version"])
  }

  static func knows(_ error: any Error) -> Bool { known(error) != nil }

  private static func known(_ error: any Error) -> Failure? {
    switch error {
    case let error as CommandError: of(error)
    case let error as CaseError: of(error)
    case let error as EvidenceError: of(error)
    case let error as CatalogError: of(error)
    case let error as ScopeError: of(error)
    case let error as RecordsError: of(error)
    case let error as TimelineError: of(error)
    case let error as DetectionError: of(error)
    case let error as PlaybookError: of(error)
    case let error as DrillError: of(error)
    case let error as SealingError: of(error)
    case let error as ReportingError: of(error)
    case let error as CollectionError: of(error)
    default: nil
    }
  }

  func print(json: Bool) {
    if json {
      let value = ErrorDocument(error: .init(code: Int(code), message: words, hints: hints))
      let data = (try? prettyJSON(value)) ?? Data()  // three strings and a number always encode
      Console.write(String(decoding: data, as: UTF8.self), to: STDERR_FILENO)
      return
    }
    Console.write("exhibit: error: \(Console.visible(words))\n", to: STDERR_FILENO)
    for hint in hints {
      Console.write("exhibit: hint: \(Console.visible(hint))\n", to: STDERR_FILENO)
    }
  }

  private struct ErrorDocument: Encodable {
    struct Body: Encodable {
      var code: Int
      var message: String
      var hints: [String]
    }
    var error: Body
  }
}

extension Failure {
  private static func of(_ error: CaseError) -> Failure {
    switch error {
    case .noCase(let path):
      Failure(
        code: 64, words: "no case here: \(path) holds no case.yaml",
        hints: [
          "go to a case directory or name one with --case DIR",
          "make one: exhibit open DIR --from 2026-03-02T00:00Z --to 2026-03-09T00:00Z",
        ])
    case .caseExists(let path):
      Failure(code: 64, words: "\(path) is already a case", hints: ["choose another directory"])
    case .cannotRead(let path, let reason):
      Failure(code: 1, words: "cannot read \(path): \(reason)")
    case .cannotWrite(let path, let reason):
      Failure(
        code: 1, words: "cannot write \(path): \(reason)",
        hints: ["make room or mend the permissions, then run the same command again"])
    case .windowReversed(let from, let to):
      Failure(
        code: 64, words: "the window ends at \(to), which is not later than its beginning \(from)",
        hints: ["windows are half-open: [from, to); exchange --from and --to"])
    case .notATime(let text, let place):
      Failure(
        code: 64, words: "\(place): \"\(text)\" is not an RFC 3339 time",
        hints: ["write it with a zone, such as 2026-03-02T00:00Z"])
    case .badIndicator(let text, let reason):
      Failure(
        code: 64, words: "the indicator \"\(text)\" is not understood: \(reason)",
        hints: ["such as ip:192.0.2.1 or session:…@2026-03-02T08:00Z/2026-03-03T00:00Z"])
    case .badCaseFile(let path, let reason):
      Failure(
        code: 64, words: "\(path): \(reason)",
        hints: ["docs/spec/case-directory.md lists the keys; the file was not changed"])
    case .locked(let path):
      Failure(
        code: 75, words: "\(path) is in use by another exhibit",
        hints: ["try again when it is done"])
    case .journalBroken(let line, let reason):
      Failure(
        code: 3, words: "journal.jsonl, line \(line): \(reason)",
        hints: ["the chain of custody does not hold from here on; compare it with a sealed copy"])
    case .notJSON(let reason): Failure(code: 1, words: "not JSON: \(reason)")
    case .noSuchEmbeddedFile(let path):
      Failure(code: 70, words: "the program does not carry \(path)", hints: ["please report it"])
    }
  }

  private static func of(_ error: EvidenceError) -> Failure {
    switch error {
    case .noSuchPath(let path):
      Failure(code: 64, words: "\(path) does not exist", hints: ["nothing was imported"])
    case .cannotRead(let path, let reason):
      Failure(code: 1, words: "cannot read \(path): \(reason)")
    case .cannotWrite(let path, let reason):
      Failure(
        code: 1, words: "cannot write \(path): \(reason)",
        hints: ["what was stored before is kept; make room and run the same command again"])
    case .vaultDamaged(let file, let expected, let found):
      Failure(
        code: 3, words: "\(file) is damaged: its SHA-256 is \(found), not \(expected)",
        hints: [
          "import the original again: the good copy takes its place",
          "or restore the file from a sealed bundle",
        ])
    case .badArchive(let path, let reason):
      Failure(code: 1, words: "the archive \(path) cannot be read: \(reason)")
    case .archiveLimit(let path, let limit):
      Failure(code: 1, words: "the archive \(path) was not read on: it holds \(limit)")
    }
  }

  private static func of(_ error: CatalogError) -> Failure {
    switch error {
    case .cannotOpen(let path, let reason):
      Failure(
        code: 1, words: "cannot open \(path): \(reason)",
        hints: ["exhibit index builds the catalog again from the vault"])
    case .otherVersion(let path, let found, let expected):
      Failure(
        code: 1, words: "\(path) is of version \(found), this program needs \(expected)",
        hints: ["exhibit index builds the catalog again from the vault"])
    case .sql(let reason):
      Failure(
        code: 64, words: "SQL: \(reason)",
        hints: ["exhibit query \"SELECT name, sql FROM sqlite_master\" shows the tables and views"])
    case .notReadOnly:
      Failure(code: 64, words: "query runs SQL that reads; this statement would write")
    case .cannotWrite(let reason):
      Failure(
        code: 1, words: "cannot write the catalog: \(reason)",
        hints: ["make room, then run the same import again: it goes on where it stopped"])
    }
  }

  private static func of(_ error: ScopeError) -> Failure {
    switch error {
    case .badLedger(let reason):
      Failure(
        code: 1,
        words:
          "the journal holds a collected slice that this version does not understand (\(reason))",
        hints: ["use the version that wrote it, or a later one"])
    case .badTable(let file, let reason), .indicatorNotUnderstood(let file, let reason):
      Failure(code: 64, words: "\(file): \(reason)")
    case .noSuchSource(let name, let known):
      Failure(
        code: 64, words: "no source is called \(name)",
        hints: ["known: \(known.joined(separator: ", "))"])
    case .noIndicators:
      Failure(
        code: 64, words: "this case has no indicator: there is nothing to look for",
        hints: ["add one under indicators in case.yaml, such as ip:192.0.2.1"])
    case .noSuchAccount(let name):
      Failure(
        code: 64, words: "\(name) is not in the answer: no matching record names it",
        hints: ["exhibit scope lists the accounts"])
    }
  }

  private static func of(_ error: RecordsError) -> Failure {
    switch error {
    case .notJSON(let reason): Failure(code: 1, words: "not JSON: \(reason)")
    case .badDialect(let file, let reason), .badTable(let file, let reason):
      Failure(code: 70, words: "\(file): \(reason)")
    }
  }

  private static func of(_ error: DetectionError) -> Failure {
    switch error {
    case .badRule(let file, let reason): Failure(code: 64, words: "\(file): \(reason)")
    }
  }

  private static func of(_ error: PlaybookError) -> Failure {
    switch error {
    case .noSuchPlaybook(let name, let known):
      Failure(
        code: 64, words: "no playbook \(name)",
        hints: ["give a file, or one of: \(known.joined(separator: ", "))"])
    case .unreadable(let path, let reason): Failure(code: 64, words: "\(path): \(reason)")
    case .badStep(let path, let step, let reason):
      Failure(code: 64, words: "\(path), step \(step): \(reason)")
    case .inputMissing(let name, let step, let help):
      Failure(
        code: 64, words: "the step \(step) needs the input \(name)",
        hints: [help].compactMap { $0 } + [
          "what was done so far is kept: run the same command again"
        ])
    case .approvalMissing(let step, let role):
      Failure(
        code: 130,
        words:
          "the step \(step) waits for the approval of a \(role), and nobody is at the terminal",
        hints: ["run it at a terminal, or with --approve-as NAME"])
    }
  }

  private static func of(_ error: DrillError) -> Failure {
    switch error {
    case .destinationExists(let path):
      Failure(code: 64, words: "\(path) already exists", hints: ["choose another directory"])
    case .destinationNotEmpty(let path):
      Failure(
        code: 64, words: "\(path) is not empty: a drill never writes over anything",
        hints: ["choose another directory"])
    case .cannotWrite(let path, let reason):
      Failure(code: 1, words: "cannot write \(path): \(reason)")
    case .unknownShape(let asked, let known):
      Failure(
        code: 64, words: "--shape \(asked): no such shape",
        hints: ["it is one or several, separated by commas, of: " + known.joined(separator: ", ")])
    case .tooFewRecords(let asked, let least):
      Failure(
        code: 64,
        words: "--records \(asked) is too few for the incident and the everyday life around it",
        hints: ["with so many accounts the least is \(least)"])
    case .accountsOutOfRange(let asked, let least, let most):
      Failure(code: 64, words: "--accounts \(asked): it is from \(least) to \(most)")
    case .daysOutOfRange(let asked, let least, let most):
      Failure(code: 64, words: "a window of \(asked) days: it is from \(least) to \(most)")
    }
  }
}
