import Foundation

/// A request as it stands on the wire (RFC 9112), with target and body untouched.
struct HTTPWireRequest {
  var method: String
  /// Path and query as received.
  var target: String
  var headers: [String: String]
  var body: Data
  var keepsAlive: Bool

  var path: String { String(target.prefix { $0 != "?" }) }
  var rawQuery: String {
    target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
  }
}

/// Reads requests from a stream, one after the other.
struct HTTPWireReader {
  enum Failure: Error, Equatable { case tooLarge, malformed, cut }

  private static let mostHead = 256 << 10
  private static let mostBody = 16 << 20

  private let stream: TenantStream
  private var pending = Data()
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)

  init(_ stream: TenantStream) { self.stream = stream }

  /// The next request; `nil` where the client is done.
  mutating func next() throws(Failure) -> HTTPWireRequest? {
    guard let head = try head() else { return nil }
    let lines = head.components(separatedBy: "\r\n")
    let parts = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].hasPrefix("/"), parts[2].hasPrefix("HTTP/1.") else {
      throw .malformed
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw .malformed }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let connection = headers["connection"]?.lowercased() ?? ""
    return HTTPWireRequest(
      method: String(parts[0]), target: String(parts[1]), headers: headers,
      body: try body(headers),
      keepsAlive: parts[2] == "HTTP/1.1"
        ? !connection.contains("close") : connection.contains("keep-alive"))
  }

  private mutating func head() throws(Failure) -> String? {
    let end = Data("\r\n\r\n".utf8)
    while true {
      if let range = pending.range(of: end) {
        let head = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
        pending = Data(pending[range.upperBound...])
        return head
      }
      guard pending.count < HTTPWireReader.mostHead else { throw .tooLarge }
      guard receive() else {
        if pending.isEmpty { return nil }
        throw .cut
      }
    }
  }

  private mutating func body(_ headers: [String: String]) throws(Failure) -> Data {
    if headers["expect"]?.lowercased() == "100-continue" {
      guard stream.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { throw .cut }
    }
    if headers["transfer-encoding"]?.lowercased() == "chunked" { return try chunks() }
    guard let text = headers["content-length"] else { return Data() }
    guard let count = Int(text), count >= 0 else { throw .malformed }
    return try take(count)
  }

  private mutating func chunks() throws(Failure) -> Data {
    var body = Data()
    while true {
      let size = try line().prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
      guard let count = Int(size, radix: 16), count >= 0 else { throw .malformed }
      if count == 0 { break }
      body.append(try take(count))
      guard try line().isEmpty, body.count <= HTTPWireReader.mostBody else { throw .malformed }
    }
    while try !line().isEmpty {}
    return body
  }

  private mutating func line() throws(Failure) -> String {
    let end = Data("\r\n".utf8)
    while true {
      if let range = pending.range(of: end) {
        let line = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
        pending = Data(pending[range.upperBound...])
        return line
      }
      guard pending.count < HTTPWireReader.mostHead else { throw .tooLarge }
      guard receive() else { throw .cut }
    }
  }

  private mutating func take(_ count: Int) throws(Failure) -> Data {
    guard count <= HTTPWireReader.mostBody else { throw .tooLarge }
    while pending.count < count {
      guard receive() else { throw .cut }
    }
    defer { pending = Data(pending.dropFirst(count)) }
    return Data(pending.prefix(count))
  }

  private mutating func receive() -> Bool {
    guard let count = stream.read(into: &buffer) else { return false }
    pending.append(contentsOf: buffer[..<count])
    return true
  }
}

/// Phrases of status codes (RFC 9110 §15).
enum HTTPStatus {
  static func phrase(_ code: Int) -> String {
    let known: [Int: String] = [
      200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 302: "Found",
      400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
      405: "Method Not Allowed", 410: "Gone", 413: "Content Too Large", 429: "Too Many Requests",
      500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
      504: "Gateway Timeout",
    ]
    return known[code] ?? "Unknown"
  }
}
