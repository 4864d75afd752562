import Foundation
import Yams

/// What `case.yaml` says (docs/spec/case-directory.md).
///
/// Edited by hand; unknown keys are errors.
package struct CaseFile: Codable, Sendable, Equatable {
  package var `case`: Identity
  package var window: Window
  package var tenant: Tenant?
  package var people: [Person]?
  package var sources: Sources?
  package var indicators: [IndicatorEntry]?
  package var exclusions: [Exclusion]?
  package var containment: [Containment]?
  package var population: Population?
  package var trust: Trust?
  package var timestamping: Timestamping?
  package var promotions: [Promotion]?

  package struct Identity: Codable, Sendable, Equatable {
    package var id: String
    package var title: String?
    package var organisation: String?
    package var opened: String?
    /// True in a case that `exhibit drill` made: everything printed from it says so.
    package var drill: Bool?

    package init(
      id: String, title: String? = nil, organisation: String? = nil, opened: String? = nil,
      drill: Bool? = nil
    ) {
      self.id = id
      self.title = title
      self.organisation = organisation
      self.opened = opened
      self.drill = drill
    }
  }

  package struct Window: Codable, Sendable, Equatable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  package struct Tenant: Codable, Sendable, Equatable {
    package var id: String?
    package var domains: [String]?
    package var cloud: String?
    /// Domains that sign in at a federated provider; an empty list states that there are none.
    package var federatedDomains: [String]?
    /// Federated domains of which some accounts sign in at Entra already.
    package var stagedRollout: [String]?

    package init(
      id: String? = nil, domains: [String]? = nil, cloud: String? = nil,
      federatedDomains: [String]? = nil
    ) {
      self.id = id
      self.domains = domains
      self.cloud = cloud
      self.federatedDomains = federatedDomains
    }
  }

  package struct Person: Codable, Sendable, Equatable {
    package var name: String
    package var role: String?
    package var address: String?
    package var key: String?
  }

  package struct Exclusion: Codable, Sendable, Equatable {
    package var address: String
    package var reason: String

    package init(address: String, reason: String) {
      self.address = address
      self.reason = reason
    }
  }

  package struct Containment: Codable, Sendable, Equatable {
    package var account: String
    package var at: String
    package var action: String?
    package var by: String?

    package init(account: String, at: String, action: String? = nil, by: String? = nil) {
      self.account = account
      self.at = at
      self.action = action
      self.by = by
    }
  }

  package struct Population: Codable, Sendable, Equatable {
    package var file: String?
    package var count: Int?
    package var asOf: String?
    package var source: String?

    package init(
      file: String? = nil, count: Int? = nil, asOf: String? = nil, source: String? = nil
    ) {
      self.file = file
      self.count = count
      self.asOf = asOf
      self.source = source
    }
  }

  package struct Trust: Codable, Sendable, Equatable {
    package var signers: [String]?
    package var timestampAuthorities: [String]?
  }

  package struct Timestamping: Codable, Sendable, Equatable {
    package var urls: [String]?
    package var policies: [String]?
  }

  package struct Promotion: Codable, Sendable, Equatable {
    package var indicator: String
    package var by: String
    package var because: String
  }

  package static let keys: Set<String> = [
    "case", "window", "tenant", "people", "sources", "indicators", "exclusions", "containment",
    "population", "trust", "timestamping", "clocks", "names", "audiences", "promotions",
  ]

  /// The keys inside an entry, or inside each of several.
  private static let entryKeys: [String: Set<String>] = [
    "case": ["id", "title", "organisation", "opened", "drill"],
    "window": ["from", "to"],
    "tenant": ["id", "domains", "cloud", "federatedDomains", "stagedRollout"],
    "people": ["name", "role", "address", "key"],
    "indicators": ["indicator", "allOf", "source", "addedBy"],
    "exclusions": ["address", "reason"],
    "containment": ["account", "at", "action", "by"],
    "population": ["file", "count", "asOf", "source"],
    "trust": ["signers", "timestampAuthorities"],
    "timestamping": ["urls", "policies"],
    "promotions": ["indicator", "by", "because"],
  ]

  private static func checkKeys(
    _ mapping: [String: Any], _ known: Set<String>, place: String, path: String
  ) throws(CaseError) {
    for key in mapping.keys.sorted() where !known.contains(key) && !key.hasPrefix("x-") {
      throw .badCaseFile(path: path, reason: "the key \(place)\(key) is not known")
    }
  }

  /// Reads `case.yaml`; the error names the key or the line.
  package init(yaml data: Data, path: String) throws(CaseError) {
    let text = String(decoding: data, as: UTF8.self)
    do {
      let mapping = try Yams.load(yaml: text) as? [String: Any] ?? [:]
      try CaseFile.checkKeys(mapping, CaseFile.keys, place: "", path: path)
      let known = CaseFile.entryKeys.merging(CaseFile.sourceKeys) { $1 }
      for (name, keys) in known.sorted(by: { $0.key < $1.key }) {
        let value = name.split(separator: ".").reduce(mapping as Any?) { outer, key in
          (outer as? [String: Any])?[String(key)]
        }
        let entries = value as? [Any] ?? [value as Any]
        for case let entry as [String: Any] in entries {
          try CaseFile.checkKeys(entry, keys, place: name + ".", path: path)
        }
      }
      guard !text.allSatisfy(\.isWhitespace) else {
        throw CaseError.badCaseFile(path: path, reason: "case is missing")
      }
      self = try YAMLDecoder().decode(CaseFile.self, from: text)
    } catch let error as CaseError {
      throw error
    } catch let DecodingError.keyNotFound(key, context) {
      let place = (context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: ".")
      throw .badCaseFile(path: path, reason: "\(place) is missing")
    } catch {
      throw .badCaseFile(
        path: path, reason: "\(error)".split(separator: "\n").joined(separator: " "))
    }
    _ = try timeWindow()
    for entry in indicators ?? [] { _ = try entry.parts() }
    for entry in containment ?? [] { _ = try CaseFile.instant(entry.at, "containment.at") }
    if let asOf = population?.asOf { try CaseFile.checkDate(asOf, "population.asOf") }
  }

  package init(case identity: Identity, window: Window) {
    self.case = identity
    self.window = window
  }

  package func timeWindow() throws(CaseError) -> TimeWindow {
    try TimeWindow(
      from: CaseFile.instant(window.from, "window.from"),
      to: CaseFile.instant(window.to, "window.to"))
  }

  /// A population is counted on a day or at an instant; both are RFC 3339.
  package static func checkDate(_ text: String, _ place: String) throws(CaseError) {
    if Instant(rfc3339: text) == nil, Instant(rfc3339: text + "T00:00:00Z") == nil {
      throw .notATime(text: text, where: place)
    }
  }

  package static func instant(_ text: String, _ place: String) throws(CaseError) -> Instant {
    guard let instant = Instant(rfc3339: text) else { throw .notATime(text: text, where: place) }
    return instant
  }

  package func yaml() throws(CaseError) -> String {
    do { return try YAMLEncoder().encode(self) } catch {
      throw .badCaseFile(path: "case.yaml", reason: "\(error)")
    }
  }
}
