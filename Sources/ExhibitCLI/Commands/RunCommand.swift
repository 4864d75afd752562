import ArgumentParser
import Case
import Foundation
import Playbooks

/// `run`: a playbook, from the first step or from the one that had not finished.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a playbook: automatic and approval steps; resumes.",
    discussion: """
      EXAMPLE
        exhibit run compromised-accounts --import exports/ --key k.pem --cert c.pem --approve-as "Ada Lovelace"

      EXIT STATUS
        0 done   2 done with gaps   130 a step waits for a person; run the same command again
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "A playbook file, or the name of one that the program carries.") var playbook:
    String
  @Option(
    name: .customLong("import"), help: ArgumentHelp("Exported logs to take in.", valueName: "PATH"))
  var imports: [String] = []
  @OptionGroup var signing: SigningOptions
  @Option(
    help: ArgumentHelp("Answer approval steps as this person (for scripts).", valueName: "NAME"))
  var approveAs: String?

  private struct Result: Encodable {
    var playbook: String
    var gaps: Bool
  }

  func run() async throws {
    let playbook = try RunCommand.load(self.playbook)
    let work = try options.open()
    let runner = PlaybookWork(work: work, passphrase: signing.passphrase, approveAs: approveAs)
    let gaps = try await runner.run(playbook, inputs: inputs)
    try work.console.result(Result(playbook: playbook.name, gaps: gaps))
    if gaps { throw ExitCode(2) }
  }

  private var inputs: [String: [String]] {
    [
      "imports": imports, "key": [signing.key].compactMap { $0 },
      "cert": [signing.cert].compactMap { $0 }, "chain": [signing.chain].compactMap { $0 },
      "tsa": signing.tsa, "trust": signing.trust, "tsa-trust": signing.tsaTrust,
    ]
  }

  /// A file, or an embedded playbook by its name.
  static func load(_ name: String) throws -> Playbook {
    let url = URL(fileURLWithPath: name)
    if Files.exists(url) { return try Playbook(yaml: try Files.read(url), path: name) }
    let paths = EmbeddedFiles.paths(under: "playbooks")
    let wanted = name.hasPrefix("playbooks/") ? name : "playbooks/\(name).yaml"
    guard paths.contains(wanted) else {
      let known = paths.map { String($0.dropFirst("playbooks/".count).dropLast(".yaml".count)) }
      throw PlaybookError.noSuchPlaybook(name: name, known: known)
    }
    return try Playbook(yaml: try EmbeddedFiles.bytes(wanted), path: wanted)
  }
}
