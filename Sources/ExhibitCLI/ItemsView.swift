import Case
import Scope

/// What is said beside the items.
struct ItemsView {
  let console: Console

  /// The items as one document.
  func json(_ report: ItemReport) {
    console.raw("{\"format\":\"exhibit-scope-items/1\",\"qualifier\":\"atLeast\",")
    console.raw("\"settings\":\(report.settings),\"withoutTime\":\(report.withoutTime),")
    console.raw("\"outsideWindow\":\(report.outsideWindow),\"items\":[")
    for (number, item) in report.items.enumerated() {
      console.raw((number == 0 ? "\n" : ",\n") + ItemFormat.json(item))
    }
    console.raw(report.items.isEmpty ? "]}\n" : "\n]}\n")
  }

  /// On standard error: the rows are for other programs.
  func remarks(_ report: ItemReport, store: String?, path: String?) {
    let kinds = report.kinds.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let stores = Set(report.items.filter { !$0.store.isEmpty }.map { [$0.storeKind, $0.store] })
    let place = path.map { " in \($0)" } ?? ""
    console.note(
      "at least \(count(report.items.count, "item")) in \(count(stores.count, "store"))\(kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))")\(place): services do not log every repeat, nor every item"
    )
    if report.items.isEmpty, let store {
      console.note(
        "no matching record tells of an item of \(HostileText.oneLine(store)); exhibit scope lists the stores"
      )
    }
    if report.settings > 0 {
      console.note(
        "\(count(report.settings, "matching record")) of settings and of no item (rules, rights, links to a whole site): exhibit scope show STORE"
      )
    }
    if report.withoutTime > 0 {
      console.note(
        "\(count(report.withoutTime, "matching record")) about items without a time left out: they lie in no window"
      )
    }
    if report.outsideWindow > 0 {
      console.note(
        "\(count(report.outsideWindow, "matching record")) about items outside the window left out")
    }
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
