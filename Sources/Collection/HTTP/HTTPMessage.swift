import Foundation

/// What is asked of a server.
package struct HTTPRequest: Sendable {
  package var method: String
  /// Exactly as it is sent: a link that a service gave is never encoded again.
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: Data
  /// Bytes of body at most; more ends the transfer.
  package var largestBody: Int
  package var timeoutSeconds: Int
  /// PEM file of the authorities that are trusted instead of the system's.
  package var certificateAuthority: String?
  /// The proxy to go through; nil leaves it to the environment (`https_proxy`).
  package var proxy: String?
  /// False for addresses on this machine that no proxy may see (instance metadata).
  package var mayUseProxy = true

  package init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    body: Data = Data(), largestBody: Int = 1 << 30, timeoutSeconds: Int = 60
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.largestBody = largestBody
    self.timeoutSeconds = timeoutSeconds
  }
}

/// The head of an answer: what came before its body.
package struct HTTPHead: Sendable {
  package var status: Int
  /// As they came, in order; names as the server spelt them.
  package var headers: [(name: String, value: String)]

  package init(status: Int, headers: [(name: String, value: String)] = []) {
    self.status = status
    self.headers = headers
  }

  /// The last value of a header; names compare without regard to case (RFC 9110 5.1).
  package subscript(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A whole answer, for those whose bodies are small.
package struct HTTPResponse: Sendable {
  package var head: HTTPHead
  package var body: Data
  package var status: Int { head.status }
  package var contentType: String { head["Content-Type"] ?? "" }
}

/// How requests reach a server: the seam that lets tests stage every failure.
package protocol Transport: Sendable {
  /// Sends a request and hands the body over while it arrives; blocks until the end.
  ///
  /// `body` is not called for an answer without one. An error that `body` throws ends the transfer and
  /// is thrown again.
  ///
  /// - Throws: `CollectionError` when no whole answer came.
  func send(_ request: HTTPRequest, body: (HTTPHead, Data) throws -> Void) throws -> HTTPHead
}

extension Transport {
  /// Sends a request and keeps the whole body.
  package func send(_ request: HTTPRequest) throws -> HTTPResponse {
    var body = Data()
    let head = try send(request) { _, chunk in body.append(chunk) }
    return HTTPResponse(head: head, body: body)
  }
}
