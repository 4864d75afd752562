import Case
import Foundation
import Synchronization

/// The Office 365 Management Activity API (reference 7.1).
///
/// Subscriptions are on unless it is made with `subscribed: false`: then nothing is there to be
/// read until one is started, and never what was made before.
final class ManagementActivity: WireService {
  let prefix = "management"
  let logs: TenantLogs
  let settings: TenantSettings
  let tokens: TokenRegistry
  let tenant: String
  let state: Mutex<State>
  private let budget = Budget(2000, per: 60)

  struct State {
    var subscriptions: [ContentSubscription]
    /// Made when first asked for.
    var blobs: [ContentBlobs?]
  }

  init(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry,
    subscribed: Bool = true
  ) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    tenant = Organisation(logs.settings).tenant.text
    let count = ContentBlobs.types.count
    state = Mutex(
      State(
        subscriptions: Array(repeating: ContentSubscription(isOn: subscribed), count: count),
        blobs: Array(repeating: nil, count: count)))
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    if let refusal = tokens.check(request, audience: .management) { return refusal }
    // Without a publisher all callers share one pool.
    let publisher = request.parameter("PublisherIdentifier")?.lowercased() ?? ""
    if settings.enforcesBudgets, budget.take(publisher, at: request.now) != .granted {
      return throttled(request, retryAfter: nil)
    }
    do {
      let call = try call(request)
      try permitted()
      switch call {
      case ["subscriptions", "start"]: return try start(request)
      case ["subscriptions", "stop"]: return try stop(request)
      case ["subscriptions", "list"]: return list()
      case ["subscriptions", "content"]: return try content(request)
      case _ where call.count == 2 && call[0] == "audit": return try blob(call[1], request)
      default: return WireAnswer(404)
      }
    } catch {
      return error.answer
    }
  }

  /// With 403, not 429, and without any advice how long to wait.
  func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    let publisher = request.parameter("PublisherIdentifier")
    let method = request.parts.contains("audit") ? "GetBlob" : "ListContent"
    let zeros = "00000000-0000-0000-0000-000000000000"
    return ActivityFault(
      "AF429", "Too many requests. Method=\(method), PublisherId=\(publisher ?? zeros)", status: 403
    ).answer
  }

  /// What stands after `…/activity/feed/`, once the tenant is the right one.
  private func call(_ request: WireRequest) throws(ActivityFault) -> [String] {
    let parts = request.parts
    guard parts.count >= 5, parts[0] == "api", parts[1] == "v1.0", parts[3] == "activity",
      parts[4] == "feed"
    else { throw ActivityFault("AF20050", "The requested resource does not exist.", status: 404) }
    guard UUID(uuidString: parts[2]) != nil else {
      throw ActivityFault("AF20013", "The tenant ID passed in the URL is not a valid GUID.")
    }
    guard parts[2].lowercased() == tenant else {
      throw ActivityFault(
        "AF20010",
        "The tenant ID passed in the URL (\(parts[2])) does not match the tenant ID passed in the "
          + "access token (\(tenant)).")
    }
    return Array(parts[5...])
  }

  private func permitted() throws(ActivityFault) {
    if settings.forbidden.contains(.managementActivity) {
      throw ActivityFault(
        "AF10001",
        "The permission set () sent in the request does not include the expected permission "
          + "ActivityFeed.Read.", status: 403)
    }
    if !settings.auditing {
      throw ActivityFault(
        "DataServiceException",
        "Microsoft.Office.Compliance.Audit.DataServiceException: Tenant \(tenant) does not exist.")
    }
  }
}
