import Case
import Foundation

/// How we sign in (microsoft-apis.md 1.1 to 1.4).
package enum Credential: Sendable {
  case secret(clientId: String, secret: String)
  case certificate(clientId: String, ClientAssertion)
  case deviceCode(clientId: String)
  /// `identity` is the client id of a user-assigned identity.
  case managedIdentity(identity: String?)

  /// Reads what the case file refers to; nothing of it is kept in the case.
  package init(_ settings: CaseFile.SignIn?, mask: SecretMask) throws {
    guard let settings else {
      throw CollectionError.setting(
        key: "sources.signIn", reason: "it is missing: how to sign in is not said")
    }
    func needed(_ value: String?, _ key: String) throws(CollectionError) -> String {
      guard let value, !value.isEmpty else {
        throw .setting(key: "sources.signIn.\(key)", reason: "\(settings.method) needs it")
      }
      return value
    }
    switch settings.method {
    case "secret":
      let reference = try SecretReference(
        needed(settings.secret, "secret"), key: "sources.signIn.secret")
      let secret = try reference.text()
      mask.add(secret)
      self = .secret(clientId: try needed(settings.clientId, "clientId"), secret: secret)
    case "certificate":
      let key = try SecretReference(needed(settings.key, "key"), key: "sources.signIn.key")
      self = .certificate(
        clientId: try needed(settings.clientId, "clientId"),
        try ClientAssertion(
          certificate: Files.read(
            URL(fileURLWithPath: needed(settings.certificate, "certificate"))),
          key: key.read(), algorithm: settings.algorithm ?? "PS256"))
    case "deviceCode":
      self = .deviceCode(clientId: try needed(settings.clientId, "clientId"))
    case "managedIdentity": self = .managedIdentity(identity: settings.clientId)
    default:
      throw CollectionError.setting(
        key: "sources.signIn.method",
        reason: "\(settings.method) is none of secret, certificate, deviceCode, managedIdentity")
    }
  }
}
