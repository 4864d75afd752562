internal import COpenSSL
import Foundation
import Glibc

/// The bytes of one connection: in the clear, or under TLS.
///
/// One thread uses it at a time.
final class TenantStream {
  private let socket: Int32
  private let ssl: OpaquePointer?
  private var isOpen = true

  /// Shakes hands where the server has TLS; `nil` where the other side does not.
  init?(_ socket: Int32, _ tls: TenantTLS?) {
    self.socket = socket
    guard let tls else {
      ssl = nil
      return
    }
    let ssl = SSL_new(tls.pointer)
    self.ssl = ssl
    guard let ssl, SSL_set_fd(ssl, socket) == 1, SSL_accept(ssl) == 1 else {
      ERR_clear_error()
      return nil
    }
  }

  deinit { SSL_free(ssl) }

  /// What has arrived, at most as much as fits; `nil` at the end.
  func read(into buffer: inout [UInt8]) -> Int? {
    let most = buffer.count
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let ssl else { return recv(socket, bytes.baseAddress, most, 0) }
      return Int(SSL_read(ssl, bytes.baseAddress, Int32(most)))
    }
    return count > 0 ? count : nil
  }

  /// Sends all of it; false where the other side is gone.
  func write(_ data: Data) -> Bool {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let count = send(rest)
        guard count > 0 else { return false }
        offset += count
      }
      return true
    }
  }

  private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let ssl else {
      return Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
    return Int(SSL_write(ssl, bytes.baseAddress, Int32(min(bytes.count, 1 << 20))))
  }

  /// Ends the connection as a peer does that is done.
  func finish() {
    guard isOpen else { return }
    isOpen = false
    if let ssl { SSL_shutdown(ssl) }
    ERR_clear_error()
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// Ends it with a reset: what is still on its way is lost.
  func reset() {
    guard isOpen else { return }
    isOpen = false
    var abrupt = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
  }
}

/// The certificate that a server shows.
final class TenantTLS: @unchecked Sendable {
  // Sendable: a context is set up here and only read afterwards; OpenSSL locks what it shares.
  let pointer: OpaquePointer
  let authority: TenantKeyPair

  init() throws {
    authority = try TenantKeys.authority()
    let server = try TenantKeys.server(authority)
    guard let context = SSL_CTX_new(TLS_server_method()) else {
      throw TenantKeyError(call: "SSL_CTX_new")
    }
    pointer = context
    guard SSL_CTX_use_certificate(context, server.certificate) == 1,
      SSL_CTX_use_PrivateKey(context, server.key) == 1
    else { throw TenantKeyError(call: "SSL_CTX_use") }
  }

  deinit { SSL_CTX_free(pointer) }
}
