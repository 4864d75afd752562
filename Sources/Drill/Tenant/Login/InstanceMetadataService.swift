import Case
import Foundation

/// Tokens of a managed identity from the instance metadata service (reference 1.4).
struct InstanceMetadataService: WireService {
  let prefix = "imds"
  private let context: TenantContext

  init(_ context: TenantContext) { self.context = context }

  func answer(_ request: WireRequest) -> WireAnswer {
    guard request.path == "/metadata/identity/oauth2/token", request.method == "GET" else {
      return WireAnswer(404)
    }
    guard request.headers["metadata"]?.lowercased() == "true" else {
      return refusal("bad_request_102", "Required metadata header not specified")
    }
    guard let version = request.parameter("api-version"), !version.isEmpty else {
      return refusal("invalid_request", "Required query variable 'api-version' is missing")
    }
    if let client = request.parameter("client_id"), client.lowercased() != context.client.id {
      return refusal("invalid_request", "Identity not found")
    }
    let resource = request.parameter("resource") ?? ""
    guard let audience = TenantAudience.of(resource, root: request.root) else {
      return refusal(
        "invalid_resource",
        "AADSTS500011: The resource principal named \(resource) was not found in the tenant.")
    }
    return token(request, audience, resource)
  }

  /// All numbers are strings.
  private func token(
    _ request: WireRequest, _ audience: TenantAudience, _ resource: String
  ) -> WireAnswer {
    let lifetime = context.settings.tokenLifetime
    let now = request.now.microseconds / 1_000_000
    let token = context.tokens.issue(
      to: context.client.id, for: audience, at: request.now, lifetime: lifetime)
    let body: JSONValue = [
      "access_token": .string(token), "refresh_token": "", "expires_in": .string("\(lifetime)"),
      "expires_on": .string("\(now + Int64(lifetime))"), "not_before": .string("\(now)"),
      "resource": .string(resource), "token_type": "Bearer",
    ]
    return .json(200, body.canonical)
  }

  private func refusal(_ error: String, _ description: String) -> WireAnswer {
    let body: JSONValue = ["error": .string(error), "error_description": .string(description)]
    return .json(400, body.canonical)
  }
}
