import Case

/// An item of a store that matching records tell of: what counsel's reviewers look through.
package struct AffectedItem: Codable, Sendable, Equatable {
  /// Empty of searches and exports: the record does not list what they reached.
  package var store: String
  package var storeKind: String
  package var owner: String?
  /// `message`, `file`, `folder`, `list`, `folder, whole`, `chat message` or `search or export`.
  package var kind: String
  /// The InternetMessageId, the address of a file as received, the folder's name; secrets masked.
  package var item: String
  package var rung: Rung
  /// It may have been the owner: no record says more.
  package var atMost: Bool
  /// `altered`, `deleted`, `leaking`; `leaked until T` where a later record ends it.
  package var flags: [String]
  package var first: String
  package var last: String
  /// Events that tell of it: at least, services do not log every repeat.
  package var times: Int
  package var by: [String]
  package var sources: [String]
  /// What a reviewer has to know to read the row.
  package var note: String
  /// One record that decides the rung, and where its bytes lie.
  package var record: String
  package var file: String
  package var offset: Int
  package var length: Int
}

/// The items, and what is not among them.
package struct ItemReport: Sendable, Equatable {
  package var items: [AffectedItem]
  /// Matching records that change settings and no item (rules, permissions of a mailbox).
  package var settings: Int
  /// Matching records about items that carry no time.
  package var withoutTime: Int
  /// Matching records about items outside the window.
  package var outsideWindow: Int

  /// How many of each kind, by the kind's name.
  package var kinds: [String: Int] {
    Dictionary(grouping: items, by: \.kind).mapValues(\.count)
  }
}

/// How items are written for reviewers.
package enum ItemFormat: String, CaseIterable, Sendable {
  case csv, jsonl

  /// The names of the columns; the last are for the reviewers to fill in.
  package static let columns = [
    "store", "store kind", "owner", "item kind", "item", "rung", "at most", "flags", "first",
    "last", "times seen (at least)", "by", "sources", "note", "record", "file", "offset", "length",
  ]
  package static let review = ["reviewed by", "persons", "places", "data categories"]

  /// What stands before the first item.
  package var head: String {
    self == .csv ? HostileText.csvLine(ItemFormat.columns + ItemFormat.review) : ""
  }

  package func line(_ item: AffectedItem) -> String {
    let cells = ItemFormat.cells(item)
    switch self {
    case .csv: return HostileText.csvLine(cells + ItemFormat.review.map { _ in "" })
    case .jsonl: return ItemFormat.json(item) + "\n"
    }
  }

  private static func cells(_ item: AffectedItem) -> [String] {
    [
      item.store, item.storeKind, item.owner ?? "", item.kind, item.item, item.rung.rawValue,
      item.atMost ? "yes" : "no", item.flags.joined(separator: " "), item.first, item.last,
      "\(item.times)", item.by.joined(separator: " "), item.sources.joined(separator: "; "),
      item.note, item.record, item.file, "\(item.offset)", "\(item.length)",
    ]
  }

  /// One item in one line, with what the reviewers fill in.
  package static func json(_ item: AffectedItem) -> String {
    let texts = { (list: [String]) in JSONValue.array(list.map { .string($0) }) }
    let value = JSONValue.object([
      "store": .string(item.store), "storeKind": .string(item.storeKind),
      "owner": .string(item.owner ?? ""), "kind": .string(item.kind), "item": .string(item.item),
      "rung": .string(item.rung.rawValue), "atMost": .bool(item.atMost),
      "flags": texts(item.flags), "first": .string(item.first), "last": .string(item.last),
      "times": .integer(Int64(item.times)), "by": texts(item.by), "sources": texts(item.sources),
      "note": .string(item.note), "record": .string(item.record), "file": .string(item.file),
      "offset": .integer(Int64(item.offset)), "length": .integer(Int64(item.length)),
      "reviewedBy": .string(""), "persons": .string(""), "places": .string(""),
      "dataCategories": .string(""),
    ])
    return HostileText.json(value.canonical)
  }
}
