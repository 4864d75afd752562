import Foundation
import TestSupport

@testable import Sealing

enum Stripping {
  /// A CAdES-B signature, without a timestamp.
  static func signature(over content: Data, _ authority: TestAuthority) throws -> Data {
    try DetachedSignature(
      over: content, by: authority.authority.identity(now: TestAuthority.now),
      now: TestAuthority.now
    ).der
  }
}
