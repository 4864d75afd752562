import ArgumentParser
import Foundation
import Reporting

/// `report`: renders documents for an audience.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the documents: legal, public relations, executive, technical.",
    discussion: """
      Without a template all of them are written. Numbers reach the public-relations document only
      when a named person approved them for exactly this answer (exhibit run asks).
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "Templates, such as executive/brief.") var templates: [String] = []
  @Option(help: "md, html or both.") var format: String = "md,html"
  @Option(help: "Where to write; reports/ of the case when left out.") var out: String?
  @Option(
    name: .customLong("templates"),
    help: ArgumentHelp("A folder that is looked in first.", valueName: "DIR"))
  var folder: String?

  func run() async throws {
    var formats: Set<ReportFormat> = []
    for name in format.split(separator: ",") {
      guard let format = ReportFormat(rawValue: String(name)) else {
        throw CommandError.flagsDisagree(
          reason: "--format \(name): md and html are written; pdf and docx come later")
      }
      formats.insert(format)
    }
    let work = try options.open()
    let documents = try work.report(
      templates, formats: formats, out: out, source: TemplateSource(folder: folder))
    ReportCommand.show(documents, work.console)
    try work.console.result(["documents": documents])
  }

  static func show(_ documents: [WrittenDocument], _ console: Console) {
    for document in documents {
      for file in document.files { console.line("wrote \(file)") }
      if document.slots > 0 {
        console.line(
          "  \(document.slots) slots are left for people to complete; they are listed at its end")
      }
    }
  }
}
