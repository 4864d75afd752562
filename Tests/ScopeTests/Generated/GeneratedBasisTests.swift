import Case
import Foundation
@testable import Scope
import TestSupport
import Testing

/// Every cited record, read again from the vault with stock tools, supports what it is cited for.
@Suite struct GeneratedBasisTests {
  @Test(
    .enabled(if: StockTool.isPresent("jq") && StockTool.isPresent("zstd")))
  func `every basis is a record that says so`() async throws {
    let seeds = GeneratedSeeds.seeds(few: 25, share: 2)
    let folder = try TemporaryFolder()
    let (count, mismatches) = try await GeneratedSeeds.onThread {
      let start = ContinuousClock.now
      var lines: [String] = []
      defer {
        GeneratedSeeds.tell("basis: \(seeds.count) tenants, \(lines.count) bases", since: start)
      }
      let excluding = seeds.filter { GeneratedSeeds.tenant($0).plan.hasExclusion }
        .map { GeneratedSeeds.again($0) + ":" }
      for seed in seeds { lines += try Self.lines(GeneratedSeeds.tenant(seed)) }
      try folder.write(Data(lines.map { $0 + "\n" }.joined().utf8), to: "bases")
      try folder.write(Data(GeneratedBasisExpression.text.utf8), to: "expression")
      let status = try GeneratedShell.run("jq -r -f expression bases > out 2> err", in: folder.url)
      let said = try ["err", "out"].flatMap {
        String(decoding: try Data(contentsOf: folder.file($0)), as: UTF8.self).split(
          separator: "\n")
      }
      if status != 0, said.isEmpty {
        return (lines.count, [GeneratedMismatch(text: "jq: \(status)")])
      }
      return (
        lines.count,
        said.map { GeneratedMismatch(text: String($0)) }
      )
    }
    #expect(count > seeds.count, "hardly any basis was looked at")
    report(mismatches)
  }

  /// Each basis with its record, as one line of JSON.
  private static func lines(_ tenant: GeneratedTenant) throws -> [String] {
    let test = try tenant.takenCase()
    let answer = try test.answer()
    var texts: [String: [UInt8]] = [:]
    for file in Set((answer.accounts.flatMap(\.basis) + answer.stores.flatMap(\.basis)).map(\.file))
    {
      let status = try GeneratedShell.run("zstd -dqc '\(file)' > plain", in: test.folder.url)
      guard status == 0 else { return ["{\"name\":\"\(file)\",\"rung\":\"unreadable\"}"] }
      texts[file] = [UInt8](try Data(contentsOf: test.folder.file("plain")))
    }
    func line(_ basis: ScopeAnswer.Basis, _ name: String, _ more: [String: JSONValue]) -> String {
      let text = texts[basis.file] ?? []
      let end = min(text.count, basis.offset + basis.length)
      let slice = String(decoding: text[min(basis.offset, end)..<end], as: UTF8.self)
      let members: [String: JSONValue] = [
        "name": .string("\(GeneratedSeeds.again(tenant.seed)): \(name)"),
        "rung": .string(basis.rung),
        "place": .string("\(basis.file) \(basis.offset) \(basis.length)"),
      ]
      let head = JSONValue.object(members.merging(more) { $1 }).canonical.dropLast()
      return "\(head),\"record\":\(record(slice, text))}"
    }
    return answer.accounts.flatMap { account in
      account.basis.map { line($0, account.account, ["names": names(account, tenant)]) }
    }
      + answer.stores.flatMap { store in
        store.basis.map { line($0, store.store, ["stores": stores(store, tenant)]) }
      }
  }

  /// The names of a store: a mailbox keeps its records when its owner is renamed.
  private static func stores(_ store: ScopeAnswer.Store, _ tenant: GeneratedTenant) -> JSONValue {
    let owner = store.kind == "mailbox" ? tenant.owner(ofMailbox: store.store) : nil
    return .array(([store.store] + (owner?.allNames.sorted() ?? [])).map { .string($0) })
  }

  private static func names(_ account: ScopeAnswer.Account, _ tenant: GeneratedTenant) -> JSONValue
  {
    let own = tenant.cast.accounts.filter { $0.objectId == account.id }
    let names = own.flatMap { [$0.objectId] + $0.allNames } + [account.account]
    return .array(names.map { .string($0.lowercased()) })
  }

  /// A record that is JSON as it is; a row of a table under the names of its columns.
  private static func record(_ slice: String, _ text: [UInt8]) -> String {
    if slice.first == "{" { return slice.replacingOccurrences(of: "\n", with: " ") }
    let head = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
    let pairs = zip(cells(head), cells(slice)).map { ($0, JSONValue.string($1)) }
    return JSONValue.object(Dictionary(pairs, uniquingKeysWith: { first, _ in first })).canonical
  }

  /// The cells of a row, all of which are quoted.
  private static func cells(_ row: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isInside = false
    let signs = Array(row.trimmingCharacters(in: .whitespacesAndNewlines))
    var index = 0
    while index < signs.count {
      defer { index += 1 }
      switch (signs[index], isInside) {
      case ("\"", true) where index + 1 < signs.count && signs[index + 1] == "\"":
        cell.append("\"")
        index += 1
      case ("\"", _): isInside.toggle()
      case (",", false):
        cells.append(cell)
        cell = ""
      case (let sign, _): cell.append(sign)
      }
    }
    return cells + [cell]
  }
}

/// The expression refuses what does not support a rung; else the test above would show nothing.
@Suite struct GeneratedBasisExpressionTests {
  private static let record = #"""
    {"userPrincipalName":"ada@example.com","userId":"A","ipAddress":"203.0.113.5","sessionId":"","status":{"errorCode":50126}}
    """#

  @Test(
    .enabled(if: StockTool.isPresent("jq")),
    arguments: [
      ("attempted", #""ada@example.com""#, ""),
      ("accessed", #""ada@example.com""#, "does not support"),
      ("attempted", #""eve@example.com""#, "another account"),
    ])
  func `what a record does not say is refused`(
    rung: String, name: String, complaint: String
  ) async throws {
    let folder = try TemporaryFolder()
    let line =
      #"{"name":"x","place":"y","rung":"\#(rung)","names":[\#(name)],"record":\#(Self.record)}"#
    try folder.write(Data(line.utf8), to: "basis")
    try folder.write(Data(GeneratedBasisExpression.text.utf8), to: "expression")
    let answer = try await StockTool.shell("jq -r -f expression basis", in: folder.url)
    #expect(answer.status == 0)
    #expect(complaint.isEmpty ? answer.output.isEmpty : answer.output.contains(complaint))
  }
}
