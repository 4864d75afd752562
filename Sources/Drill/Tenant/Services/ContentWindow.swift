import Case

/// What is wrong with a request to the Management Activity API, by its code (reference 7.1).
struct ActivityFault: Error {
  let status: Int
  let code: String
  let message: String

  init(_ code: String, _ message: String, status: Int = 400) {
    self.status = status
    self.code = code
    self.message = message
  }

  var answer: WireAnswer {
    let body: JSONValue = ["error": ["code": .string(code), "message": .string(message)]]
    return .json(status, body.canonical)
  }
}

/// The bounds of a listing of content, which are those of the blobs' making.
struct ContentWindow {
  let from: Ticks
  let to: Ticks

  private static let longest: Int64 = 86_400

  /// Both bounds or none; without them it is the last 24 hours.
  init(_ request: WireRequest) throws(ActivityFault) {
    let start = try ContentWindow.time("startTime", request)
    let end = try ContentWindow.time("endTime", request)
    guard let start, let end else {
      guard start == nil, end == nil else { throw ContentWindow.badBounds }
      // End exclusive: what is made at this very second belongs to the next listing.
      to = request.ticks.wholeSecond
      from = to.adding(seconds: -ContentWindow.longest)
      return
    }
    guard start < end else {
      throw ActivityFault("AF20055", "\(ContentWindow.rule) The start must be before the end.")
    }
    let oldest = request.ticks.adding(seconds: -ContentBlob.kept)
    guard end <= start.adding(seconds: ContentWindow.longest), start >= oldest else {
      throw ContentWindow.badBounds
    }
    from = start
    to = end
  }

  private static let rule =
    "Start time and end time must both be specified (or both omitted) and must be less than or "
    + "equal to 24 hours apart, with the start time no more than 7 days in the past."
  private static var badBounds: ActivityFault { ActivityFault("AF20030", rule) }

  private static func time(_ name: String, _ request: WireRequest) throws(ActivityFault) -> Ticks? {
    guard let text = request.parameter(name) else { return nil }
    // `YYYY-MM-DD`, with a time to the minute or to the second, and nothing else.
    guard [10, 16, 19].contains(text.utf8.count), let time = Ticks(dateTime: text) else {
      throw ActivityFault("AF20002", "Invalid parameter type: \(name). Expected type: datetime.")
    }
    return time
  }

  /// As it stands in links.
  static func text(_ time: Ticks) -> String { String(time.text(fraction: 0).dropLast()) }
}
