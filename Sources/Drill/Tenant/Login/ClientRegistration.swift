import Case
import Foundation
import Synchronization

/// The application that a collector signs in as.
package final class ClientRegistration: Sendable {
  /// The application (client) id.
  package let id: String
  package let secret: String
  /// A secret that was good once (AADSTS7000222).
  package let expiredSecret: String

  // Made when first asked for: an RSA key takes longer than all else that a test starts.
  private let pair = Mutex<TenantKeyPair?>(nil)

  init(seed: UInt64) {
    var random = SplitMix64.derived(seed, 72)
    id = random.guid().text
    secret = ClientRegistration.secret(&random)
    expiredSecret = ClientRegistration.secret(&random)
  }

  /// Forty characters with the tilde, dot and underscore that real ones hold.
  private static func secret(_ random: inout SplitMix64) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
    return "drl8Q~" + String((0..<34).map { _ in random.pick(letters) })
  }

  /// The certificate that is registered for assertions, and its key.
  func keyPair() throws -> TenantKeyPair {
    try pair.withLock { held in
      if let held { return held }
      let made = try TenantKeys.application()
      held = made
      return made
    }
  }

  /// The registered certificate as PEM.
  package var certificatePEM: Data { get throws { try keyPair().certificatePEM } }
  /// Its key as PKCS#8 PEM.
  package var keyPEM: Data { get throws { try keyPair().keyPEM } }
}
