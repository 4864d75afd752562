import Foundation
import Glibc

/// What a licence or a missing permission hides in the rows of sign-ins (reference 2.1, 13.10).
struct RowMask: Sendable {
  private let hidesRisk: Bool
  private let hidesPolicies: Bool

  init(_ settings: TenantSettings) {
    hidesRisk = settings.licence != .p2
    hidesPolicies = !settings.readsPolicies
  }

  /// Whether rows are served as they are stored.
  var isClear: Bool { !hidesRisk && !hidesPolicies }

  func applied(to row: [UInt8]) -> [UInt8] {
    var row = row
    if hidesRisk {
      for name in ["riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn"] {
        row = RowMask.replaced(name, by: #""hidden""#, in: row)
      }
    }
    if hidesPolicies {
      row = RowMask.replaced("appliedConditionalAccessPolicies", by: "[]", in: row)
    }
    return row
  }

  /// The row with another value under a name; as it was where it has no such member.
  static func replaced(_ name: String, by value: String, in row: [UInt8]) -> [UInt8] {
    var members = JSONMembers()
    members.scan(row)
    guard let range = members.value(Array(name.utf8), in: row) else { return row }
    var row = row
    row.replaceSubrange(range, with: value.utf8)
    return row
  }
}
