import Case
import Scope

/// An event in words.
extension TimelineEvent {
  /// Who, what, why and how, in one line; time and place are columns of their own.
  ///
  /// - Parameters:
  ///   - quiet: names of changes that are left out.
  ///   - account: whose journey it is; who did it is said only when it was somebody else.
  package func words(quiet: Set<String>, account: String? = nil) -> String {
    var parts = isSignIn ? signInWords : activityWords(quiet)
    if let account, account != self.account { parts[0] = "by \(self.account): " + parts[0] }
    if disagreement {
      let said = witnesses.map { "\($0.source) \($0.outcome)" }.joined(separator: ", ")
      parts.append("the witnesses disagree: \(said)")
    }
    if !flags.isEmpty { parts.append(flags.joined(separator: ", ")) }
    if atMost { parts.append("at most: may be the owner's own") }
    if outsideWindow { parts.append("outside the window") }
    parts.append("[" + sources.joined(separator: ", ") + "]")
    return HostileText.oneLine(parts.joined(separator: "; "))
  }

  /// The logs that tell of it, each once.
  package var sources: [String] {
    var sources: [String] = []
    for witness in witnesses where !sources.contains(witness.source) {
      sources.append(witness.source)
    }
    return sources
  }

  /// Where it came from: the address, and the place where the record says it.
  package var from: String {
    let place = [city, country].compactMap { $0 }.joined(separator: ", ")
    let address = addresses.joined(separator: " ")
    guard !place.isEmpty else { return HostileText.oneLine(address.isEmpty ? "–" : address) }
    return HostileText.oneLine(address.isEmpty ? place : "\(address) (\(place))")
  }

  /// The rung that it proves.
  ///
  /// - Parameter account: whose journey it is: what another did proves something of the store at most.
  package func proves(of account: String?) -> Rung {
    account == nil || account == self.account
      ? max(rung ?? .none, storeRung ?? .none) : storeRung ?? .none
  }

  // MARK: sign-ins

  private var signInWords: [String] {
    let to =
      application ?? applicationId ?? resource ?? "an application that the record does not name"
    let how = client.map { " (\($0))" } ?? ""
    var parts: [String]
    switch outcome {
    case "success": parts = ["signed in to \(to)\(how)"]
    case "interrupt": parts = ["sign-in to \(to)\(how) interrupted: \(because)"]
    default: parts = ["sign-in to \(to)\(how) refused: \(because)"]
    }
    return hasDetails ? parts + authenticationWords + [policyWords] : parts
  }

  private var authenticationWords: [String] {
    guard let authentication else { return ["authentication not in the record"] }
    var parts: [String] = []
    if let requirement = authentication.requirement {
      let words = [
        "singlefactorauthentication": "one factor asked for",
        "multifactorauthentication": "multi-factor asked for",
      ]
      parts.append(words[requirement.lowercased()] ?? requirement)
    }
    parts += authentication.steps.map(\.words)
    if let result = authentication.result,
      !authentication.steps.contains(where: { $0.result == result })
    {
      parts.append(result)
    }
    if let token = authentication.token { parts.append("token brought along: \(token)") }
    if let way = authentication.protocol { parts.append("protocol \(way)") }
    return parts
  }

  private var policyWords: String {
    guard let policies else { return "policies not in the record" }
    switch policies.coverage {
    case .none: return "no policy applied" + reportOnlyWords(policies)
    case .notNamed:
      return "policies applied (\(policies.status ?? "–")), not named in the record"
    case .applied:
      let enforced = policies.policies.filter {
        ["success", "failure", nil].contains($0.result?.lowercased())
      }
      return "policy "
        + enforced.map { $0.words(status: policies.status) }.joined(separator: "; policy ")
    }
  }

  /// A policy that was only watched stopped nobody, and tells what it would have done.
  private func reportOnlyWords(_ policies: Policies) -> String {
    let watched = policies.policies.filter {
      $0.result?.lowercased().hasPrefix("reportonly") ?? false
        && $0.result?.lowercased() != "reportonlynotapplied"
    }
    guard !watched.isEmpty else { return "" }
    return " (report only: "
      + watched.map { "\($0.name) \($0.result ?? "")" }.joined(separator: ", ") + ")"
  }

  // MARK: activity

  private func activityWords(_ quiet: Set<String>) -> [String] {
    var first = operation ?? "an activity without a name"
    if let mailAccess { first += " (\(mailAccess))" }
    if !messages.isEmpty { first += " \(messages.count) message\(messages.count == 1 ? "" : "s")" }
    if let folder { first += " in \(folder)" }
    if let object, object != store { first += " \(object)" }
    var parts = [outcome == "failure" ? "\(first): did not succeed" : first]
    let others = targets.filter { $0 != object && $0 != account }
    if !others.isEmpty { parts.append("on " + others.joined(separator: ", ")) }
    parts += changes.filter { !quiet.contains($0.name) && !$0.isEmpty }.map(\.words)
    if !because.isEmpty { parts.append(because) }
    if let store, storeKind != "mailbox" || store != account {
      parts.append("\(storeKind ?? "store") \(store)")
    }
    if let with = application ?? client { parts.append("with \(with)") }
    return parts
  }
}

extension TimelineEvent.Step {
  /// `Password (Password in the cloud): Correct password`.
  var words: String {
    let name = [method ?? "a method that is not named", detail.map { "(\($0))" }]
      .compactMap { $0 }.joined(separator: " ")
    let isRefused = succeeded?.lowercased() == "false"
    let how = isRefused ? "refused" : succeeded?.lowercased() == "true" ? "accepted" : nil
    return [name, [how, result].compactMap { $0 }.joined(separator: ", ")]
      .filter { !$0.isEmpty }.joined(separator: ": ")
  }
}

extension TimelineEvent.Policy {
  func words(status: String?) -> String {
    let said = result ?? status.map { "not said, of all \($0)" } ?? "result not in the record"
    let controls = [grantControls, sessionControls].compactMap { $0 }.joined(separator: ", ")
    return "\(name): \(said)" + (controls.isEmpty ? "" : " (\(controls))")
  }
}

extension TimelineEvent.Change {
  /// Values are shortened for people; the JSON has all of them.
  private static let longest = 160

  fileprivate var isEmpty: Bool { name.isEmpty && old == nil && new == nil }

  fileprivate var words: String {
    func short(_ text: String) -> String {
      text.count > Self.longest ? text.prefix(Self.longest) + "…" : text
    }
    guard let old, !old.isEmpty else { return "\(name) = \(short(new ?? "(empty)"))" }
    return "\(name): \(short(old)) → \(short(new ?? "(empty)"))"
  }
}
