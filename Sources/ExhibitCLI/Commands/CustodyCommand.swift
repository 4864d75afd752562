import ArgumentParser

struct CustodyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "custody")
}
