import Case
import Foundation
import Glibc

/// Owns every word that is printed: standard output for results, standard error for progress.
struct Console: Sendable {
  let json: Bool

  /// A line of the result, for people.
  ///
  /// Nothing is printed to standard output under `--json` but JSON.
  func line(_ text: String = "") {
    if !json { Console.write(Console.visible(text) + "\n", to: STDOUT_FILENO) }
  }

  /// The whole result as one JSON document.
  func result(_ value: some Encodable) throws {
    guard json else { return }
    Console.write(String(decoding: try prettyJSON(value), as: UTF8.self), to: STDOUT_FILENO)
  }

  /// A piece of a result that a program reads; what is hostile in it was escaped where it was made.
  func raw(_ text: String) { Console.write(text, to: STDOUT_FILENO) }

  /// The columns of the terminal; nil when there is none.
  var width: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else {
      return nil
    }
    return size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  /// What is going on; only for a terminal.
  func progress(_ text: String) {
    guard isatty(STDERR_FILENO) == 1, !json else { return }
    Console.write("\r\u{1B}[K\(Console.visible(text))", to: STDERR_FILENO)
  }

  /// Clears the progress line.
  func endProgress() {
    if isatty(STDERR_FILENO) == 1, !json { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  /// A note beside the result: on standard error, so that scripts are not disturbed.
  func note(_ text: String) {
    if !json { Console.write("exhibit: \(Console.visible(text))\n", to: STDERR_FILENO) }
  }

  /// A table with aligned columns.
  func table(_ header: [String], _ rows: [[String]]) {
    guard !json else { return }
    // A line feed in a value must not begin a row that looks like ours.
    let all = ([header] + rows).map { $0.map(HostileText.oneLine) }
    let widths = header.indices.map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for row in all {
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      line(cells.joined(separator: "  "))
    }
  }

  /// A question to a person at the terminal; nil when there is none.
  func ask(_ question: String) -> String? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    Console.write(question, to: STDERR_FILENO)
    return readLine()?.trimmingCharacters(in: .whitespaces)
  }

  /// A secret typed at the terminal without echo; nil when there is none.
  func askSecret(_ question: String) -> String? {
    guard isatty(STDIN_FILENO) == 1 else { return nil }
    var before = termios()
    tcgetattr(STDIN_FILENO, &before)
    echoing = before
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSANOW, &before)
      echoing = nil
    }
    Console.write(question, to: STDERR_FILENO)
    let answer = readLine()
    Console.write("\n", to: STDERR_FILENO)
    return answer
  }

  /// Logs are hostile: control and direction-changing characters never reach the terminal raw.
  static func visible(_ text: String) -> String { HostileText.visible(text) }

  /// Writes all of it; a reader that went away is no error.
  static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      offset += count
    }
  }
}

/// The terminal as it was before a secret was asked for; an interrupt puts it back.
nonisolated(unsafe) var echoing: termios?
