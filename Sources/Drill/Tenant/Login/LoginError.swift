import Case
import Foundation

/// A refusal of the token endpoint (reference 1.1).
struct LoginError: Error, Equatable {
  var error: String
  var code: Int
  var message: String
  var status = 400

  static let wrongSecret = LoginError(
    error: "invalid_client", code: 7_000_215,
    message: "Invalid client secret provided. Ensure the secret being sent in the request is the "
      + "client secret value, not the client secret ID.", status: 401)
  static let expiredSecret = LoginError(
    error: "invalid_client", code: 7_000_222,
    message: "The provided client secret keys for the app are expired.", status: 401)
  static let noCredential = LoginError(
    error: "invalid_client", code: 7_000_218,
    message: "The request body must contain the following parameter: 'client_assertion' or "
      + "'client_secret'.", status: 401)
  static let severalResources = LoginError(
    error: "invalid_scope", code: 700_022,
    message: "The provided value for the input parameter scope is not valid because it contains "
      + "more than one resource.")
  static let badScope = LoginError(
    error: "invalid_scope", code: 70_011,
    message: "The provided value for the input parameter 'scope' is not valid.")
  static let notOnCommon = LoginError(
    error: "invalid_request", code: 9_001_023,
    message: "The grant type is not supported over the /common or /consumers endpoints.")
  static let pending = LoginError(
    error: "authorization_pending", code: 70_016,
    message: "OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
  static let declined = LoginError(
    error: "authorization_declined", code: 70_000,
    message: "The user declined the authorization request.")
  static let badDeviceCode = LoginError(
    error: "bad_verification_code", code: 70_017,
    message: "The device code is not known.")
  static let expiredCode = LoginError(
    error: "expired_token", code: 70_020,
    message: "The provided value for the input parameter 'device_code' is not valid. This device "
      + "code has expired.")
  static let badRefreshToken = LoginError(
    error: "invalid_grant", code: 70_000,
    message: "The provided refresh token is not valid.")
  static let noGrant = LoginError(
    error: "unsupported_grant_type", code: 70_003,
    message: "The app requested an unsupported grant type.")

  static func noTenant(_ name: String) -> LoginError {
    LoginError(
      error: "invalid_request", code: 90_002,
      message: "Tenant '\(name)' not found. Check to make sure you have the correct tenant ID.")
  }

  static func noApplication(_ id: String, _ tenant: String) -> LoginError {
    LoginError(
      error: "unauthorized_client", code: 700_016,
      message: "Application with identifier '\(id)' was not found in the directory '\(tenant)'.")
  }

  static func noResource(_ name: String, _ tenant: String) -> LoginError {
    LoginError(
      error: "invalid_resource", code: 500_011,
      message: "The resource principal named \(name) was not found in the tenant named \(tenant).")
  }

  static func badSignature(_ why: String) -> LoginError {
    LoginError(
      error: "invalid_client", code: 700_027,
      message: "Client assertion failed signature validation. \(why)", status: 401)
  }

  static func badAssertion(_ why: String) -> LoginError {
    LoginError(
      error: "invalid_client", code: 50_012,
      message: "Authentication failed. \(why)", status: 401)
  }

  /// The documented body; its timestamp has a blank and a `Z`.
  func answer(_ request: WireRequest) -> WireAnswer {
    let time = WireAnswer.zoneless(request.now).replacingOccurrences(of: "T", with: " ") + "Z"
    let correlation = request.headers["client-request-id"] ?? request.id
    let body: JSONValue = [
      "error": .string(error),
      "error_description": .string(
        "AADSTS\(code): \(message) Trace ID: \(request.id) Correlation ID: \(correlation) "
          + "Timestamp: \(time)"),
      "error_codes": [.integer(Int64(code))], "timestamp": .string(time),
      "trace_id": .string(request.id), "correlation_id": .string(correlation),
      "error_uri": .string("https://login.microsoftonline.com/error?code=\(code)"),
    ]
    return .json(status, body.canonical)
  }
}
