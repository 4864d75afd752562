import Case
import Evidence
import Foundation

/// Takes a body in: masked, scanned, hashed and compressed while it arrives.
final class BodyReceiver {
  /// Bytes of a body that is looked at; longer ones are only in the vault.
  private static let longestKept = 16 << 20

  private let writer: VaultWriter
  private let filter: SecretMask.Filter
  private let keeps: Bool
  private(set) var scanner: PageScanner
  private(set) var kept: Data? = Data()
  private var head: HTTPHead?
  private var first = Data()
  private(set) var count = 0

  init(_ session: SliceSession, _ ask: SliceSession.Ask) throws {
    let source = session.unit.source
    writer = try session.shared.vault.writer(
      in: ask.holdsRecords ? source : Vault.answers(of: source))
    filter = session.shared.mask.filter()
    keeps = ask.keepsBody
    scanner = PageScanner(list: ask.list)
  }

  var masked: Int { filter.found }

  func take(_ head: HTTPHead, _ chunk: Data) throws {
    self.head = head
    try pass(filter.take(chunk))
  }

  func end() throws { try pass(filter.end()) }

  private func pass(_ data: Data) throws {
    guard !data.isEmpty else { return }
    count += data.count
    // What a service says when it refuses is looked at; of a page only what stands around the records.
    let isPage = head.map { (200..<300).contains($0.status) } ?? true
    if let sofar = kept, keeps || !isPage {
      kept = sofar.count + data.count <= BodyReceiver.longestKept ? sofar + data : nil
    }
    guard isPage else { return }
    if first.count < 64 { first.append(data.prefix(64 - first.count)) }
    scanner.take(data)
    try writer.append(data)
  }

  func settle() throws -> Vault.Item { try writer.settle() }

  /// Why the answer cannot be the whole of what was asked for; nil when it can.
  func whyNotWhole(_ head: HTTPHead) -> String? {
    if head["Content-Encoding"].map({ $0.lowercased() != "identity" }) ?? false {
      return "the answer is compressed, which was not asked for"
    }
    if count == 0 { return "the answer is empty" }
    let start = String(decoding: first, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    if start.hasPrefix("<") {
      return "the answer is a web page, not JSON: a proxy may stand between (sources.proxy)"
    }
    return scanner.isWhole ? nil : "the answer is JSON that is cut or broken"
  }
}
