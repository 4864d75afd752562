import Case
import Catalog
import Evidence
import Foundation
import Scope
import Sealing

extension CaseWork {
  /// What goes into a bundle (docs/spec/bundle.md, "Payload").
  func bagFiles(_ answer: Data) throws -> [BagFile] {
    var files: [BagFile] = []
    for file in try vault.files() {
      files.append(BagFile(path: "data/" + file, source: .file(vault.url(of: file))))
    }
    let journal = try Files.read(directory.journal.url)
    files.append(BagFile(path: "data/journal.jsonl", source: .bytes(journal)))
    files.append(
      BagFile(path: "data/ledger.jsonl", source: .bytes(Data(try ledger().canonical.utf8))))
    files.append(BagFile(path: "data/scope.json", source: .bytes(answer)))
    files.append(
      BagFile(path: "data/case.yaml", source: .bytes(try Files.read(directory.caseFile))))
    files.append(BagFile(path: "metadata/items.jsonl", source: .bytes(try items())))
    return files
  }

  /// One line for each vault file: its name as it arrived, size and hash of the received bytes.
  private func items() throws -> Data {
    var lines = ""
    try catalog().query(
      "SELECT vault_file, path, bytes, sha256, outcome FROM file ORDER BY vault_file"
    ) { _, row in
      guard row.count == 5 else { return }
      lines +=
        JSONValue.object([
          "file": .string("data/" + (row[0] ?? "")), "name": .string(row[1] ?? ""),
          "bytes": .integer(Int64(row[2] ?? "") ?? 0), "sha256": .string(row[3] ?? ""),
          "outcome": .string(row[4] ?? ""),
        ]).canonical + "\n"
    }
    return Data(lines.utf8)
  }

  /// Labels for `bag-info.txt`.
  func bagInfo(_ head: Journal.Head, _ answer: Data) throws -> [InfoField] {
    let file = directory.file
    var info = [
      InfoField(label: "External-Identifier", value: file.case.id),
      InfoField(label: "Bag-Software-Agent", value: "exhibit \(Program.version)"),
      InfoField(label: "Incident-Case-Id", value: file.case.id),
      InfoField(label: "Incident-Window", value: "[\(file.window.from), \(file.window.to))"),
      InfoField(label: "Incident-Journal-Head", value: "\(head.count):sha256:\(head.sha256)"),
      InfoField(label: "Incident-Scope", value: "sha256:\(digestHex(answer))"),
      InfoField(label: "Incident-Ledger", value: "sha256:\(try ledger().sha256)"),
    ]
    if let title = file.case.title {
      info.append(InfoField(label: "External-Description", value: title))
    }
    if let organisation = file.case.organisation {
      info.append(InfoField(label: "Source-Organization", value: organisation))
    }
    return info
  }
}
