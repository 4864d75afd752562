internal import COpenSSL
import Case
import Foundation
import Synchronization

/// Checks client assertions (reference 1.2; RFC 7523): signature, thumbprint and claims.
final class ClientAssertions: Sendable {
  /// Clocks may differ by so many seconds.
  private static let skew: Int64 = 300

  private let client: ClientRegistration
  private let seen = Mutex<Set<String>>([])

  init(_ client: ClientRegistration) { self.client = client }

  /// - Parameter audiences: the token endpoint under each of its names.
  func check(_ jwt: String, audiences: Set<String>, now: Instant) throws {
    let parts = jwt.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = json(parts[0]), let claims = json(parts[1]),
      let signature = Base64URL.decode(parts[2])
    else { throw LoginError.badAssertion("The client assertion is no JWT.") }
    let pair = try client.keyPair()
    try checkThumbprint(head, pair)
    let signed = Data("\(parts[0]).\(parts[1])".utf8)
    guard try verifies(signed, signature, head["alg"]?.string ?? "", pair) else {
      throw LoginError.badSignature("The signature does not verify.")
    }
    try checkClaims(claims, audiences, now.microseconds / 1_000_000)
  }

  private func json(_ part: Substring) -> JSONValue? {
    guard let data = Base64URL.decode(part) else { return nil }
    do { return try JSONValue(parsing: data) } catch { return nil }
  }

  private func checkThumbprint(_ head: JSONValue, _ pair: TenantKeyPair) throws(LoginError) {
    let known: Bool
    if let sha256 = head["x5t#S256"]?.string {
      known = sha256 == thumbprint(pair, EVP_sha256())
    } else if let sha1 = head["x5t"]?.string {
      known = sha1 == thumbprint(pair, EVP_sha1())
    } else {
      throw .badAssertion("The assertion names no certificate.")
    }
    guard known else { throw .badSignature("The key was not found by its thumbprint.") }
  }

  private func thumbprint(_ pair: TenantKeyPair, _ digest: OpaquePointer?) -> String {
    var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    X509_digest(pair.certificate, digest, &bytes, &length)
    return Base64URL.encode(Data(bytes.prefix(Int(length))))
  }

  /// RS256 is PKCS#1 v1.5, PS256 is PSS with a salt as long as the digest (RFC 7518 §3.3, §3.5).
  private func verifies(
    _ signed: Data, _ signature: Data, _ algorithm: String, _ pair: TenantKeyPair
  ) throws -> Bool {
    guard algorithm == "RS256" || algorithm == "PS256" else {
      throw LoginError.badAssertion("The algorithm is neither RS256 nor PS256.")
    }
    guard let context = EVP_MD_CTX_new() else { throw TenantKeyError(call: "EVP_MD_CTX_new") }
    defer {
      EVP_MD_CTX_free(context)
      ERR_clear_error()
    }
    var key: OpaquePointer?
    guard EVP_DigestVerifyInit(context, &key, EVP_sha256(), nil, pair.key) == 1 else {
      throw TenantKeyError(call: "EVP_DigestVerifyInit")
    }
    if algorithm == "PS256" {
      guard EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING) == 1,
        EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST) == 1
      else { throw TenantKeyError(call: "EVP_PKEY_CTX_set_rsa_padding") }
    }
    return signature.withUnsafeBytes { signature in
      signed.withUnsafeBytes { signed in
        EVP_DigestVerify(
          context, signature.bindMemory(to: UInt8.self).baseAddress, signature.count,
          signed.bindMemory(to: UInt8.self).baseAddress, signed.count) == 1
      }
    }
  }

  private func checkClaims(
    _ claims: JSONValue, _ audiences: Set<String>, _ now: Int64
  ) throws(LoginError) {
    guard let audience = claims["aud"]?.string, audiences.contains(audience) else {
      throw .badAssertion("The audience of the assertion is not this token endpoint.")
    }
    guard claims["iss"]?.string == client.id, claims["sub"]?.string == client.id else {
      throw .badAssertion("Issuer and subject of the assertion must be the client.")
    }
    guard let expires = claims["exp"]?.integer, expires > now - ClientAssertions.skew else {
      throw .badAssertion("The assertion has expired, or does not say when it does.")
    }
    guard let begins = claims["nbf"]?.integer, begins <= now + ClientAssertions.skew else {
      throw .badAssertion("The assertion is not valid yet, or does not say since when it is.")
    }
    guard let identifier = claims["jti"]?.string, !identifier.isEmpty else {
      throw .badAssertion("The assertion has no jti.")
    }
    guard seen.withLock({ $0.insert(identifier).inserted }) else {
      throw .badAssertion("The jti of the assertion was used before.")
    }
  }
}
