import Case

/// A blob of the Management Activity API: records that were ready at one time.
struct ContentBlob: Sendable {
  let id: String
  let created: Ticks
  /// A record stands twice in it, or in a second blob, now and then.
  var records: [TenantRecord] = []

  static let kept: Int64 = 7 * 86_400
  var expires: Ticks { created.adding(seconds: ContentBlob.kept) }
}

/// The blobs of a content type, by the time at which they were made (reference 7.1).
///
/// A record is in a blob 60 to 90 minutes after its event, one in forty up to 24 hours after it;
/// one in fifty is delivered again, in the same blob or in a later one. All of it follows from the
/// seed.
struct ContentBlobs: Sendable {
  static let types: [(name: String, kind: RecordKind?, suffix: String)] = [
    ("Audit.AzureActiveDirectory", .unifiedEntra, "aad"),
    ("Audit.Exchange", .unifiedExchange, "exo"), ("Audit.SharePoint", .unifiedSharePoint, "spo"),
    ("Audit.General", nil, "gen"), ("DLP.All", nil, "dlp"),
  ]

  /// Blobs are made at most so often.
  private static let slot: Int64 = 300
  private static let recordsInBlob = 60

  let blobs: [ContentBlob]
  /// Where a blob stands in `blobs`.
  let places: [String: Int]

  init(_ number: Int, _ logs: TenantLogs) {
    let type = ContentBlobs.types[number]
    let records = type.kind.map { logs.records($0) } ?? []
    let seed = logs.settings.seed
    let slots = ContentBlobs.deliveries(records, seed, number)
    var blobs: [ContentBlob] = []
    for (slot, indices) in slots.sorted(by: { $0.key < $1.key }) {
      var random = SplitMix64.derived(seed, 42, UInt64(number) << 32 | UInt64(slot))
      var left = ContentBlobs.shuffled(indices, &random)[...]
      var created = Ticks(slot * ContentBlobs.slot * Ticks.second)
      // Some at a round time, which bounds are likely to be; the others some seconds later.
      if random.chance(60) { created = created.adding(seconds: Int64(random.below(60))) }
      while !left.isEmpty {
        let id = ContentBlobs.id(type.suffix, created, blobs.count, &random)
        let taken = left.prefix(ContentBlobs.recordsInBlob)
        left = left.dropFirst(taken.count)
        blobs.append(ContentBlob(id: id, created: created, records: taken.map { records[$0] }))
      }
    }
    self.blobs = blobs
    places = Dictionary(
      blobs.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// The records by the slot of time in which they are delivered, those delivered twice twice.
  private static func deliveries(
    _ records: [TenantRecord], _ seed: UInt64, _ number: Int
  ) -> [Int64: [Int]] {
    var slots: [Int64: [Int]] = [:]
    for (index, record) in records.enumerated() {
      var random = SplitMix64.derived(seed, 41, UInt64(number) << 32 | UInt64(index))
      let minutes =
        random.below(1000) < 25 ? 95 + random.below(23 * 60 - 95) : 61 + random.below(23)
      let ready = record.time.adding(seconds: Int64(minutes * 60 + random.below(60)))
      let slot = (ready.value / Ticks.second + ContentBlobs.slot - 1) / ContentBlobs.slot
      slots[slot, default: []].append(index)
      guard random.below(1000) < 20 else { continue }
      slots[slot + (random.chance(50) ? 0 : Int64(1 + random.below(9))), default: []].append(index)
    }
    return slots
  }

  /// In no order of time.
  private static func shuffled(_ indices: [Int], _ random: inout SplitMix64) -> [Int] {
    var left = indices
    for place in stride(from: left.count - 1, to: 0, by: -1) {
      left.swapAt(place, random.below(place + 1))
    }
    return left
  }

  /// Of the form that the reference shows, with its `$`.
  private static func id(
    _ suffix: String, _ created: Ticks, _ number: Int, _ random: inout SplitMix64
  ) -> String {
    let (year, month, day, hour, _, _, _) = created.instant.civil
    var stamp = ByteBuffer()
    for (value, width) in [(year, 4), (month, 2), (day, 2), (hour, 2)] {
      stamp.digits(value, width)
    }
    var tail = ByteBuffer()
    tail.digits(number % 100, 2)
    let serial = 490_000_000_000 + random.below(9_000_000_000)
    let first = random.guid().text.replacing("-", with: "")
    let second = random.guid().text.replacing("-", with: "")
    let when = String(decoding: stamp.bytes, as: UTF8.self)
    return "\(serial)$\(serial)$\(first)\(suffix)\(when)$\(second)$"
      + String(decoding: tail.bytes, as: UTF8.self)
  }

  /// The blobs with `from <= created < to`.
  func made(from: Ticks, to: Ticks) -> ArraySlice<ContentBlob> {
    let start = first(notBefore: from)
    return blobs[start..<max(start, first(notBefore: to))]
  }

  private func first(notBefore time: Ticks) -> Int {
    var low = 0
    var high = blobs.count
    while low < high {
      let middle = (low + high) / 2
      if blobs[middle].created < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
