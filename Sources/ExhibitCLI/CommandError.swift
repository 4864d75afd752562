import Foundation

/// What a command itself refuses.
enum CommandError: Error, Equatable {
  case flagsDisagree(reason: String)
  case missing(flag: String, purpose: String)
  case noScope
  case scopeIsStale
  case noBundle
  case bundleFailed(path: String)
  case approvalDeclined(step: String)
  case cannotReadSecret(source: String, reason: String)
  case catalogLacks(files: Int)
  case interruptedImport(paths: [String])
  case noFile(path: String)
  case notAnAnswer(path: String, reason: String)
  case insideCase(path: String)
  case runBeganWithout(paths: [String])

  /// A decision carries the name of who takes it, and a reason where one is asked for.
  static func checkName(_ text: String, flag: String) throws(CommandError) {
    guard text.contains(where: { $0.isLetter }) else {
      throw .missing(flag: flag, purpose: "a decision carries a name and a reason")
    }
  }
}

extension Failure {
  static func of(_ error: CommandError) -> Failure {
    switch error {
    case .flagsDisagree(let reason): Failure(code: 64, words: reason)
    case .missing(let flag, let purpose):
      Failure(code: 64, words: "\(flag) is missing: \(purpose)")
    case .noScope:
      Failure(
        code: 1, words: "this case has no scope.json yet",
        hints: ["exhibit scope computes it"])
    case .scopeIsStale:
      Failure(
        code: 1, words: "scope.json is older than the evidence or the decisions in this case",
        hints: ["exhibit scope computes it again"])
    case .noBundle:
      Failure(code: 1, words: "nothing was sealed in this case yet", hints: ["exhibit seal"])
    case .bundleFailed(let path):
      Failure(
        code: 3, words: "\(path) does not verify",
        hints: ["the lines above say what is wrong: exhibit verify \(path)"])
    case .approvalDeclined(let step):
      Failure(
        code: 130, words: "the step \(step) was not approved; nothing after it was run",
        hints: ["run the same command again to be asked again"])
    case .insideCase(let path):
      Failure(
        code: 64, words: "\(path) and the case lie in one another; a case cannot take in itself",
        hints: ["keep exports outside of the case directory"])
    case .runBeganWithout(let paths):
      Failure(
        code: 64,
        words:
          "this run imported its files before and would leave out \(paths.joined(separator: ", "))",
        hints: [
          "exhibit import \(paths.joined(separator: " ")), then exhibit scope, then run without --import"
        ])
    case .noFile(let path): Failure(code: 64, words: "\(path) does not exist")
    case .notAnAnswer(let path, let reason):
      Failure(
        code: 64, words: "\(path) holds no answer that this version reads: \(reason)",
        hints: [
          "give a scope.json, a case or a bundle; one of an older version is computed anew from its evidence: exhibit scope"
        ])
    case .catalogLacks(let files):
      Failure(
        code: 1,
        words:
          "the catalog lacks \(files) of the files in the vault: an answer would leave them out",
        hints: ["exhibit index builds the catalog again from the vault"])
    case .interruptedImport(let paths):
      Failure(
        code: 1,
        words:
          "the import of \(paths.joined(separator: ", ")) was interrupted: an answer would rest on a part",
        hints: [
          "run the same import again: it goes on where it stopped",
          "exhibit index leaves out what was never stored whole",
        ])
    case .cannotReadSecret(let source, let reason):
      Failure(code: 64, words: "cannot read the passphrase from \(source): \(reason)")
    }
  }
}
