import Case
import Foundation

/// One listing of Graph: which rows, and the rules of its pages.
struct GraphListing: Sendable {
  /// After `$metadata#`.
  var context: String
  var defaultTop: Int
  var mostTop: Int
  /// Members that a row keeps; `nil` for all.
  var members: Set<String>?
  /// Members that are null where a row lacks them, when they are asked for.
  var fillsMissing = false
  /// What the licence hides.
  var mask: RowMask?
  /// Whether `$skip` is understood.
  var skips = false
}

/// Pages of Graph (reference 0): the envelope, `$top`, and continuations.
final class GraphPager: Sendable {
  static let contentType =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

  private let context: TenantContext
  private let tokens: SkipTokens

  init(_ context: TenantContext) {
    self.context = context
    tokens = SkipTokens(
      seed: context.settings.seed, lifetime: context.settings.skipTokenLifetime)
  }

  /// A page of what `rows` makes; it is asked only when a reading begins, and told its number.
  func page(
    _ request: WireRequest, _ listing: GraphListing,
    rows: (_ reading: Int) throws -> [[UInt8]]
  ) rethrows -> WireAnswer {
    guard let top = top(request, listing) else {
      return .graphError(400, "BadRequest", "Invalid value for the query option '$top'.", request)
    }
    let key = request.path + "?" + request.queryWithoutSkipToken
    if let token = request.parameter("$skiptoken") {
      guard !token.isEmpty else {
        return .graphError(
          400, "BadRequest", "Invalid Skip Token, skip token is null", request)
      }
      guard let place = tokens.place(token, key: key, at: request.now) else {
        return expired(request)
      }
      if request.fault == .expiredSkipToken {
        tokens.forget(place.reading)
        return expired(request)
      }
      return answer(request, listing, place, top)
    }
    let number = tokens.begin(key)
    let reading = SkipTokens.Reading(try rows(number), key: key, number: number)
    let start = listing.skips ? request.parameter("$skip").flatMap { Int($0) } ?? 0 : 0
    let place = SkipTokens.Place(reading: reading, offset: max(0, start), afterEmpty: false)
    return answer(request, listing, place, top)
  }

  private func expired(_ request: WireRequest) -> WireAnswer {
    .graphError(
      400, "BadRequest", "Token not found: token is either invalid or expired", request)
  }

  /// What is asked for, as far as the service goes along; `nil` where it is no number above zero.
  private func top(_ request: WireRequest, _ listing: GraphListing) -> Int? {
    let most = min(listing.mostTop, context.settings.pageLimit ?? .max)
    guard let asked = request.parameter("$top") else { return min(listing.defaultTop, most) }
    guard let number = Int(asked), number > 0 else { return nil }
    return min(number, most)
  }

  private func answer(
    _ request: WireRequest, _ listing: GraphListing, _ place: SkipTokens.Place, _ top: Int
  ) -> WireAnswer {
    let rows = place.reading.rows
    let empty = leavesEmpty(request, place)
    let start = min(place.offset, rows.count)
    let end = empty ? start : min(rows.count, start + top)
    var page = rows[start..<end]
    if request.fault == .duplicateAcrossPages, start > 0 { page = rows[start - 1..<end] }
    var next: SkipTokens.Place?
    if end < rows.count {
      next = SkipTokens.Place(reading: place.reading, offset: end, afterEmpty: empty)
    }
    let head = head(request, listing, count: rows.count, next: next, isFirst: place.offset == 0)
    return WireAnswer(
      200, headers: [("Content-Type", GraphPager.contentType)],
      body: GraphPager.body(head, page, listing))
  }

  /// An empty page with a continuation is legal (reference 13.21): it comes now and then by the
  /// seed, and as a fault.
  private func leavesEmpty(_ request: WireRequest, _ place: SkipTokens.Place) -> Bool {
    guard !place.afterEmpty, place.offset < place.reading.rows.count, place.offset > 0 else {
      return false
    }
    if request.fault == .emptyPage { return true }
    let draw = Fingerprint.of("\(place.reading.key) \(place.offset)") ^ context.settings.seed
    return SplitMix64.mix(draw) % 24 == 0
  }

  private func head(
    _ request: WireRequest, _ listing: GraphListing, count: Int, next: SkipTokens.Place?,
    isFirst: Bool
  ) -> ByteBuffer {
    let version = request.path.split(separator: "/").first.map(String.init) ?? "v1.0"
    var head = ByteBuffer()
    head.raw("{" as StaticString)
    head.member("@odata.context", "\(request.base)/\(version)/$metadata#\(listing.context)")
    if isFirst, request.parameter("$count") == "true" { head.member("@odata.count", count) }
    if let next {
      let query = request.queryWithoutSkipToken
      let token = tokens.issue(next, at: request.now)
      head.member(
        "@odata.nextLink",
        "\(request.base)\(request.path)?\(query.isEmpty ? "" : query + "&")$skiptoken=\(token)")
    }
    head.key("value")
    head.raw("[" as StaticString)
    return head
  }

  /// Stored bytes with commas between: nothing is written anew for a row that is served whole.
  static func body(
    _ head: ByteBuffer, _ rows: ArraySlice<[UInt8]>, _ listing: GraphListing
  ) -> Data {
    var body = Data(capacity: head.bytes.count + rows.reduce(2) { $0 + $1.count + 1 })
    body.append(contentsOf: head.bytes)
    let mask = listing.mask.flatMap { $0.isClear ? nil : $0 }
    var isFirst = true
    for row in rows {
      if !isFirst { body.append(0x2C) }
      isFirst = false
      var row = row
      if let mask { row = mask.applied(to: row) }
      if let members = listing.members {
        row = RowProjection.keep(members, of: row, fillsMissing: listing.fillsMissing)
      }
      body.append(contentsOf: row)
    }
    body.append(contentsOf: [0x5D, 0x7D])
    return body
  }
}

/// A row with some of its members.
enum RowProjection {
  static func keep(
    _ names: Set<String>, of row: [UInt8], fillsMissing: Bool = false
  ) -> [UInt8] {
    var members = JSONMembers()
    members.scan(row)
    var missing = names
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    for member in members.members {
      guard missing.remove(String(decoding: row[member.name], as: UTF8.self)) != nil else {
        continue
      }
      if out.bytes.count > 1 { out.raw("," as StaticString) }
      out.bytes.append(contentsOf: row[member.name.lowerBound - 1..<member.value.upperBound])
    }
    if fillsMissing {
      for name in missing.sorted() {
        if out.bytes.count > 1 { out.raw("," as StaticString) }
        out.string(name)
        out.raw(":null" as StaticString)
      }
    }
    out.raw("}" as StaticString)
    return out.bytes
  }
}

extension WireRequest {
  /// The query as received, without the continuation: what a continuation is bound to.
  var queryWithoutSkipToken: String {
    rawQuery.split(separator: "&").filter { pair in
      let name = WireRequest.decoded(pair.prefix { $0 != "=" })
      return name != "$skiptoken"
    }.joined(separator: "&")
  }
}
