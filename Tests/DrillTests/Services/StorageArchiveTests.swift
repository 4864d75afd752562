import Case
import Foundation
import Testing

@testable import Drill

/// The storage tree, held to section 9.3 of the reference.
@Suite struct StorageArchiveTests {
  @Test func `each record lies once in the hour in which it came in`() throws {
    let bench = try ServiceBench(.graph)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("exhibit-archive-\(UUID().uuidString)")
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch {
        Issue.record("could not remove \(folder.path): \(error)")
      }
    }
    let counts = try StorageArchive(bench.logs).write(to: folder)
    #expect(counts["insights-logs-signinlogs"] == bench.logs.records(.interactive).count)
    #expect(counts["insights-logs-auditlogs"] == bench.logs.records(.directoryAudit).count)
    let root = "insights-logs-signinlogs/tenantId=\(bench.tenant)/"
    let form = try Regex("y=2026/m=0[23]/d=[0-3][0-9]/h=[0-2][0-9]/m=00/PT1H\\.json")
    var ids: [String] = []
    var late = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where name.hasPrefix(root) && name.hasSuffix(".json") {
      let path = String(name.dropFirst(root.count))
      #expect(try form.wholeMatch(in: path) != nil, "\(path)")
      let hour = path.filter(\.isNumber).prefix(10)
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      for line in data.split(separator: 0x0A) {
        let record = try JSONSerialization.jsonObject(with: line) as? [String: Any]
        let time = (record?["time"] as? String ?? "").filter(\.isNumber).prefix(10)
        #expect(time <= hour)
        if time < hour { late += 1 }
        #expect(record?["category"] as? String == "SignInLogs")
        let properties = record?["properties"] as? [String: Any]
        ids.append(properties?["id"] as? String ?? "")
      }
    }
    let known = bench.logs.records(.interactive).map { $0.text("id") }
    #expect(ids.sorted() == known.sorted())
    #expect(late > 0 && late < ids.count / 10)
  }

  @Test func `the services that answer over HTTP have the prefixes of the server`() throws {
    let bench = try ServiceBench(.graph)
    let services = TenantServices.others(bench.logs, bench.settings, bench.tokens)
    #expect(
      services.map(\.prefix)
        == ["graph/auditLogQueries", "management", "exchange", "loganalytics", "arm"])
  }
}
