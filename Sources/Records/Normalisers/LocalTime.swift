import Case
import Foundation

/// What a time is read as that is local to whoever wrote it (`localTime`).
///
/// Where the text names its zone (an offset, `Z`, `/Date(1767225600000)/`) it is that time; Splunk
/// leaves the colon of the offset out. Where it does not, which zone it was is not in the record, so
/// it is not guessed: the text says so and is read as no time.
func timeText(ofLocal text: String) -> String {
  let trimmed = text.trimmingBlanks
  if trimmed.hasPrefix("/Date(") { return trimmed }
  if let clock = trimmed.firstIndex(of: ":") {
    let rest = trimmed[clock...]
    if rest.hasSuffix("Z") || rest.hasSuffix("z") { return trimmed }
    if rest.contains("+") || rest.contains("-") {
      let offset = trimmed.suffix(5)
      let isBasic =
        (offset.first == "+" || offset.first == "-") && offset.dropFirst().allSatisfy(\.isNumber)
      return isBasic ? trimmed.dropLast(2) + ":" + trimmed.suffix(2) : trimmed
    }
  }
  return trimmed + " (local time, zone not known)"
}
