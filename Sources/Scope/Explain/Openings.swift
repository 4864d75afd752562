import Case
import Evidence
import Foundation
import Records

/// Why a ceiling is what it is, cause by cause.
struct Openings {
  let question: CeilingQuestion
  let evidence: SubjectEvidence
  let rung: Rung
  let candidates: [CandidateSearch.Found]
  let inputs: ScopeInputs
  /// The mailbox whose log the service throttled, with the first record that says so.
  let throttled: Instant?
  let mask: LogMask

  var all: [Explanation.Opening] {
    ownRecords + noTime + egress + pending + streams + federation + throttling
  }

  private func opening(
    _ kind: String, _ leaves: Rung, _ text: String
  ) -> Explanation.Opening {
    .init(kind: kind, leaves: leaves, text: text)
  }

  private var ownRecords: [Explanation.Opening] {
    guard let open = evidence.open, open.leaves > rung else { return [] }
    let record = open.record
    return [
      opening(
        "record", open.leaves,
        "its own record leaves it open: \(mask.text(open.text)) (\(record.time?.text ?? "no time"), \(record.source), record \(mask.text(record.recordId)))"
      )
    ]
  }

  private var noTime: [Explanation.Opening] {
    let (records, leaves) = evidence.withoutTime
    guard records > 0, leaves > rung else { return [] }
    return [
      opening(
        "noTime", leaves,
        "\(counted(records, "matching record")) without a time: what \(records == 1 ? "it shows" : "they show") may lie in the window"
      )
    ]
  }

  private var egress: [Explanation.Opening] {
    evidence.suspended.sorted { $0.key < $1.key }.map { number, held in
      opening(
        "egress", held.leaves,
        "\(counted(held.records, "record")) match\(held.records == 1 ? "es" : "") only \(mask.text(inputs.entries[number].text)), which much of the tenant shares: held back until a named person decides"
      )
    }
  }

  private var pending: [Explanation.Opening] {
    candidates.map { found in
      let candidate = found.candidate
      var opening = opening(
        "candidate", candidate.wouldProve,
        "newly found address \(candidate.value): \(counted(candidate.records, "record")) from \(candidate.first) to \(candidate.last), seen on \(counted(candidate.accounts, "account")) of the case; nobody decided whose it is"
      )
      opening.candidate = candidate
      return opening
    }
  }

  /// Every stretch of the window in which a stream that matters here is not complete.
  private var streams: [Explanation.Opening] {
    let matter = Set(question.lowerings.flatMap(\.streams))
      .union(question.blindStreams.filter { question.leaves($0) > question.floor })
    let ledger = question.ledger
    return ledger.entries.filter { !$0.status.isComplete && matter.contains($0.stream) }.map {
      let leaves = question.leaves($0.stream)
      var opening = opening(
        "stream", leaves,
        "\(ledger.name(of: $0.stream)): \($0.status.rawValue) from \($0.from) to \($0.to) (\($0.because))"
          + consequence($0.stream))
      (opening.stream, opening.from, opening.to) = ($0.stream, $0.from, $0.to)
      opening.status = $0.status.rawValue
      return opening
    }
  }

  private func consequence(_ stream: String) -> String {
    guard question.ledger.roles[stream] == .signIn,
      question.blindness.services.contentInEvidence >= .viewed
    else { return "" }
    return
      ": without the sign-in that links it, what anybody is seen to have opened may have been the actor's"
  }

  private var federation: [Explanation.Opening] {
    guard question.roles.contains(.federation), question.blindness.federatedDomains == nil,
      question.ledger.isBlind(.federation), question.ceiling >= .credentialKnown,
      rung < .credentialKnown
    else { return [] }
    return [
      opening(
        "federatedDomains", .credentialKnown,
        "nobody stated which domains are federated: passwords may have been tried at an AD FS whose log is not here"
      )
    ]
  }

  private var throttling: [Explanation.Opening] {
    guard let throttled, question.ceiling >= .viewed else { return [] }
    return [
      opening(
        "throttling", .viewed,
        "the service throttled the log of this mailbox: what was opened in the day from \(throttled.text) is not shown, and no export brings it back"
      )
    ]
  }
}

/// `1 record`, `2 records`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
