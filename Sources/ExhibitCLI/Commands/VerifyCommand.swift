import ArgumentParser
import Case
import Foundation
import Sealing

/// `verify`: checks a bundle, without the case, offline.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check a bundle: every byte, who signed it, when.",
    discussion: """
      Roots inside the bundle are never trusted: give those that you received elsewhere.

      EXIT STATUS
        0 all checked against the roots given   2 intact, but identity or time could not be checked
        3 something is wrong (it is named)
      """)

  @Argument(help: "An archive or an unpacked directory.") var bundle: String
  @Option(help: ArgumentHelp("The root that the signer leads to.", valueName: "PEM")) var trust:
    [String] = []
  @Option(help: ArgumentHelp("The root of the time-stamping authority.", valueName: "PEM"))
  var tsaTrust: [String] = []
  @Flag(help: "Print the whole result as one JSON document.") var json = false

  func run() async throws {
    let console = Console(json: json)
    let report = try VerifyCommand.verify(bundle, trust, tsaTrust)
    VerifyCommand.show(report, bundle, console)
    try console.result(report)
    if let code = VerifyCommand.exitCode(report) { throw code }
  }

  static func verify(
    _ bundle: String, _ trust: [String], _ tsaTrust: [String]
  ) throws -> VerificationReport {
    for path in [bundle] + trust + tsaTrust where !Files.exists(URL(fileURLWithPath: path)) {
      throw CommandError.noFile(path: path)
    }
    return try Verifier.verify(
      bundle: URL(fileURLWithPath: bundle),
      signerTrust: try trust.map { try Files.read(URL(fileURLWithPath: $0)) },
      tsaTrust: try tsaTrust.map { try Files.read(URL(fileURLWithPath: $0)) },
      now: try Program.clock().now())
  }

  static func exitCode(_ report: VerificationReport) -> ExitCode? {
    switch report.outcome {
    case .verified: nil
    case .intactButUnchecked: ExitCode(2)
    case .failed: ExitCode(3)
    }
  }

  static func show(_ report: VerificationReport, _ bundle: String, _ console: Console) {
    console.line("\(bundle): \(words(report.outcome))")
    console.line(
      "  complete: \(report.complete ? "yes" : "NO")   valid: \(report.valid ? "yes" : "NO")   \(report.payloadFiles) payload files, \(report.payloadBytes) bytes"
    )
    if let signer = report.signer {
      console.line(
        "  signed by \(signer.subject)\(signer.trusted ? "" : " (identity not checked)")")
      console.line("    certificate SHA-256 \(signer.fingerprintSHA256)")
      console.line("    tag manifest SHA-512 \(signer.tagManifestSHA512)")
    }
    for stamp in report.timestamps {
      console.line(
        "  \(stamp.file): \(stamp.status.rawValue), \(stamp.genTime ?? "no time"), by \(stamp.authority ?? "nobody")\(stamp.trusted ? "" : " (authority not checked)")"
      )
    }
    for field in report.info where field.label.hasPrefix("Incident-") {
      console.line("  \(field.label): \(field.value)")
    }
    for item in report.notChecked { console.line("  not checked: \(words(item))") }
    for problem in report.problems {
      console.line(
        "  WRONG: \(problem.file): \(problem.code.rawValue)\(problem.detail.isEmpty ? "" : " – \(problem.detail)")"
      )
    }
  }

  private static func words(_ outcome: VerificationReport.Outcome) -> String {
    switch outcome {
    case .verified: "verified"
    case .intactButUnchecked: "intact; not everything could be checked"
    case .failed: "FAILED"
    }
  }

  private static func words(_ item: VerificationReport.NotChecked) -> String {
    switch item {
    case .signerIdentity: "who signed (no --trust root was given; compare the fingerprint)"
    case .timestampAuthority: "who stamped (no --tsa-trust root was given)"
    case .timestamp: "when (the bundle carries no timestamp)"
    case .signerValidityAtSigning: "whether the signer's certificate was valid when it signed"
    case .revocation: "revocation (lists are never fetched)"
    }
  }
}
