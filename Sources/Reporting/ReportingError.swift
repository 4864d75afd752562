/// What can go wrong while a document is rendered.
///
/// Each case carries facts; the command line owns
/// the words. Lines count from 1 in the template as its author wrote it.
package enum ReportingError: Error, Equatable {
  case noTemplate(name: String)
  case badTemplateName(name: String)
  case unknownAudience(template: String)
  case cannotRead(path: String, reason: String)
  case notUTF8(path: String)
  case noValue(template: String, line: Int, name: String)
  case noPartial(template: String, line: Int, name: String)
  case cyclicPartial(template: String, line: Int, name: String)
  case refusedTag(template: String, line: Int, tag: String)
  case unclosedTag(template: String, line: Int)
  case sectionNotClosed(template: String, line: Int, name: String)
  case sectionMismatch(template: String, line: Int, name: String)
  case valueInCode(template: String, line: Int, name: String)
  case slotNotClosed(template: String, line: Int)
  case badTemplate(template: String, reason: String)
  case badStyle(path: String)
  case markdownFailed(template: String)
  case factsNotWritten(reason: String)
}
