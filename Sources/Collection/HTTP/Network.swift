import Foundation

/// What every request of a case has in common: whom to trust, through whom to go.
package struct Network: Sendable {
  package var certificateAuthority: String?
  package var proxy: String?

  package init(certificateAuthority: String? = nil, proxy: String? = nil) {
    self.certificateAuthority = certificateAuthority
    self.proxy = proxy
  }

  func request(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [],
    body: Data = Data(), timeoutSeconds: Int
  ) -> HTTPRequest {
    var request = HTTPRequest(
      method, url, headers: headers, body: body, timeoutSeconds: timeoutSeconds)
    request.certificateAuthority = certificateAuthority
    request.proxy = proxy
    return request
  }
}

/// What a failure on the wire means, by libcurl's number (libcurl-errors(3)).
package enum HTTPFailure: Sendable {
  case nameNotFound, refused, certificate, timedOut, cut, other

  package init(curl code: Int) {
    switch code {
    case 5, 6: self = .nameNotFound
    case 7: self = .refused
    case 35, 58, 59, 60, 77, 83, 91: self = .certificate
    case 28: self = .timedOut
    case 1, 8, 18, 52, 55, 56, 92: self = .cut
    default: self = .other
    }
  }

  /// How often to try before giving up: nobody there and no such name seldom pass within a minute.
  package var mostTries: Int {
    switch self {
    case .certificate: 1
    case .nameNotFound, .refused: 4
    default: 6
    }
  }
}
