import Case
import Foundation
import Glibc
import Synchronization

/// The services of a simulated tenant behind one port of the loopback interface.
///
/// It has threads of its own and touches no concurrency pool: a client that blocks in this process
/// is answered all the same. Path and query reach a service as they came, byte for byte.
package final class TenantServer: Sendable {
  /// Why it does not listen.
  package struct CannotListen: Error { package var reason: String }

  private struct State {
    var listener: Int32 = -1
    var connections: Set<Int32> = []
    var base = ""
  }

  package let context: TenantContext
  private let services: [any WireService]
  private let tls: TenantTLS?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - services: `nil` for all that there are.
  ///   - encrypted: whether it speaks TLS, with a certificate of an authority made for it.
  package init(
    _ context: TenantContext, services: [any WireService]? = nil, encrypted: Bool = false
  ) throws {
    self.context = context
    self.services = services ?? TenantServices.all(context)
    tls = encrypted ? try TenantTLS() : nil
  }

  deinit { stop() }

  /// The authority that a client has to trust, as PEM; `nil` without TLS.
  package var certificateAuthority: Data? {
    get throws { try tls?.authority.certificatePEM }
  }

  /// Where it listens, such as `https://127.0.0.1:40123`, without a final slash.
  package var base: String { state.withLock { $0.base } }

  /// Listens on a free port and returns the base of all services.
  @discardableResult
  package func start() throws(CannotListen) -> String {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw CannotListen(reason: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any -> UInt16? in
        guard bind(listener, any, length) == 0, listen(listener, 64) == 0,
          getsockname(listener, any, &length) == 0
        else { return nil }
        return UInt16(bigEndian: pointer.pointee.sin_port)
      }
    }
    guard let port else {
      close(listener)
      throw CannotListen(reason: String(cString: strerror(errno)))
    }
    let base = "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)"
    state.withLock {
      $0.listener = listener
      $0.base = base
    }
    let responder = TenantResponder(context, services, base: base)
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, let self, self.enter(connection) else { break }
        let tls = self.tls
        Thread.detachNewThread { [weak self] in
          TenantServer.serve(connection, tls, responder)
          if let self { self.leave(connection) } else { close(connection) }
        }
      }
    }
    return base
  }

  /// Stops listening and cuts every connection.
  package func stop() {
    state.withLock { state in
      guard state.listener >= 0 else { return }
      shutdown(state.listener, Int32(SHUT_RDWR))
      close(state.listener)
      state.listener = -1
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  private func enter(_ connection: Int32) -> Bool {
    state.withLock { state in
      guard state.listener >= 0 else {
        close(connection)
        return false
      }
      state.connections.insert(connection)
      return true
    }
  }

  private func leave(_ connection: Int32) {
    state.withLock { state in
      state.connections.remove(connection)
      close(connection)
    }
  }

  private static func serve(
    _ connection: Int32, _ tls: TenantTLS?, _ responder: TenantResponder
  ) {
    // Writing to a client that went away is an ordinary end, also where OpenSSL writes.
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, nil)
    var atOnce: Int32 = 1
    setsockopt(
      connection, Int32(IPPROTO_TCP), TCP_NODELAY, &atOnce, socklen_t(MemoryLayout<Int32>.size))
    guard let stream = TenantStream(connection, tls) else { return }
    var reader = HTTPWireReader(stream)
    do {
      while let request = try reader.next() {
        guard responder.respond(to: request, on: stream), request.keepsAlive else { break }
      }
    } catch {
      _ = stream.write(Data("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8))
    }
    stream.finish()
  }
}
