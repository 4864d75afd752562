import Foundation
import Glibc

/// An HTTP server on the loopback interface with threads of its own: it answers although every test
/// of the suite keeps the concurrency pool busy.
package final class LoopbackServer: Sendable {
  package typealias Answer = @Sendable (Data) throws -> (type: String, body: Data)

  package let url: String
  private let listener: Int32

  /// Answers every request with what `answer` makes of its body.
  package init(_ answer: @escaping Answer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any -> UInt16? in
        guard bind(listener, any, length) == 0, listen(listener, 8) == 0,
          getsockname(listener, any, &length) == 0
        else { return nil }
        return UInt16(bigEndian: pointer.pointee.sin_port)
      }
    }
    guard let port else { throw POSIXError(.EADDRNOTAVAIL) }
    url = "http://127.0.0.1:\(port)/tsr"
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { LoopbackServer.serve(connection, answer) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func serve(_ connection: Int32, _ answer: Answer) {
    defer { close(connection) }
    let response: (type: String, body: Data)
    do { response = try answer(body(connection)) } catch {
      response = ("text/plain", Data("\(error)".utf8))
    }
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: \(response.type)\r\nContent-Length: \(response.body.count)\r\nConnection: close\r\n\r\n"
    let all = Data(head.utf8) + response.body
    _ = all.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
  }

  /// The body of one request: what follows the head, as long as Content-Length says.
  private static func body(_ connection: Int32) -> Data {
    var received = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = received.range(of: Data("\r\n\r\n".utf8)) {
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
        let field = head.components(separatedBy: "content-length:").dropFirst().first ?? "0"
        let wanted =
          Int(field.prefix { $0 != "\r" && $0 != "\n" }.trimmingCharacters(in: .whitespaces)) ?? 0
        if received.count - end.upperBound >= wanted { return Data(received[end.upperBound...]) }
      }
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return Data() }
      received.append(contentsOf: buffer.prefix(count))
    }
  }
}
