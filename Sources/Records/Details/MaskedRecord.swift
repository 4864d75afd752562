extension LogMask {
  /// A whole record, masked: by the names of its members, by the names that its pairs give
  /// (`{"Name":"Password","Value":"…"}`), and inside its texts.
  package func record(_ value: RecordValue) -> RecordValue { record(value, under: "") }

  private func record(_ value: RecordValue, under name: String) -> RecordValue {
    switch value {
    case .null, .bool: return value
    case .number(let text): return isSecret(name) ? .string(LogMask.masked) : .number(text)
    case .string(let text):
      guard let inner = LogMask.inner(text) else { return .string(self.value(text, named: name)) }
      // Only what had to be masked is written anew: the rest is shown as it stands.
      let masked = record(inner, under: name)
      return .string(masked == inner ? text : masked.json())
    case .list(let items): return .list(items.map { record($0, under: name) })
    case .object(let members):
      let pair = LogMask.pairName(members)
      return .object(
        members.map { member in
          let isNamed = pair != nil && LogMask.pairValues.contains(member.name.lowercased())
          let under = isNamed ? pair ?? "" : member.name
          return .init(name: member.name, value: record(member.value, under: under))
        })
    }
  }

  private static let pairNames: Set<String> = ["name", "key", "displayname", "display_name"]
  private static let pairValues: Set<String> = [
    "value", "oldvalue", "newvalue", "old_value", "new_value",
  ]

  private static func pairName(_ members: [RecordValue.Member]) -> String? {
    guard members.contains(where: { pairValues.contains($0.name.lowercased()) }) else { return nil }
    return members.first { pairNames.contains($0.name.lowercased()) }?.value.scalar
  }

  private static func inner(_ text: String) -> RecordValue? {
    guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return nil }
    return RecordValue(json: text)
  }
}
