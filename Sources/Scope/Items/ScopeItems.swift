import Case
import Catalog
import GRDB

extension ScopeEngine {
  /// The items that matching records tell of, store by store.
  ///
  /// - Parameter store: only of this one: a mailbox by its owner, a drive or site by its address.
  package func items(
    _ catalog: Catalog, inputs: ScopeInputs, store: String? = nil
  ) throws -> ItemReport {
    try withMatched(catalog, inputs) { pass in
      let leaks = LeakCheck(db: pass.db, operations: operations, index: pass.index)
      var collector = ItemCollector(pass, leaks: leaks, store: store.map(ScopeEngine.folded))
      try pass.forEach { record, proof, row in
        try collector.add(record, proof, folder: row["folder"])
      }
      return ItemReport(
        items: collector.sorted(), settings: collector.settings,
        withoutTime: collector.withoutTime, outsideWindow: collector.outside)
    }
  }

  private static func folded(_ store: String) -> String {
    var name = store.lowercased()
    while name.hasSuffix("/") { name.removeLast() }
    return name
  }
}
