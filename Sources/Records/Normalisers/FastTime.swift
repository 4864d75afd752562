import Case

extension TimeReader {
  /// Reads the form that nearly every record has, `YYYY-MM-DDThh:mm:ss[.f]Z`, from its bytes.
  ///
  /// Microseconds since 1970, and whether the text is finer than that; nil for every other form, also
  /// for those that `instant` reads.
  package static func plainInstant(
    _ text: UnsafeRawBufferPointer
  ) -> (microseconds: Int64, isFiner: Bool)? {
    guard text.count >= 20, text.count <= 30, text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x54,
      text[13] == 0x3A, text[16] == 0x3A, text[text.count - 1] == 0x5A,
      let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
      let hour = number(text, 11, 2), let minute = number(text, 14, 2),
      let second = number(text, 17, 2), year > 1601
    else { return nil }
    let digits = text.count - 21
    var micro = 0
    var isFiner = false
    if text.count > 20 {
      guard text[19] == 0x2E, digits > 0, digits <= 9 else { return nil }
      for index in 0..<digits {
        let digit = Int(text[20 + index]) - 0x30
        guard (0...9).contains(digit) else { return nil }
        if index < 6 { micro = micro * 10 + digit } else if digit != 0 { isFiner = true }
      }
      if digits < 6 { for _ in digits..<6 { micro *= 10 } }
    }
    guard
      let instant = Instant(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: micro), instant.isPrintable
    else { return nil }
    return (instant.microseconds, isFiner)
  }

  private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = Int(text[index]) - 0x30
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
    }
    return value
  }
}
