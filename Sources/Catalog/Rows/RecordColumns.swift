import Foundation
import GRDBSQLite
import Records

/// Works out the columns of the record table from the values of a row.
final class RecordColumns {
  /// Who acted.
  struct Who {
    let subject: Int64
    /// Folded.
    let name: String
    let objectId: String?
  }

  struct Time {
    let instant: Int64?
    /// As written, where it is finer than a microsecond or could not be read.
    let text: UnsafeRawBufferPointer?
  }

  private let dimensions: Dimensions
  private let dialects: [Dialect]
  private let normaliser: RecordNormaliser
  private let streamColumns: [[Int]]
  /// The names of the record types and dialects, as bytes that stay where they are.
  private let types: [UnsafeRawBufferPointer]
  private let names: [UnsafeRawBufferPointer]
  private var sources: [Int64?]
  private var whoes: [Who] = []
  private var whoByText = ByteTable()
  private var addressLists: [[Int64]] = []
  private var addressesByText = ByteTable()
  private var streams = ByteTable()
  private var auditNumbers = ByteTable()

  init(dimensions: Dimensions, dialects: Dialects, normaliser: RecordNormaliser) {
    self.dimensions = dimensions
    self.dialects = dialects.all
    self.normaliser = normaliser
    sources = Array(repeating: nil, count: dialects.all.count)
    streamColumns = dialects.all.map { $0.streamColumns.map(\.index) }
    types = dialects.all.map { RecordColumns.bytes($0.recordType.rawValue) }
    names = dialects.all.map { RecordColumns.bytes($0.name) }
  }

  deinit { for text in types + names { text.deallocate() } }

  private static func bytes(_ text: String) -> UnsafeRawBufferPointer {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
    bytes.copyBytes(from: text.utf8)
    return UnsafeRawBufferPointer(bytes)
  }

  static func lastRow(_ connection: OpaquePointer) -> Int64 {
    sqlite3_last_insert_rowid(connection)
  }

  func source(_ dialect: Int) throws -> Int64 {
    if let id = sources[dialect] { return id }
    let id = try dimensions.makeTerm(.source, dialects[dialect].source)
    sources[dialect] = id
    return id
  }

  // MARK: what is each record's own

  private static let id = Field.id.index
  private static let timeColumn = Field.time.index

  /// The id, GUIDs folded; the content hash where there is none.
  static func recordId(
    _ view: RowView, _ content: RawRecord.Content, _ scratch: Scratch
  ) -> UnsafeRawBufferPointer {
    guard let id = view[RecordColumns.id] else {
      return scratch.text { out in
        out.append("sha256:")
        for byte in content.bytes {
          out.append(hexadecimalDigit(byte >> 4))
          out.append(hexadecimalDigit(byte & 15))
        }
      }
    }
    return foldedIfGUID(id, scratch)
  }

  /// A number for a record's id in its source.
  static func identity(_ source: Int64, _ id: UnsafeRawBufferPointer) -> Int64 {
    ByteTable.number(id, source)
  }

  private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }

  /// GUIDs compare without case; other ids do not.
  private static func foldedIfGUID(
    _ text: UnsafeRawBufferPointer, _ scratch: Scratch
  ) -> UnsafeRawBufferPointer {
    guard RecordNormaliser.isGUID(text) else { return text }
    return scratch.text { out in
      for byte in text { out.append(byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte) }
    }
  }

  static func time(_ view: RowView, _ dates: DateOrder) -> Time {
    guard let text = view[timeColumn] else { return Time(instant: nil, text: nil) }
    if let (instant, isFiner) = TimeReader.plainInstant(text) {
      return Time(instant: instant, text: isFiner ? text : nil)
    }
    let written = String(decoding: text, as: UTF8.self)
    let instant = TimeReader.instant(written, dates)?.microseconds
    let isKept = instant == nil || TimeReader.isFinerThanInstant(written)
    return Time(instant: instant, text: isKept ? text : nil)
  }

  private static let givenKey = Field.eventKey.index
  private static let requestId = Field.requestId.index

  /// Witnesses of one event share the key (`RecordNormaliser.eventKey`).
  func eventKey(
    _ view: RowView, _ row: RecordBatch.Row, _ id: UnsafeRawBufferPointer, _ scratch: Scratch
  ) -> UnsafeRawBufferPointer {
    if let key = view[RecordColumns.givenKey] { return key }
    var prefix: StaticString = "audit:"
    var own = id
    switch dialects[row.dialect].recordType {
    case .signIn: prefix = "signIn:"
    case .unifiedAudit:
      let number = auditNumber(view)
      if number == 15 || number == 9, let request = view[RecordColumns.requestId] {
        prefix = "signIn:"
        own = RecordColumns.foldedIfGUID(request, scratch)
      }
    default:
      return scratch.text {
        $0.append(types[row.dialect])
        $0.append(UInt8(ascii: ":"))
        $0.append(id)
      }
    }
    return scratch.text {
      $0.append(prefix)
      $0.append(own)
    }
  }

  // MARK: what repeats

  private static let actorColumns = [
    Field.actorName, .actorId, .servicePrincipalId, .servicePrincipalName, .actorKind,
  ].map(\.index)

  func who(_ view: RowView, _ row: RecordBatch.Row, _ scratch: Scratch) throws -> Who {
    let key = RecordColumns.key(view, RecordColumns.actorColumns, types[row.dialect], scratch)
    if let index = whoByText.value(of: key) { return whoes[Int(index)] }
    let type = dialects[row.dialect].recordType
    let (name, objectId, kind) = normaliser.actor(view.values, type)
    let folded = name?.lowercased() ?? ""
    let who = Who(
      subject: try dimensions.subject(name: folded, objectId: objectId ?? "", kind: kind),
      name: folded, objectId: objectId)
    if whoByText.makeRoom(for: key) { whoes = [] }
    whoByText.insert(key, Int64(whoes.count))
    whoes.append(who)
    return who
  }

  private static let addressColumn = Field.address.index
  private static let addressColumns = [addressColumn]

  func addresses(_ view: RowView, _ scratch: Scratch) throws -> [Int64] {
    guard view.count(RecordColumns.addressColumn) > 0 else { return [] }
    let key = RecordColumns.key(view, RecordColumns.addressColumns, nil, scratch)
    if let index = addressesByText.value(of: key) { return addressLists[Int(index)] }
    let list = try normaliser.addresses(view.values).map { try dimensions.address($0) }
    if addressesByText.makeRoom(for: key) { addressLists = [] }
    addressesByText.insert(key, Int64(addressLists.count))
    addressLists.append(list)
    return list
  }

  func stream(_ view: RowView, _ row: RecordBatch.Row, _ scratch: Scratch) throws -> Int64 {
    let key = RecordColumns.key(view, streamColumns[row.dialect], names[row.dialect], scratch)
    if let id = streams.value(of: key) { return id }
    let stream = normaliser.stream(view.values, dialects[row.dialect])
    let id = try dimensions.makeTerm(.stream, stream)
    streams.insert(key, id)
    return id
  }

  private static let auditType = Field.auditRecordType.index

  private func auditNumber(_ view: RowView) -> Int? {
    guard let text = view[RecordColumns.auditType] else { return nil }
    if let number = auditNumbers.value(of: text) { return number < 0 ? nil : Int(number) }
    let number = normaliser.auditNumber(String(decoding: text, as: UTF8.self))
    auditNumbers.insert(text, Int64(number.map { max(0, $0) } ?? -1))
    return number
  }

  /// The values of some columns in one text, told apart by bytes that no UTF-8 has.
  private static func key(
    _ view: RowView, _ columns: [Int], _ also: UnsafeRawBufferPointer?, _ scratch: Scratch
  ) -> UnsafeRawBufferPointer {
    scratch.text { out in
      if let also { out.append(also) }
      for column in columns {
        out.append(0xFF)
        for index in 0..<view.count(column) {
          out.append(view.value(column, index))
          out.append(0xFE)
        }
      }
    }
  }

  // MARK: the row

  private static let terms: [(Int32, TermKind, Int)] = [
    (11, .agent, Field.userAgent.index), (12, .application, Field.applicationId.index),
    (13, .applicationName, Field.applicationName.index),
    (14, .resource, Field.resourceName.index), (15, .device, Field.deviceId.index),
    (16, .session, Field.sessionId.index), (21, .reason, Field.resultReason.index),
    (28, .object, Field.objectAddress.index), (29, .folder, Field.folder.index),
  ]
  private static let texts: [(Int32, Int)] = [
    (17, Field.tokenId.index), (18, Field.correlationId.index), (20, Field.resultCode.index),
    (22, Field.logonError.index), (23, Field.resultStatus.index), (24, Field.requestType.index),
    (30, Field.mailAccessType.index), (31, Field.isThrottled.index), (37, Field.targetKind.index),
    (44, Field.grantScope.index), (45, Field.incomingTokenType.index),
    (47, Field.mailboxIdentity.index),
    (48, Field.teamId.index), (49, Field.ruleName.index),
  ]
  private static let lists: [(Int32, Int)] = [
    (32, Field.messageId.index), (33, Field.forwardingTarget.index),
    (34, Field.parameterName.index), (35, Field.targetName.index), (36, Field.targetId.index),
    (43, Field.grantedRight.index), (46, Field.federatedStep.index),
  ]
  private static let operation = Field.operation.index
  private static let mailbox = Field.mailboxOwner.index
  private static let site = Field.siteAddress.index

  /// Binds all columns that follow from the values alone.
  func bind(
    _ insert: Statement, _ view: RowView, _ row: RecordBatch.Row, _ scratch: Scratch
  ) throws {
    insert.bind(1, types[row.dialect])
    for (index, kind, column) in RecordColumns.terms {
      insert.bind(index, try dimensions.term(kind, view[column]))
    }
    for (index, column) in RecordColumns.texts { insert.bind(index, view[column]) }
    for (index, column) in RecordColumns.lists {
      insert.bind(index, RecordColumns.lines(view, column, scratch))
    }
    insert.bind(
      19, try dimensions.term(.operation, view[RecordColumns.operation], Normal.operationName))
    insert.bind(25, auditNumber(view).map(Int64.init))
    insert.bind(26, try dimensions.term(.mailbox, view[RecordColumns.mailbox]) { $0.lowercased() })
    insert.bind(27, try dimensions.term(.site, view[RecordColumns.site], Normal.storeAddress))
  }

  /// Values one a line: a line feed inside one would make a second value.
  private static func lines(
    _ view: RowView, _ column: Int, _ scratch: Scratch
  ) -> UnsafeRawBufferPointer? {
    guard view.count(column) > 0 else { return nil }
    return scratch.text { out in
      for index in 0..<view.count(column) {
        if index > 0 { out.append(0x0A) }
        out.appendOnOneLine(view.value(column, index))
      }
    }
  }
}

/// How some names are compared.
enum Normal {
  /// Without blanks at the end and without the final dot of the unified audit log.
  static func operationName(_ text: String) -> String {
    var name = text.trimmingCharacters(in: .whitespaces)
    if name.hasSuffix(".") { name.removeLast() }
    return name
  }

  /// Sites compare case-folded and without a trailing slash.
  static func storeAddress(_ text: String) -> String {
    var address = text.lowercased()
    while address.hasSuffix("/") { address.removeLast() }
    return address
  }
}
