/// The canonical columns that dialects fill (docs/formats/README.md).
package enum Field: String, CaseIterable, Sendable, CodingKeyRepresentable, Codable {
  // Identity of the record.
  case id, requestId, correlationId, time
  // Who.
  case actorName, actorId, actorDisplayName, actorKind, servicePrincipalId, servicePrincipalName
  // From where, with what.
  case address, userAgent, applicationId, applicationName, resourceId, resourceName
  case deviceId, sessionId, tokenId
  // Outcome.
  case resultCode, resultReason, logonError, resultStatus, requestType
  // What.
  case operation, auditRecordType, workload, category, isInteractive, signInEventTypes
  // On what.
  case mailboxOwner, siteAddress, objectAddress, messageId, mailAccessType, isThrottled, folder
  case forwardingTarget, parameterName, targetName, targetId, targetKind
  // Rights that were given, with to whom: all (AllPrincipals, True) or one (Principal, False).
  case grantedRight, grantScope
  // The mailbox that a cmdlet names: an address, an alias, or with a folder (`ada:\\Calendar`).
  case mailboxIdentity
  // The team or chat that was touched; the name of an inbox or transport rule.
  case teamId, ruleName
  // How a federated sign-in came.
  case incomingTokenType, federatedStep
  // Directory users.
  case userType, accountEnabled, mail
  // Of Windows events, for the decoder of the dialect (docs/formats/windows-events.md).
  case eventNumber, eventText, eventData, host
  // A time in the zone of whoever wrote it, which the text does not name.
  case localTime
  // The key that records of one event share, where a decoder works it out.
  case eventKey

  /// Its place in `allCases`.
  package var index: Int { Field.positions[self] ?? 0 }

  private static let positions: [Field: Int] = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

  /// Columns that hold every value found; the others hold the first that is not empty.
  var isMultiple: Bool {
    switch self {
    case .address, .messageId, .forwardingTarget, .parameterName, .signInEventTypes, .targetId,
      .targetName, .eventData, .grantedRight, .federatedStep:
      true
    default: false
    }
  }
}

/// The kinds of records, with the names that `import --json` uses.
package enum RecordType: String, CaseIterable, Sendable, Codable, Comparable {
  case signIn, directoryAudit, riskDetection, riskyUser, unifiedAudit, adfsEvent, alert, user
  case messageTrace, activityLog, graphActivity

  package static func < (left: RecordType, right: RecordType) -> Bool {
    left.rawValue < right.rawValue
  }
}
