import Foundation

/// SplitMix64 (Steele, Lea and Flood, 2014): the seed that a failing test prints gives the run again.
package struct Random: Sendable {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in `0..<bound`.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  package mutating func shuffled<Element>(_ items: [Element]) -> [Element] {
    var out = items
    for index in out.indices.reversed() { out.swapAt(index, below(index + 1)) }
    return out
  }

  package mutating func bytes(_ count: Int) -> Data {
    var out = Data(capacity: count + 8)
    while out.count < count { withUnsafeBytes(of: next()) { out.append(contentsOf: $0) } }
    return Data(out.prefix(count))
  }
}
