import Case

/// Listing content, and fetching it (reference 7.1).
extension ManagementActivity {
  func content(_ request: WireRequest) throws(ActivityFault) -> WireAnswer {
    let number = try type(request)
    let window = try ContentWindow(request)
    guard let made = listed(number, window, request.ticks) else {
      throw ActivityFault("AF20022", "No subscription found for the specified content type.")
    }
    var start = 0
    if let mark = request.parameter("nextPage") {
      guard let offset = ManagementActivity.offset(mark, window), offset < made.count else {
        throw ActivityFault("AF20031", "Invalid nextPage Input: \(mark).")
      }
      start = offset
    }
    let end = min(
      made.count, start + min(ManagementActivity.blobsOnPage, settings.pageLimit ?? .max))
    let entries = made[start..<end].map { entry($0, number, request) }
    var headers: [(name: String, value: String)] = []
    if end < made.count {
      headers.append(("NextPageUri", nextPage(request, number, window, end)))
    }
    return .json(200, JSONValue.array(entries).canonical, headers: headers)
  }

  /// The documentation gives no number.
  private static let blobsOnPage = 200

  /// The blobs of a window that were kept; `nil` without a subscription that has settled.
  private func listed(_ number: Int, _ window: ContentWindow, _ now: Ticks) -> [ContentBlob]? {
    state.withLock { state in
      let subscription = state.subscriptions[number]
      guard subscription.isOn, subscription.isSettled(at: now) else { return nil }
      let end = min(window.to, Ticks(now.value + 1))
      return blobs(number, &state).made(from: window.from, to: end)
        .filter { subscription.keeps($0.created) }
    }
  }

  private func blobs(_ number: Int, _ state: inout State) -> ContentBlobs {
    if let made = state.blobs[number] { return made }
    let made = ContentBlobs(number, logs)
    state.blobs[number] = made
    return made
  }

  private func entry(_ blob: ContentBlob, _ number: Int, _ request: WireRequest) -> JSONValue {
    [
      "contentType": .string(ContentBlobs.types[number].name), "contentId": .string(blob.id),
      "contentUri": .string("\(request.base)/api/v1.0/\(tenant)/activity/feed/audit/\(blob.id)"),
      "contentCreated": .string(blob.created.text(fraction: 3)),
      "contentExpiration": .string(blob.expires.text(fraction: 3)),
    ]
  }

  /// The same listing, its bounds written out, so that the next page continues this very one.
  private func nextPage(
    _ request: WireRequest, _ number: Int, _ window: ContentWindow, _ offset: Int
  ) -> String {
    var query = "contentType=\(ContentBlobs.types[number].name)"
    query += "&startTime=\(ContentWindow.text(window.from))"
    query += "&endTime=\(ContentWindow.text(window.to))"
    if let publisher = request.parameter("PublisherIdentifier") {
      query += "&PublisherIdentifier=\(publisher)"
    }
    query += "&nextPage=\(ManagementActivity.mark(offset, window))"
    return "\(request.base)/api/v1.0/\(tenant)/activity/feed/subscriptions/content?\(query)"
  }

  /// Of the form `2015101900R022885001761`: the hour of the start, and where it goes on.
  private static func mark(_ offset: Int, _ window: ContentWindow) -> String {
    let (year, month, day, hour, _, _, _) = window.from.instant.civil
    var out = ByteBuffer()
    for (value, width) in [(year, 4), (month, 2), (day, 2), (hour, 2)] { out.digits(value, width) }
    out.raw("R" as StaticString)
    out.digits(offset, 12)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  private static func offset(_ text: String, _ window: ContentWindow) -> Int? {
    let parts = text.split(separator: "R", omittingEmptySubsequences: false)
    guard parts.count == 2, let offset = Int(parts[1]), offset >= 0,
      mark(offset, window) == text
    else { return nil }
    return offset
  }

  func blob(_ id: String, _ request: WireRequest) throws(ActivityFault) -> WireAnswer {
    guard id.split(separator: "$", omittingEmptySubsequences: false).count == 5 else {
      throw ActivityFault("AF20052", "Content ID \(id) in the URL is invalid.")
    }
    guard let blob = kept(id, request.ticks) else {
      throw ActivityFault("AF20050", "The specified content (\(id)) does not exist.", status: 404)
    }
    guard request.ticks < blob.expires else {
      throw ActivityFault(
        "AF20051",
        "Content requested with the key \(id) has already expired. "
          + "Content older than 7 days cannot be retrieved.")
    }
    var out = ByteBuffer()
    out.raw("[" as StaticString)
    for (place, record) in blob.records.enumerated() {
      if place > 0 { out.raw("," as StaticString) }
      out.bytes.append(contentsOf: record.json)
    }
    out.raw("]" as StaticString)
    return .json(200, out)
  }

  private func kept(_ id: String, _ now: Ticks) -> ContentBlob? {
    state.withLock { state in
      for number in ContentBlobs.types.indices {
        let blobs = blobs(number, &state)
        guard let place = blobs.places[id] else { continue }
        let blob = blobs.blobs[place]
        return state.subscriptions[number].keeps(blob.created) && blob.created <= now ? blob : nil
      }
      return nil
    }
  }
}
