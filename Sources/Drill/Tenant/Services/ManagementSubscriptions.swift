import Case

/// Starting, stopping and listing subscriptions (reference 7.1).
extension ManagementActivity {
  func start(_ request: WireRequest) throws(ActivityFault) -> WireAnswer {
    try requirePost(request)
    let number = try type(request)
    state.withLock { $0.subscriptions[number].start(at: request.ticks) }
    return .json(200, ManagementActivity.subscription(number).canonical)
  }

  func stop(_ request: WireRequest) throws(ActivityFault) -> WireAnswer {
    try requirePost(request)
    let number = try type(request)
    state.withLock { $0.subscriptions[number].stop(at: request.ticks) }
    return WireAnswer(200)
  }

  func list() -> WireAnswer {
    let on = state.withLock { state in state.subscriptions.map(\.isOn) }
    let all = on.indices.filter { on[$0] && mayRead($0) }.map(ManagementActivity.subscription)
    return .json(200, JSONValue.array(all).canonical)
  }

  private func requirePost(_ request: WireRequest) throws(ActivityFault) {
    guard request.method != "POST" else { return }
    throw ActivityFault(
      "AF20001", "The requested resource does not support http method '\(request.method)'.",
      status: 405)
  }

  private static func subscription(_ number: Int) -> JSONValue {
    [
      "contentType": .string(ContentBlobs.types[number].name), "status": "enabled",
      "webhook": .null,
    ]
  }

  /// DLP.All needs ActivityFeed.ReadDlp, which the tokens of this tenant do not carry.
  private func mayRead(_ number: Int) -> Bool { ContentBlobs.types[number].name != "DLP.All" }

  func type(_ request: WireRequest) throws(ActivityFault) -> Int {
    guard let name = request.parameter("contentType"), !name.isEmpty else {
      throw ActivityFault("AF20001", "Missing parameter: contentType.")
    }
    let types = ContentBlobs.types
    guard let number = types.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw ActivityFault("AF20020", "The specified content type is not valid.")
    }
    guard mayRead(number) else {
      throw ActivityFault(
        "AF10001",
        "The permission set (ActivityFeed.Read) sent in the request does not include the expected "
          + "permission ActivityFeed.ReadDlp.", status: 403)
    }
    return number
  }
}
