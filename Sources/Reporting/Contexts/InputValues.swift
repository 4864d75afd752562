import Scope

/// The inputs of a scope as rows of tables.
enum InputValues {
  static func indicator(_ indicator: ScopeAnswer.Indicator) -> TemplateValue {
    .object([
      "kind": .text(indicator.kind), "value": .text(indicator.value),
      "from": .cell(indicator.from.map(Words.exact)), "to": .cell(indicator.to.map(Words.exact)),
      "source": .cell(indicator.source), "addedBy": .cell(indicator.addedBy),
    ])
  }

  static func exclusion(_ exclusion: ScopeAnswer.Exclusion) -> TemplateValue {
    .object(["address": .text(exclusion.address), "reason": .text(exclusion.reason)])
  }

  static func containment(_ step: ScopeAnswer.Containment) -> TemplateValue {
    .object([
      "account": .text(step.account), "at": .text(Words.exact(step.at)),
      "action": .cell(step.action),
      "by": .cell(step.by),
    ])
  }

  static func decision(_ decision: ScopeAnswer.Decision) -> TemplateValue {
    .object([
      "decision": .text(decision.decision), "subject": .text(decision.subject),
      "by": .text(decision.by), "because": .cell(decision.because),
    ])
  }
}

/// Seal and vault as rows of tables.
enum CustodyValues {
  static func seal(_ seal: SealFacts) -> TemplateValue {
    .object([
      "bundle": .code(seal.bundleFile), "archive": .code(seal.archiveSHA256),
      "tagManifest": .code(seal.tagManifestSHA512),
      "signer": .code(seal.signerFingerprint ?? "none"),
      "timestamps": .list(
        seal.timestamps.map {
          .object(["authority": .text($0.authority), "at": .text($0.at.text)])
        }),
    ])
  }

  static func file(_ file: EvidenceFile) -> TemplateValue {
    .object([
      "file": .code(file.file), "sha256": .code(file.sha256), "bytes": .number(file.bytes),
    ])
  }
}
