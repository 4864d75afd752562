import ArgumentParser

struct DrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "drill")
}
