import Collection

extension Failure {
  static func of(_ error: CollectionError) -> Failure {
    switch error {
    case .notHTTP(let url):
      Failure(code: 64, words: "\(url) is not an http or https address")
    case .transfer(let url, let reason, _): Failure(code: 75, words: "\(url): \(reason)")
    case .bodyTooLarge(let url, let limit):
      Failure(code: 1, words: "\(url) answered more than \(limit) bytes")
    case .credential(let reason, let hint): Failure(code: 64, words: reason, hints: [hint])
    case .signIn(let code, let message):
      Failure(
        code: 1, words: "sign-in: \(message.contains(code) ? "" : "\(code): ")\(message)",
        hints: ["docs/sources/sign-in.md lists what the codes mean"])
    case .setting(let key, let reason):
      Failure(
        code: 64, words: "case.yaml, \(key): \(reason)",
        hints: ["docs/spec/case-directory.md lists the keys"])
    case .noSuchSource(let name, let known):
      Failure(
        code: 64, words: "there is no source \(name)",
        hints: ["it is one of \(known.joined(separator: ", "))"])
    case .ledgerVersion(let found):
      Failure(
        code: 1,
        words:
          "the journal holds a collected slice that this version does not understand: \(found)",
        hints: ["collect with the version that wrote it, or with a later one"])
    case .interrupted:
      Failure(code: 130, words: "interrupted; the same command goes on where it stood")
    }
  }
}
