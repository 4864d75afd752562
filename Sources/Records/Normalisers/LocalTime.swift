import Case
import Foundation

/// A time of a column that is local to whoever wrote it (`localTime`), where the text names its zone:
/// an offset or `Z`, or `/Date(1767225600000)/`, the milliseconds of Windows PowerShell's JSON (UTC).
///
/// Nil for a text without a zone: which one it was is not in the record, so it is not guessed.
func zonedTime(_ text: String) -> Instant? {
  let trimmed = text.trimmingBlanks
  if trimmed.hasPrefix("/Date(") { return TimeReader.instant(trimmed) }
  guard let clock = trimmed.firstIndex(of: ":") else { return nil }
  let rest = trimmed[clock...]
  let hasZone =
    rest.hasSuffix("Z") || rest.hasSuffix("z") || rest.contains("+") || rest.contains("-")
  guard hasZone else { return nil }
  // Splunk leaves the colon of the offset out.
  let offset = trimmed.suffix(5)
  let isBasic =
    (offset.first == "+" || offset.first == "-") && offset.dropFirst().allSatisfy(\.isNumber)
  return TimeReader.instant(isBasic ? trimmed.dropLast(2) + ":" + trimmed.suffix(2) : trimmed)
}
