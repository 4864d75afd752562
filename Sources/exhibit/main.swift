import Glibc
import ExhibitCLI

let code = await Program.start(Array(CommandLine.arguments.dropFirst()))
exit(code)
