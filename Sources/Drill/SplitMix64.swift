/// Random numbers that depend on nothing but the seed (Steele, Lea and Flood, 2014).
///
/// Foundation's and the standard library's generators promise no stable sequence; a drill must
/// write the same bytes on every machine.
package struct SplitMix64: Sendable {
  private var state: UInt64

  /// A generator whose whole sequence follows from `seed`.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SplitMix64.mix(state)
  }

  /// A number in `0..<bound`; zero where the bound is not positive.
  package mutating func below(_ bound: Int) -> Int {
    guard bound > 0 else { return 0 }
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True in `percent` of a hundred cases.
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One element of a collection that is not empty.
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  /// A random identifier.
  mutating func guid() -> GUID { GUID(high: next(), low: next()) }

  /// A generator of its own for one numbered purpose, independent of how often others were asked.
  static func derived(_ seed: UInt64, _ purpose: UInt64, _ number: UInt64 = 0) -> SplitMix64 {
    SplitMix64(seed: mix(mix(seed ^ mix(purpose)) &+ number))
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
