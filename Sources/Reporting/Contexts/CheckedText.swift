/// The name of the organisation that speaks.
///
/// An address, or a text over lines, is none.
struct OrganisationName {
  let text: String

  init?(_ text: String) {
    guard !text.isEmpty, text.count <= 120, !text.contains("@"),
      !text.contains(where: \.isNewline)
    else { return nil }
    self.text = text
  }
}

/// A case number such as `INC-2026-0042`: capitals, digits and hyphens, with at least one digit.
struct CaseReference {
  let text: String

  init?(_ text: String) {
    guard (1...40).contains(text.count), text.contains(where: \.isNumber),
      text.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "-") })
    else { return nil }
    self.text = text
  }
}

/// A version such as `1.2.0-beta.1`: it begins with a digit and holds no blank.
struct ToolVersion {
  let text: String

  init?(_ text: String) {
    guard (1...40).contains(text.count), text.first?.isNumber == true,
      text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-+".contains($0)) })
    else { return nil }
    self.text = text
  }
}

/// A SHA-256 or SHA-512 in lower-case hexadecimal.
struct HexDigest {
  let text: String

  init?(_ text: String) {
    guard [64, 128].contains(text.utf8.count),
      text.utf8.allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      })
    else { return nil }
    self.text = text
  }
}
