import Timeline

extension Failure {
  static func of(_ error: TimelineError) -> Failure {
    switch error {
    case .noSuchRecord(let reference):
      Failure(
        code: 64, words: "no record of this case is called \(reference)",
        hints: [
          "give the reference that exhibit scope show ACCOUNT prints, or the id of the record"
        ])
    case .notFoundAgain(let record, let file):
      Failure(
        code: 1, words: "the record \(record) was not found again in \(file)",
        hints: ["another version of exhibit read it: exhibit index reads the vault anew"])
    }
  }
}
