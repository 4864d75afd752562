import Foundation

/// What is done with the columns of a dialect that says so (`decode`), before they are normalised.
struct RecordDecoders: Sendable {
  /// The decoders, as dialects name them.
  enum Name: String, Decodable, Sendable {
    /// Windows events of AD FS Auditing.
    case federationEvent = "adfs-event"
    /// One message to several recipients: a record for each.
    case messageTrace = "message-trace"
  }

  private let federation: FederationDecoder

  init() throws { federation = FederationDecoder(table: try .embedded()) }

  /// The columns as they are normalised, and why they could not be read.
  func decode(_ values: FieldValues, _ dialect: Dialect) -> (FieldValues, fault: String?) {
    switch dialect.decoder {
    case nil: return (values, nil)
    case .messageTrace: return (RecordDecoders.perRecipient(values), nil)
    case .federationEvent:
      do throws(XMLFault) {
        return (try federation.decode(values), nil)
      } catch {
        return (values, error.reason)
      }
    }
  }

  /// The trace id is the message's; with the recipient it is the record's.
  private static func perRecipient(_ values: FieldValues) -> FieldValues {
    guard let id = values[.id], let recipient = values[.targetName] else { return values }
    var result = FieldValues()
    for field in Field.allCases where field != .id { result.add(field, values.all(field)) }
    result.add(.id, ["\(id.lowercased()) \(recipient.lowercased())"])
    return result
  }
}
