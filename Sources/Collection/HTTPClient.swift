import CCurl
import Foundation

/// One HTTP exchange: what was asked and what came back.
package struct HTTPRequest: Sendable {
  package var url: URL
  package var method: String
  package var headers: [(String, String)]
  package var body: Data
  /// Bytes of body at most; more ends the transfer.
  package var largestBody: Int
  package var timeoutSeconds: Int

  package init(
    _ method: String, _ url: URL, headers: [(String, String)] = [], body: Data = Data(),
    largestBody: Int = 1 << 30, timeoutSeconds: Int = 60
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.largestBody = largestBody
    self.timeoutSeconds = timeoutSeconds
  }
}

package struct HTTPResponse: Sendable {
  package var status: Int
  package var contentType: String
  package var body: Data
}

/// What can go wrong on the wire.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum CollectionError: Error, Equatable {
  case notHTTP(url: String)
  /// libcurl's own words, such as "Could not resolve host".
  case transfer(url: String, reason: String)
  case bodyTooLarge(url: String, limit: Int)
}

/// HTTP over libcurl: one thread a transfer, no redirects, no ambient proxies but curl's own.
package struct HTTPClient: Sendable {
  package init() {}

  /// Sends a request and returns the answer, whatever its status.
  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try HTTPClient.perform(request) })
      }
    }
  }

  private final class Sink {
    var body = Data()
    let limit: Int
    init(limit: Int) { self.limit = limit }
  }

  private static func perform(_ request: HTTPRequest) throws -> HTTPResponse {
    guard ["http", "https"].contains(request.url.scheme?.lowercased()) else {
      throw CollectionError.notHTTP(url: request.url.absoluteString)
    }
    guard let curl = curl_easy_init() else { fatalError("no memory for libcurl") }
    defer { curl_easy_cleanup(curl) }
    let sink = Sink(limit: request.largestBody)
    let headers = list(request.headers)
    defer { curl_slist_free_all(headers) }
    let code = request.body.withUnsafeBytes { body in
      configure(curl, request, headers, sink)
      if request.method != "GET" {
        shim_curl_setopt_text(curl, CURLOPT_CUSTOMREQUEST, request.method)
        shim_curl_setopt_long(curl, CURLOPT_POSTFIELDSIZE, body.count)
        shim_curl_setopt_pointer(
          curl, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
      }
      return curl_easy_perform(curl)
    }
    if sink.body.count > sink.limit {
      throw CollectionError.bodyTooLarge(url: request.url.absoluteString, limit: sink.limit)
    }
    guard code == CURLE_OK else {
      throw CollectionError.transfer(
        url: request.url.absoluteString, reason: String(cString: curl_easy_strerror(code)))
    }
    return response(curl, sink.body)
  }

  /// An empty `Expect` header is always sent: servers that ignore it would cost a second each time.
  private static func list(_ headers: [(String, String)]) -> UnsafeMutablePointer<curl_slist>? {
    (headers + [("Expect", "")]).reduce(nil) { list, header in
      curl_slist_append(list, header.1.isEmpty ? "\(header.0):" : "\(header.0): \(header.1)")
    }
  }

  private static func configure(
    _ curl: UnsafeMutableRawPointer, _ request: HTTPRequest,
    _ headers: UnsafeMutablePointer<curl_slist>?, _ sink: Sink
  ) {
    shim_curl_setopt_text(curl, CURLOPT_URL, request.url.absoluteString)
    shim_curl_setopt_long(curl, CURLOPT_NOSIGNAL, 1)
    shim_curl_setopt_long(curl, CURLOPT_TIMEOUT, request.timeoutSeconds)
    shim_curl_setopt_long(curl, CURLOPT_CONNECTTIMEOUT, min(20, request.timeoutSeconds))
    shim_curl_setopt_pointer(curl, CURLOPT_HTTPHEADER, headers)
    shim_curl_setopt_pointer(
      curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque())
    shim_curl_setopt_write(curl) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
      sink.body.append(Data(bytes: bytes, count: size * count))
      return sink.body.count > sink.limit ? 0 : size * count
    }
  }

  private static func response(_ curl: UnsafeMutableRawPointer, _ body: Data) -> HTTPResponse {
    var status = 0
    shim_curl_getinfo_long(curl, CURLINFO_RESPONSE_CODE, &status)
    var type: UnsafeMutablePointer<CChar>?
    shim_curl_getinfo_text(curl, CURLINFO_CONTENT_TYPE, &type)
    return HTTPResponse(
      status: status, contentType: type.map { String(cString: $0) } ?? "", body: body)
  }
}
