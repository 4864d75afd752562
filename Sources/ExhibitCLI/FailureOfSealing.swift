import Collection
import Reporting
import Sealing

extension Failure {
  static func of(_ error: SealingError) -> Failure {
    switch error {
    case .nameNotAllowed(let path, let rule):
      Failure(code: 1, words: "the name \(path) cannot go into a bundle (\(rule.rawValue))")
    case .duplicateName(let path): Failure(code: 1, words: "\(path) stands twice in the bundle")
    case .caseTwins(let path, let other):
      Failure(code: 1, words: "\(path) and \(other) differ only by case")
    case .reservedName(let path):
      Failure(code: 1, words: "\(path) is a name that the bundle itself uses")
    case .badInfo(let label):
      Failure(code: 1, words: "the value for \(label) cannot go into bag-info.txt")
    case .cannotRead(let path, let reason):
      Failure(code: 1, words: "cannot read \(path): \(reason)")
    case .cannotWrite(let path, let reason):
      Failure(
        code: 1, words: "cannot write \(path): \(reason)",
        hints: ["nothing half-written was left; make room and seal again"])
    case .alreadyExists(let path):
      Failure(code: 64, words: "\(path) already exists", hints: ["choose another --out"])
    case .changedWhileSealing(let path):
      Failure(
        code: 1, words: "\(path) changed while it was being sealed; nothing was written",
        hints: ["seal again when nothing writes to the case"])
    default: ofKeys(error)
    }
  }

  private static func ofKeys(_ error: SealingError) -> Failure {
    switch error {
    case .notPEM(let path, let reason):
      Failure(code: 64, words: "\(path) is not PEM: \(reason)")
    case .passphraseNeeded(let path):
      Failure(
        code: 64, words: "\(path) needs its passphrase",
        hints: ["at a terminal it is asked for; in scripts: --passphrase env:NAME|file:PATH|fd:N"])
    case .wrongPassphrase(let path):
      Failure(code: 64, words: "the passphrase of \(path) is wrong; nothing was sealed")
    case .keyNotSupported(let path, let type):
      Failure(
        code: 64, words: "\(path): a \(type) key cannot sign a bundle",
        hints: ["use EC P-256 or RSA of 3072 bits"])
    case .keyTooWeak(let path, let bits):
      Failure(
        code: 64, words: "\(path): \(bits) bits are too few",
        hints: ["use EC P-256 or RSA of 3072 bits"])
    case .keyDoesNotMatch(let key, let certificate):
      Failure(code: 64, words: "the key \(key) does not belong to the certificate \(certificate)")
    case .certificateExpired(let subject, let end):
      Failure(code: 64, words: "the certificate of \(subject) ended at \(end.text)")
    case .certificateNotYetValid(let subject, let start):
      Failure(code: 64, words: "the certificate of \(subject) begins at \(start.text)")
    case .certificatePurpose(let subject, let reason):
      Failure(code: 64, words: "the certificate of \(subject) cannot sign a bundle: \(reason)")
    case .signingFailed(let reason): Failure(code: 1, words: "signing failed: \(reason)")
    case .openSSL(let operation, let reason): Failure(code: 1, words: "\(operation): \(reason)")
    case .timestamp(let url, let failure): of(failure, url)
    default: Failure(code: 70, words: "sealing: \(error)", hints: ["please report it"])
    }
  }

  private static func of(_ failure: TimestampFailure, _ url: String) -> Failure {
    let again = ["nothing was sealed; try again, or another --tsa"]
    switch failure {
    case .unreachable(let reason):
      return Failure(code: 75, words: "\(url) cannot be reached: \(reason)", hints: again)
    case .httpStatus(let status, let first):
      return Failure(code: 1, words: "\(url) answered HTTP \(status): \(first)", hints: again)
    case .notATimestampReply(let type, let first):
      return Failure(
        code: 1,
        words: "\(url) answered \(type.isEmpty ? "no type" : type), not a timestamp: \(first)",
        hints: again)
    case .rejected(let status, let info, let text):
      return Failure(
        code: 1,
        words:
          "\(url) refused (status \(status), \(info.isEmpty ? "no reason code" : info.joined(separator: ", "))): \(text)",
        hints: again)
    case .imprintDiffers:
      return Failure(
        code: 1, words: "\(url) stamped another digest than the one it was given", hints: again)
    case .nonceDiffers:
      return Failure(
        code: 1, words: "\(url) answered another request than this one (nonce)", hints: again)
    case .implausibleTime(let time, let earliest, let latest):
      return Failure(
        code: 1,
        words:
          "\(url) stamped \(time.text), outside \(earliest.text) to \(latest.text) by this clock",
        hints: ["check this machine's clock"] + again)
    case .untrustedRoot(let reason):
      return Failure(
        code: 1, words: "\(url) does not lead to the root that was given: \(reason)",
        hints: ["check --tsa-trust"] + again)
    default:
      return Failure(
        code: 1, words: "the token of \(url) was not accepted: \(failure)", hints: again)
    }
  }

  static func of(_ error: ReportingError) -> Failure {
    switch error {
    case .noTemplate(let name), .badTemplateName(let name):
      Failure(
        code: 64, words: "there is no template \(name)",
        hints: ["exhibit report writes all of them"])
    case .unknownAudience(let name):
      Failure(
        code: 64, words: "\(name) lies in no folder of an audience",
        hints: ["legal, public-relations, executive or technical"])
    case .cannotRead(let path, let reason):
      Failure(code: 1, words: "cannot read \(path): \(reason)")
    case .notUTF8(let path): Failure(code: 64, words: "\(path) is not UTF-8")
    case .noValue(let template, let line, let name):
      Failure(
        code: 1, words: "\(template):\(line): no value for \(name); nothing was written",
        hints: ["docs/templates.md lists the values of each audience"])
    case .noPartial(let template, let line, let name):
      Failure(code: 64, words: "\(template):\(line): no partial \(name)")
    case .cyclicPartial(let template, let line, let name):
      Failure(code: 64, words: "\(template):\(line): the partial \(name) contains itself")
    case .refusedTag(let template, let line, let tag):
      Failure(
        code: 64, words: "\(template):\(line): \(tag) is refused: values are always escaped")
    default: Failure(code: 64, words: "template: \(error)")
    }
  }
}
