@testable import Scope
import Testing

/// Where the engine is known to differ from the law; each has a paragraph in the notes.
///
/// A mismatch is put down to a finding only where the tenant has what the finding needs; a finding
/// that is mended is taken out here, and the check holds again in full.
enum GeneratedFinding: String {
  case laterCandidate = "7: an earlier record of the actor's makes a candidate of what was none"
}

/// Something that is not as it should be, and the finding that explains it.
struct GeneratedMismatch: Sendable {
  var text: String
  var finding: GeneratedFinding?
}

/// Reports what is not explained as failures, and what is as known issues.
func report(_ mismatches: [GeneratedMismatch], _ location: SourceLocation = #_sourceLocation) {
  let unexplained = mismatches.filter { $0.finding == nil }
  for mismatch in unexplained.prefix(20) {
    Issue.record("\(mismatch.text)", sourceLocation: location)
  }
  if unexplained.count > 20 {
    Issue.record("and \(unexplained.count - 20) more", sourceLocation: location)
  }
  let explained = Dictionary(grouping: mismatches.compactMap(\.finding)) { $0 }
  for (finding, cases) in explained.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
    let first = mismatches.first { $0.finding == finding }?.text ?? ""
    withKnownIssue("\(finding.rawValue)") {
      Issue.record("\(cases.count) times, first: \(first)", sourceLocation: location)
    }
  }
}
