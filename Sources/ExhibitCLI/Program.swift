import ArgumentParser
import Case
import Foundation
import Glibc

/// The program: parses, runs, and ends with a documented exit code (docs/exit-codes.md).
public enum Program {
  static let version = "0.1.0"

  /// Runs the command line and returns the exit code.
  public static func start(_ arguments: [String]) async -> Int32 {
    // Without a UTF-8 locale libarchive loses names that are not ASCII (docs/decisions/0006).
    setlocale(LC_CTYPE, "C.UTF-8")
    setenv("TZ", "UTC", 1)
    tzset()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGINT) { _ in
      // Only what is safe in a signal handler: the terminal put back, one write, and out.
      if var terminal = echoing { tcsetattr(STDIN_FILENO, TCSANOW, &terminal) }
      let words: StaticString = "\nexhibit: interrupted; the same command goes on where it stood\n"
      write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      _exit(130)
    }
    umask(0o077)
    let json = arguments.contains("--json")
    do {
      var command = try Exhibit.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return report(error, json: json)
    }
  }

  private static func report(_ error: any Error, json: Bool) -> Int32 {
    let code = Exhibit.exitCode(for: error)
    let isOurs = Failure.knows(error)
    if !isOurs, code == .success {
      Console.write(Exhibit.fullMessage(for: error) + "\n", to: STDOUT_FILENO)
      return 0
    }
    if !isOurs, code == .validationFailure {
      let failure = Failure(
        code: 64, words: Exhibit.message(for: error),
        hints: ["exhibit --help, or exhibit help COMMAND"])
      failure.print(json: json)
      return 64
    }
    let failure = Failure(error)
    failure.print(json: json)
    return failure.code
  }

  /// The machine's clock, or the time that a test holds still (the journal says so).
  static func clock() throws -> Clock {
    guard let text = ProcessInfo.processInfo.environment["EXHIBIT_TEST_CLOCK"] else {
      return .system
    }
    return .fixed(try CaseFile.instant(text, "EXHIBIT_TEST_CLOCK"))
  }
}

/// The root command.
struct Exhibit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exhibit",
    abstract: "From raw logs to proven scope, a signed bundle, and the documents that tell of it.",
    discussion: """
      EXIT STATUS
        0 done   1 failed, nothing changed   2 done with gaps   3 done, and the answer is bad
        64 usage   70 a bug of ours   75 try later   130 interrupted, resumable
      """,
    version: Program.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Evidence",
        subcommands: [
          OpenCommand.self, CollectCommand.self, ImportCommand.self, IndexCommand.self,
          CoverageCommand.self,
        ]),
      CommandGroup(
        name: "Answers",
        subcommands: [
          ScopeCommand.self, TimelineCommand.self, DetectCommand.self, QueryCommand.self,
        ]),
      CommandGroup(
        name: "Proof and documents",
        subcommands: [
          ApproveCommand.self, SealCommand.self, VerifyCommand.self, ReportCommand.self,
          CustodyCommand.self,
        ]),
      CommandGroup(name: "The whole road", subcommands: [RunCommand.self, DrillCommand.self]),
    ])
}
