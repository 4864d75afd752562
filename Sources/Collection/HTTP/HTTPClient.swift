import CCurl
import Foundation

/// HTTP over libcurl: one connection kept for each thread that asks, no redirects.
///
/// A redirect would carry our token to a host that the case file does not name (product.md, promise 12).
package struct HTTPClient: Transport {
  package init() {}

  /// Sends a request from a thread of its own and returns the answer, whatever its status.
  package func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try self.send(request) as HTTPResponse })
      }
    }
  }

  package func send(
    _ request: HTTPRequest, body: (HTTPHead, Data) throws -> Void
  ) throws -> HTTPHead {
    let lowered = request.url.lowercased()
    guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://") else {
      throw CollectionError.notHTTP(url: request.url)
    }
    return try withoutActuallyEscaping(body) { body in
      let transfer = Transfer(request, body)
      let code = transfer.perform(Handle.ofThread.curl)
      if let error = transfer.error { throw error }
      guard code == CURLE_OK else {
        throw CollectionError.transfer(
          url: request.url, reason: String(cString: curl_easy_strerror(code)),
          code: Int(code.rawValue))
      }
      return transfer.head
    }
  }

  /// A curl handle and its open connections, kept by its thread.
  private final class Handle {
    let curl: UnsafeMutableRawPointer

    init() {
      guard let curl = curl_easy_init() else { fatalError("no memory for libcurl") }
      self.curl = curl
    }

    deinit { curl_easy_cleanup(curl) }

    private static let key = "exhibit.curl"

    static var ofThread: Handle {
      if let handle = Thread.current.threadDictionary[key] as? Handle { return handle }
      let handle = Handle()
      Thread.current.threadDictionary[key] = handle
      return handle
    }
  }
}

/// One request on its way, and what has come back so far.
private final class Transfer {
  let request: HTTPRequest
  let body: (HTTPHead, Data) throws -> Void
  var head = HTTPHead(status: 0)
  var received = 0
  var error: (any Error)?

  init(_ request: HTTPRequest, _ body: @escaping (HTTPHead, Data) throws -> Void) {
    self.request = request
    self.body = body
  }

  func perform(_ curl: UnsafeMutableRawPointer) -> CURLcode {
    // Options go, connections stay.
    curl_easy_reset(curl)
    let headers = list()
    defer { curl_slist_free_all(headers) }
    return request.body.withUnsafeBytes { bytes in
      configure(curl, headers)
      if request.method != "GET" {
        shim_curl_setopt_text(curl, CURLOPT_CUSTOMREQUEST, request.method)
        shim_curl_setopt_long(curl, CURLOPT_POSTFIELDSIZE, bytes.count)
        shim_curl_setopt_pointer(
          curl, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        if bytes.isEmpty { shim_curl_setopt_text(curl, CURLOPT_POSTFIELDS, "") }
      }
      return curl_easy_perform(curl)
    }
  }

  /// An empty `Expect` header is always sent: servers that ignore it would cost a second each time.
  private func list() -> UnsafeMutablePointer<curl_slist>? {
    (request.headers + [(name: "Expect", value: "")]).reduce(nil) { list, header in
      curl_slist_append(
        list, header.value.isEmpty ? "\(header.name):" : "\(header.name): \(header.value)")
    }
  }

  private func configure(
    _ curl: UnsafeMutableRawPointer, _ headers: UnsafeMutablePointer<curl_slist>?
  ) {
    shim_curl_setopt_text(curl, CURLOPT_URL, request.url)
    shim_curl_setopt_long(curl, CURLOPT_PATH_AS_IS, 1)
    shim_curl_setopt_long(curl, CURLOPT_NOSIGNAL, 1)
    shim_curl_setopt_long(curl, CURLOPT_TIMEOUT, request.timeoutSeconds)
    shim_curl_setopt_long(curl, CURLOPT_CONNECTTIMEOUT, min(20, request.timeoutSeconds))
    // No Accept-Encoding: what is stored is what came over the wire (product.md, promise 1).
    if let file = request.certificateAuthority {
      shim_curl_setopt_text(curl, CURLOPT_CAINFO, file)
    }
    if let proxy = request.proxy { shim_curl_setopt_text(curl, CURLOPT_PROXY, proxy) }
    if !request.mayUseProxy { shim_curl_setopt_text(curl, CURLOPT_PROXY, "") }
    shim_curl_setopt_pointer(curl, CURLOPT_HTTPHEADER, headers)
    let context = Unmanaged.passUnretained(self).toOpaque()
    shim_curl_setopt_pointer(curl, CURLOPT_WRITEDATA, context)
    shim_curl_setopt_write(curl) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    shim_curl_setopt_pointer(curl, CURLOPT_HEADERDATA, context)
    shim_curl_setopt_header(curl) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
      transfer.takeHeader(String(decoding: line, as: UTF8.self))
      return size * count
    }
  }

  /// Bytes that were taken; fewer than given end the transfer.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    received += bytes.count
    guard received <= request.largestBody else {
      error = CollectionError.bodyTooLarge(url: request.url, limit: request.largestBody)
      return 0
    }
    do { try body(head, Data(bytes)) } catch {
      self.error = error
      return 0
    }
    return bytes.count
  }

  /// A status line begins a new head: of the answer, or of one before it (100 Continue, a proxy's).
  private func takeHeader(_ line: String) {
    let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("HTTP/") {
      let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
      head = HTTPHead(status: status ?? 0)
    } else if let colon = text.firstIndex(of: ":") {
      let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      head.headers.append((String(text[..<colon]), value))
    }
  }
}
