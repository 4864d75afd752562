import Case
import Foundation

/// Bodies that all calls of Graph share (reference 0).
extension WireAnswer {
  /// The error envelope; `innerError.date` has no zone.
  package static func graphError(
    _ status: Int, _ code: String, _ message: String, _ request: WireRequest,
    headers: [(name: String, value: String)] = []
  ) -> WireAnswer {
    var inner: [String: JSONValue] = [
      "date": .string(WireAnswer.zoneless(request.now)), "request-id": .string(request.id),
    ]
    inner["client-request-id"] = .string(request.headers["client-request-id"] ?? request.id)
    let body: JSONValue = [
      "error": [
        "code": .string(code), "message": .string(message), "innerError": .object(inner),
      ]
    ]
    return .json(status, body.canonical, headers: headers)
  }

  /// Too many requests, with the documented body; Retry-After stands where it is given.
  package static func graphThrottled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    let body: JSONValue = [
      "error": [
        "code": "TooManyRequests", "message": "Please retry again later.",
        "innerError": [
          "code": "429", "date": .string(WireAnswer.zoneless(request.now)),
          "message": "Please retry after", "request-id": .string(request.id), "status": "429",
        ],
      ]
    ]
    let headers = retryAfter.map { [("Retry-After", $0)] } ?? []
    return .json(429, body.canonical, headers: headers)
  }

  /// A date and time of UTC to the second, without a zone.
  static func zoneless(_ instant: Instant) -> String {
    var out = ByteBuffer()
    out.time(Ticks(instant), fraction: 0)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}
