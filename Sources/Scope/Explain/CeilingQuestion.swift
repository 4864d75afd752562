import Evidence

/// What the ceiling of one subject would be if other streams were complete: asked of `Blindness` itself.
struct CeilingQuestion {
  /// What the subject's own records, candidates and the like leave possible.
  let own: Rung
  /// The roles of streams that can matter to it.
  let roles: Set<StreamTable.Role>
  let blindness: Blindness
  let ask: (Blindness) -> Rung

  var ledger: Ledger { blindness.ledger }

  /// The streams of these roles that leave something of the window open.
  var blindStreams: [String] {
    let names = ledger.entries.filter { entry in
      !entry.status.isComplete && ledger.roles[entry.stream].map(roles.contains) ?? false
    }.map(\.stream)
    return Set(names).sorted()
  }

  /// The ceiling as it is.
  var ceiling: Rung { ask(blindness) }

  /// The ceiling if these streams were complete for the window and showed nothing more.
  func ceiling(complete streams: some Sequence<String>) -> Rung {
    ask(
      Blindness(
        ledger: ledger.assumingComplete(Set(streams)),
        federatedDomains: blindness.federatedDomains, services: blindness.services))
  }

  /// The ceiling if all were complete.
  var floor: Rung { ceiling(complete: blindStreams) }

  /// What one stream leaves possible if it alone were incomplete.
  func leaves(_ stream: String) -> Rung {
    ceiling(complete: blindStreams.filter { $0 != stream })
  }

  /// A set of streams none of which can be left out, and the ceiling that completing them gives.
  struct Lowering: Equatable {
    var streams: [String]
    var ceiling: Rung
  }

  /// Every smallest set of streams that lowers the ceiling, for each height that can be reached.
  ///
  /// The roles hold seven streams at most, so every subset is asked about.
  var lowerings: [Lowering] {
    let streams = blindStreams
    let now = ceiling
    var found: [(set: UInt, ceiling: Rung)] = []
    let subsets = (1..<(UInt(1) << streams.count)).sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }
    for subset in subsets where !streams.isEmpty {
      let ceiling = ceiling(complete: CeilingQuestion.members(subset, streams))
      guard ceiling < now else { continue }
      let isNeedless = found.contains { $0.set & subset == $0.set && $0.ceiling <= ceiling }
      if !isNeedless { found.append((subset, ceiling)) }
    }
    return found.map {
      Lowering(streams: CeilingQuestion.members($0.set, streams), ceiling: $0.ceiling)
    }
  }

  private static func members(_ set: UInt, _ streams: [String]) -> [String] {
    streams.enumerated().filter { set & (1 << UInt($0.offset)) != 0 }.map(\.element)
  }
}

extension Ledger {
  /// As it would be if these streams were complete for the whole window.
  func assumingComplete(_ streams: Set<String>) -> Ledger {
    var ledger = self
    ledger.entries = entries.map { entry in
      var entry = entry
      if streams.contains(entry.stream) { entry.status = .complete }
      return entry
    }
    return ledger
  }

  /// The stream's name for people.
  func name(of stream: String) -> String { names[stream] ?? stream }
}
