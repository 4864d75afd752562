import COpenSSL
import Case
import Foundation

/// Signs the client assertion of microsoft-apis.md 1.2: a JWT (RFC 7515, RFC 7523) by the certificate's key.
package final class ClientAssertion: @unchecked Sendable {
  private let key: OpaquePointer
  private let header: String
  private let isPSS: Bool

  /// - Parameter algorithm: `PS256` with `x5t#S256`, or `RS256` with `x5t`.
  package init(certificate pem: Data, key keyPEM: Data, algorithm: String) throws(CollectionError) {
    guard ["PS256", "RS256"].contains(algorithm) else {
      throw .setting(key: "sources.signIn.algorithm", reason: "\(algorithm) is not PS256 or RS256")
    }
    isPSS = algorithm == "PS256"
    guard let key = ClientAssertion.read(keyPEM, { PEM_read_bio_PrivateKey($0, nil, nil, nil) })
    else {
      throw .credential(
        reason: "sources.signIn.key holds no private key in PEM without a passphrase",
        hint: "openssl pkey -in KEY -out PLAIN.pem, chmod 600, and name that")
    }
    guard let certificate = ClientAssertion.read(pem, { PEM_read_bio_X509($0, nil, nil, nil) })
    else {
      EVP_PKEY_free(key)
      throw .credential(
        reason: "sources.signIn.certificate holds no certificate in PEM", hint: "name a PEM file")
    }
    defer { X509_free(certificate) }
    guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, X509_check_private_key(certificate, key) == 1
    else {
      EVP_PKEY_free(key)
      throw .credential(
        reason: "the key is not the RSA key of the certificate",
        hint: "sources.signIn.certificate and .key must belong together")
    }
    self.key = key
    let print = ClientAssertion.thumbprint(certificate, isPSS ? EVP_sha256() : EVP_sha1())
    let name = isPSS ? "x5t#S256" : "x5t"
    header =
      JSONValue.object([
        "alg": .string(algorithm), "typ": "JWT", name: .string(base64URL(print)),
      ]).canonical
  }

  deinit { EVP_PKEY_free(key) }

  private static func read<Value>(_ pem: Data, _ body: (OpaquePointer) -> Value?) -> Value? {
    pem.withUnsafeBytes { bytes in
      guard let bio = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
      defer {
        BIO_free(bio)
        ERR_clear_error()
      }
      return body(bio)
    }
  }

  private static func thumbprint(_ certificate: OpaquePointer, _ method: OpaquePointer?) -> Data {
    var digest = Data(count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    digest.withUnsafeMutableBytes {
      _ = X509_digest(
        certificate, method, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &length)
    }
    return digest.prefix(Int(length))
  }

  /// A fresh assertion for one request: valid for ten minutes (entra, certificate-credentials).
  func sign(audience: String, clientId: String, now: Instant) throws(CollectionError) -> String {
    let seconds = now.microseconds / 1_000_000
    let claims = JSONValue.object([
      "aud": .string(audience), "iss": .string(clientId), "sub": .string(clientId),
      "jti": .string(UUID().uuidString.lowercased()), "nbf": .integer(seconds),
      "iat": .integer(seconds), "exp": .integer(seconds + 600),
    ]).canonical
    let text = base64URL(Data(header.utf8)) + "." + base64URL(Data(claims.utf8))
    return text + "." + base64URL(try signature(Data(text.utf8)))
  }

  private func signature(_ data: Data) throws(CollectionError) -> Data {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var keyContext: OpaquePointer?
    var isFine = EVP_DigestSignInit(context, &keyContext, EVP_sha256(), nil, key) == 1
    if isPSS, isFine {
      // RFC 7518 3.5: PSS with MGF1 over the same hash and a salt as long as it.
      isFine =
        EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST) == 1
    }
    var length = 0
    let bytes = Array(data)
    isFine = isFine && EVP_DigestSign(context, nil, &length, bytes, bytes.count) == 1
    var signature = [UInt8](repeating: 0, count: max(1, length))
    guard isFine, EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1 else {
      ERR_clear_error()
      throw .credential(
        reason: "the key does not sign", hint: "is it an RSA key of 2048 bits or more?")
    }
    return Data(signature.prefix(length))
  }
}

/// Base64 for URLs, without padding (RFC 4648 5).
func base64URL(_ data: Data) -> String {
  data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
    .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}
