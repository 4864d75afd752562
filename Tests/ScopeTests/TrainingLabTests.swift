import Case
import Foundation
@testable import Scope
import TestSupport
import Testing

/// The ground truth of `shared/fixtures/README.md`, to the digit.
@Suite struct TrainingLabTests {
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/fixtures/Azure-Sentinel-Training-Lab").standardized
  static let present = FileManager.default.fileExists(atPath: fixtures.path)
  static let names = [
    "sign-in_adelete.csv", "disable_accounts.csv", "office_activity.csv",
    "office_activity_inbox_rule.csv",
  ]

  static func answer(_ folder: URL, indicator: String, from: String, to: String) throws
    -> ScopeAnswer
  {
    let lab = try ScopeCase(from: from, to: to, indicators: [indicator])
    lab.file.tenant = nil
    try lab.take(names.map { folder.appendingPathComponent($0).path })
    return try lab.answer()
  }

  static func original() throws -> ScopeAnswer {
    try answer(
      fixtures, indicator: "ip:175.45.176.99", from: "2021-04-19T00:00Z", to: "2021-04-29T00:00Z")
  }

  @Test(.enabled(if: present, "shared/fixtures is not here"))
  func `the three accounts are accessed, and nobody else`() throws {
    let answer = try Self.original()
    let accessed = answer.accounts.filter { $0.rung >= .accessed }.map(\.account)
    #expect(
      accessed == [
        "adelev@m365x816222.onmicrosoft.com", "admin@m365x816222.onmicrosoft.com",
        "johns@m365x816222.onmicrosoft.com",
      ])
    #expect(answer.accounts.count == 3)
    #expect(
      answer.counts.accounts["accessed"] == .init(value: 3, qualifier: .atLeast, ceiling: nil))
    #expect(answer.accounts.allSatisfy { $0.qualifier == .atLeast && $0.ceiling == .taken })
    #expect(answer.notPeople.map(\.identity) == ["sharepoint\\system"])
    #expect(answer.notPeople.map(\.records) == [2])
    #expect(answer.outsideWindow.records == 0)
  }

  @Test(.enabled(if: present, "shared/fixtures is not here"))
  func `adelev: 53 successes, 3 interrupts, 14 applications, 54 files, 11 messages`() throws {
    let answer = try Self.original()
    let adele = try #require(answer.accounts.first { $0.account.hasPrefix("adelev@") })
    #expect(
      [adele.successes, adele.failures, adele.interrupts, adele.technical, adele.unknown] as [Int]
        == [53, 0, 3, 0, 0])
    #expect([adele.applications, adele.files, adele.messages] as [Int] == [14, 54, 11])
    #expect(adele.flags == ["altered", "leaking"])
    #expect(adele.rung == .viewed)
    #expect(adele.first == "2021-04-28T14:08:45.221Z")
    #expect(adele.last == "2021-04-28T15:19:08.373Z")
    #expect(adele.id == "9b117c67-170e-4aed-9702-658b3fddc889")
    #expect(adele.addresses == ["175.45.176.99"])
  }

  @Test(.enabled(if: present, "shared/fixtures is not here"))
  func `johns is attempted by 50057 and accessed by activity alone, and the answer says so`()
    throws
  {
    let answer = try Self.original()
    let john = try #require(answer.accounts.first { $0.account.hasPrefix("johns@") })
    #expect(john.reached == [.attempted, .accessed, .viewed])
    #expect([john.successes, john.failures, john.files, john.messages] as [Int] == [0, 4, 6, 0])
    #expect(john.flags == ["altered"])
    #expect(john.unknownFlags.contains("exposed"))
    #expect(john.reasons.contains("attempted by SigninLogs"))
    #expect(john.reasons.contains("accessed by OfficeActivity"))
    #expect(
      john.reasons.contains("accessed by activity alone: no successful sign-in is in evidence"))
    #expect(
      Set(john.basis.filter { $0.rung == "attempted" }.map(\.source)) == ["SigninLogs"])
    #expect(
      Set(john.basis.filter { $0.rung != "attempted" }.map(\.source)) == ["OfficeActivity"])
  }

  @Test(.enabled(if: present, "shared/fixtures is not here"))
  func `admin is accessed only, one mailbox and eight sites or drives are viewed`() throws {
    let answer = try Self.original()
    let admin = try #require(answer.accounts.first { $0.account.hasPrefix("admin@") })
    #expect(admin.rung == .accessed)
    #expect(admin.flags == [])
    #expect(
      [admin.successes, admin.failures, admin.files, admin.messages] as [Int] == [0, 0, 0, 0])
    let viewed = answer.stores.filter { $0.rung >= .viewed }
    #expect(viewed.filter { $0.kind == "mailbox" }.map(\.messages) == [11])
    #expect(viewed.filter { $0.kind != "mailbox" }.count == 8)
    #expect(answer.counts.stores["viewed"] == .init(value: 9, qualifier: .atLeast, ceiling: nil))
    #expect(answer.counts.stores["taken"]?.value == 0)
  }

  @Test(.enabled(if: present, "shared/fixtures is not here"))
  func `every basis leads to the bytes of its record in the vault`() throws {
    let lab = try ScopeCase(
      from: "2021-04-19T00:00Z", to: "2021-04-29T00:00Z", indicators: ["ip:175.45.176.99"])
    try lab.take(Self.names.map { Self.fixtures.appendingPathComponent($0).path })
    for basis in try lab.answer().accounts.flatMap(\.basis) {
      let slice = try lab.vault.slice(basis.file, offset: basis.offset, length: basis.length)
      #expect(String(decoding: slice, as: UTF8.self).contains(basis.record))
    }
  }

  /// A guard against anything that knows the lab: other names, addresses and dates, the same answer.
  @Test(
    .enabled(if: present && StockTool.isPresent("python3"), "shared/fixtures or python3 is missing")
  )
  func `renamed users, addresses and dates give the renamed answer`() async throws {
    let folder = try TemporaryFolder()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("rename_lab.py").path
    let run = try await StockTool.shell(
      "python3 -B '\(script)' '\(Self.fixtures.path)' '\(folder.url.path)'", in: folder.url)
    try #require(run.status == 0, "\(run.output)")
    let renamed = try Self.answer(
      folder.url, indicator: "ip:198.18.7.201", from: "2023-06-02T00:00Z", to: "2023-06-12T00:00Z")
    var expected = try Self.original()
    // Vault names and places of records follow from the bytes, which were renamed.
    let text = String(decoding: try prettyJSON(expected.withoutPlaces), as: UTF8.self)
    let translated = try await StockTool.shell(
      "python3 -B '\(script)' --text", in: try Self.write(text, to: folder))
    try #require(translated.status == 0, "\(translated.output)")
    expected = try JSONDecoder().decode(ScopeAnswer.self, from: Data(translated.output.utf8))
    #expect(renamed.withoutPlaces.sorted == expected.sorted)
  }

  private static func write(_ text: String, to folder: TemporaryFolder) throws -> URL {
    try folder.write(Data(text.utf8), to: "answer.json")
    return folder.url
  }
}

extension ScopeAnswer {
  /// The answer without what the order and splitting of files may change.
  var withoutPlaces: ScopeAnswer {
    var copy = self
    copy.inputs.evidence = ""
    copy.inputs.ledger = ""
    for index in copy.accounts.indices {
      copy.accounts[index].basis = copy.accounts[index].basis.map(\.withoutPlace)
      copy.accounts[index].flagBasis = copy.accounts[index].flagBasis.map(\.withoutPlace)
    }
    for index in copy.stores.indices {
      copy.stores[index].basis = copy.stores[index].basis.map(\.withoutPlace)
      copy.stores[index].flagBasis = copy.stores[index].flagBasis.map(\.withoutPlace)
    }
    for index in copy.grants.indices {
      copy.grants[index].basis = copy.grants[index].basis.withoutPlace
    }
    return copy
  }

  /// Lists in the order of other names.
  fileprivate var sorted: ScopeAnswer {
    var copy = self
    copy.accounts.sort { $0.account < $1.account }
    copy.stores.sort { ($0.kind, $0.store) < ($1.kind, $1.store) }
    copy.candidates.sort { ($0.account, $0.value) < ($1.account, $1.value) }
    for index in copy.stores.indices { copy.stores[index].by.sort() }
    return copy
  }
}

extension ScopeAnswer.Basis {
  fileprivate var withoutPlace: ScopeAnswer.Basis {
    var copy = self
    copy.file = ""
    copy.offset = 0
    copy.length = 0
    return copy
  }
}
