import Evidence
import Foundation

/// One answer that lies in the vault: what the ledger says of it, and what stands around its records.
package struct StoredPage: Sendable {
  package var page: CollectedPage
  /// Records in its list.
  package var elements: Int
  /// Rows of its positional tables.
  package var tableRows: Int { scanner.tableRows }
  package var hasList: Bool
  /// The short members beside the list, as JSON text.
  package var members: [String: String]
  package var head: HTTPHead
  private let scanner: PageScanner
  /// The body as stored, where it is short enough to be looked at.
  package var body: Data?

  init(page: CollectedPage, scanner: PageScanner, head: HTTPHead, body: Data?) {
    self.page = page
    self.scanner = scanner
    self.head = head
    self.body = body
    elements = scanner.elements
    hasList = scanner.hasList
    members = scanner.members
  }

  /// A member of the outermost object that is text.
  package func text(_ name: String) -> String? { scanner.text(name) }
}

/// Where stored pages go: to the catalog, while others are on their way.
package protocol PageSink: Sendable {
  /// Takes a page that is durable in the vault; blocks while the catalog is behind.
  func take(_ page: CollectedPage, source: String, unit: String) throws
}
