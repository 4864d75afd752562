import Case
import Evidence
import Foundation

/// Risky addresses at AD FS, as Connect Health counted them (microsoft-apis.md 10.5).
package struct ConnectHealth: Source {
  package static let name = "connect-health"
  private static let version = "api-version=2014-01-01"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    [.snapshot(ConnectHealth.name, "", pool: try context.table.entry(ConnectHealth.name).pool)]
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let host = try context.cloud.host(.resourceManager)
    let services = "\(host)/providers/Microsoft.ADHybridHealthService/services"
    var names: [String] = []
    _ = try session.pages(
      ask("\(services)?serviceType=AdFederationService&\(ConnectHealth.version)"), link: "nextLink"
    ) { page in names += try ConnectHealth.names(page) }
    guard !names.isEmpty else {
      return Reading(rows: 0, note: "Connect Health watches no AD FS service of this tenant")
    }
    var rows = 0
    for name in names {
      rows += try session.pages(
        ask("\(services)/\(formEncoded(name))/ipAddressAggregates?\(ConnectHealth.version)"),
        link: "nextLink")
    }
    return Reading(rows: rows)
  }

  private func ask(_ url: String) -> SliceSession.Ask {
    var ask = SliceSession.Ask(.resourceManager, url)
    ask.holdsRecords = false
    ask.keepsBody = true
    return ask
  }

  private static func names(_ page: StoredPage) throws -> [String] {
    do {
      // A list that was not looked at must not pass for an empty one.
      guard let list = try page.body.flatMap({ try JSONValue(parsing: $0)["value"]?.array }) else {
        throw SliceFault.ended(.partial, "the list of services is too long to be looked at")
      }
      let names = list.compactMap { $0["serviceName"]?.string }
      guard names.count == list.count else {
        throw SliceFault.ended(.partial, "\(list.count - names.count) services have no name")
      }
      return names
    } catch let CaseError.notJSON(reason) {
      throw SliceFault.ended(.failed, "the list of services could not be read: \(reason)")
    }
  }
}
