import Foundation
import Synchronization

/// Something that goes wrong on purpose, so that a collector proves what it does about it.
package enum TenantFault: String, Codable, Sendable, CaseIterable {
  // What the service itself says.
  case expiredSkipToken, emptyPage, duplicateAcrossPages
  case throttledWithAdvice, throttledWithoutAdvice
  case status500, status502, status503, status504
  // What a row does between two reads.
  case lateRecord, republishedRecord
  // What happens to the answer on its way.
  case slow, malformedJSON, truncatedBody, connectionReset, cutHead, shortContentLength
  case clockSkew, proxyPage, emptyBody

  /// Those that only a service can make, since they are about its rows and continuations.
  package static let ofService: [TenantFault] = [
    .expiredSkipToken, .emptyPage, .duplicateAcrossPages,
  ]

  /// Whether a client that does not notice it would lose records.
  package var canLoseRecords: Bool {
    switch self {
    case .duplicateAcrossPages, .republishedRecord, .slow, .clockSkew: false
    default: true
    }
  }
}

/// Every fault that was made, in order: a test can ask which slices were touched.
package final class FaultLog: Sendable {
  package struct Entry: Codable, Sendable, Equatable {
    /// How often this path with this query had been asked for, from 1 on.
    package var number: Int
    package var path: String
    package var query: String
    package var fault: TenantFault
    package var canLoseRecords: Bool
    /// The id of the row, where one row alone is touched.
    package var record: String?
  }

  private let list = Mutex<[Entry]>([])

  package init() {}

  package var entries: [Entry] { list.withLock { $0 } }

  func note(
    _ fault: TenantFault, number: Int, path: String, query: String, record: String? = nil
  ) {
    list.withLock {
      $0.append(
        Entry(
          number: number, path: path, query: query, fault: fault,
          canLoseRecords: fault.canLoseRecords, record: record))
    }
  }
}
