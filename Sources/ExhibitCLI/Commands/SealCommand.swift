import ArgumentParser
import Foundation
import Sealing

/// `seal`: builds the signed, timestamped evidence archive.
struct SealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "Build the signed, timestamped evidence bundle.",
    discussion: """
      Sealed are the vault, the journal, the coverage ledger, scope.json and case.yaml; never drafts.
      A passphrase is asked for at the terminal, or read with --passphrase env:NAME|file:PATH|fd:N.

      EXAMPLE
        exhibit seal --key signer.pem --cert signer.crt --chain ca.crt --trust root.crt \\
          --tsa http://timestamp.example/tsr --tsa-trust tsa-root.pem
      """)

  @OptionGroup var options: CaseOptions
  @OptionGroup var signing: SigningOptions
  @Option(help: "zip or tar.zst.") var format: String = "zip"
  @Option(help: "The archive to write; bundles/ of the case when left out.") var out: String?

  func run() async throws {
    guard let format = BundleArchive(rawValue: format) else {
      throw CommandError.flagsDisagree(reason: "--format \(format): it is zip or tar.zst")
    }
    var settings = try signing.settings()
    settings.format = format
    settings.out = out
    let work = try options.open()
    let result = try await work.seal(settings)
    SealCommand.show(result, work.console)
    try work.console.result(SealView(result))
  }

  static func show(_ result: SealResult, _ console: Console) {
    console.line(
      "sealed \(result.payloadFiles) files (\(result.payloadBytes) bytes) in \(result.path)")
    console.line("  SHA-256 of the archive      \(result.archiveSHA256)")
    console.line("  SHA-512 of the tag manifest \(result.tagManifestSHA512)")
    console.line(
      "  signed by \(result.signerSubject), certificate SHA-256 \(result.signerFingerprint)")
    for stamp in result.timestamps {
      console.line(
        "  stamped at \(stamp.genTime.text) by \(stamp.authority)\(stamp.trusted ? "" : " (no root was given: the authority is not checked)")"
      )
    }
    if result.timestamps.isEmpty {
      console.line("  not timestamped: the time of signing rests on the signer's word (--tsa URL)")
    }
  }
}

/// Keys, certificates and authorities.
struct SigningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The signer's key.", valueName: "PEM")) var key: String?
  @Option(help: ArgumentHelp("The signer's certificate.", valueName: "PEM")) var cert: String?
  @Option(help: ArgumentHelp("Certificates between it and its root.", valueName: "PEM")) var chain:
    String?
  @Option(help: ArgumentHelp("A time-stamping authority.", valueName: "URL")) var tsa: [String] = []
  @Option(help: ArgumentHelp("The root that the signer leads to.", valueName: "PEM")) var trust:
    [String] = []
  @Option(help: ArgumentHelp("The root of the time-stamping authority.", valueName: "PEM"))
  var tsaTrust: [String] = []
  @Option(
    help: ArgumentHelp("Where the key's passphrase is.", valueName: "env:NAME|file:PATH|fd:N"))
  var passphrase: String?

  func settings() throws -> SealSettings {
    guard let key else {
      throw CommandError.missing(flag: "--key", purpose: "the PEM key that signs the bundle")
    }
    guard let cert else {
      throw CommandError.missing(flag: "--cert", purpose: "the PEM certificate of the key")
    }
    return SealSettings(
      key: key, certificate: cert, chain: chain, timestampURLs: tsa, signerTrust: trust,
      timestampTrust: tsaTrust, passphrase: passphrase)
  }
}

/// The result as JSON.
struct SealView: Encodable {
  struct Stamp: Encodable {
    var url: String
    var genTime: String
    var authority: String
    var trusted: Bool
  }
  var bundle: String
  var archiveSHA256: String
  var tagManifestSHA512: String
  var signer: String
  var signerFingerprintSHA256: String
  var timestamps: [Stamp]
  var payloadFiles: Int
  var payloadBytes: Int64

  init(_ result: SealResult) {
    bundle = result.path
    archiveSHA256 = result.archiveSHA256
    tagManifestSHA512 = result.tagManifestSHA512
    signer = result.signerSubject
    signerFingerprintSHA256 = result.signerFingerprint
    timestamps = result.timestamps.map {
      Stamp(url: $0.url, genTime: $0.genTime.text, authority: $0.authority, trusted: $0.trusted)
    }
    payloadFiles = result.payloadFiles
    payloadBytes = result.payloadBytes
  }
}
