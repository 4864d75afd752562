import ArgumentParser
import Foundation

/// `query`: read-only SQL on the catalog.
struct QueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Read-only SQL on the catalog.",
    discussion: """
      The views records, sign_ins, activity and directory_audits have one readable row a record.

      EXAMPLE
        exhibit query "SELECT account, count(*) FROM sign_ins GROUP BY account ORDER BY 2 DESC LIMIT 10"
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "One SELECT statement.") var sql: String

  private struct Result: Encodable {
    var columns: [String]
    var rows: [[String?]]
  }

  func run() async throws {
    let work = try options.open()
    var header: [String] = []
    var rows: [[String?]] = []
    try work.catalog().query(sql) { columns, row in
      header = columns
      if !row.isEmpty { rows.append(row) }
    }
    work.console.table(header, rows.map { $0.map { $0 ?? "" } })
    try work.console.result(Result(columns: header, rows: rows))
  }
}
