import Case
import Evidence
import Records
import Scope
import Timeline

extension CaseWork {
  /// Gives the events that matched, in the order of time.
  ///
  /// - Parameter wanted: makes the choice of records from the matches; nil takes all.
  func journey(
    _ wanted: (Matches) throws -> ((JourneyRecord) -> Bool)?, _ body: (TimelineEvent) throws -> Void
  ) throws -> Journey.Remarks {
    let matches = try ScopeEngine().matches(try wholeCatalog(), inputs: try inputs())
    return try Journey(vault, folder: directory.root).events(
      matches, wanted(matches), body)
  }

  /// Changes that say nothing to people (table `details`).
  func quietChanges() throws -> Set<String> { try DetailTable.embedded().quiet }
}
