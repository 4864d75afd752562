import Case

/// Bodies of answers of the query API (reference 8).
extension LogAnalytics {
  /// The rows as far as the limits go; what goes over them leaves a mark beside the rows.
  func answer(_ frame: KustoFrame, _ request: WireRequest) -> WireAnswer {
    var out = ByteBuffer()
    out.raw(#"{"tables":[{"name":"PrimaryResult","columns":["# as StaticString)
    for column in frame.columns {
      out.members("{")
      out.member("name", column.name)
      out.member("type", column.type)
      out.raw("}" as StaticString)
    }
    out.raw(#"],"rows":["# as StaticString)
    let start = out.bytes.count
    var exceeded: String?
    for (number, row) in frame.rows.enumerated() {
      let json = frame.json(row)
      guard number < settings.rowLimit else {
        exceeded = "\(settings.rowLimit) records"
        break
      }
      guard out.bytes.count - start + json.count + 1 <= byteLimit else {
        exceeded = "\(byteLimit) bytes"
        break
      }
      if number > 0 { out.raw("," as StaticString) }
      out.bytes.append(contentsOf: json)
    }
    out.raw("]}]" as StaticString)
    if request.headers["prefer"]?.contains("include-statistics=true") == true {
      out.members(#""statistics":{"query":{"executionTime":0.0156275}}"#)
    }
    if let exceeded { out.raw(",\"error\":" + LogAnalytics.partial(exceeded)) }
    out.raw("}" as StaticString)
    return .json(200, out)
  }

  private static func partial(_ limit: String) -> String {
    let text =
      "The results of this query exceed the set limit of \(limit), so not all records were "
      + "returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003)."
    let inner: JSONValue = [
      "code": "-2133196797", "message": .string(text), "severity": 2, "severityName": "Error",
    ]
    let error: JSONValue = [
      "code": "PartialError", "message": "There were some errors when processing your query.",
      "details": [
        [
          "code": "EngineError", "innererror": inner,
          "message": "Something went wrong processing your query on the server.",
        ]
      ],
    ]
    return error.canonical
  }

  func error(
    _ status: Int, _ code: String, _ message: String, _ request: WireRequest,
    inner: JSONValue? = nil
  ) -> WireAnswer {
    var members: [String: JSONValue] = [
      "code": .string(code), "message": .string(message), "correlationId": .string(request.id),
    ]
    members["innererror"] = inner
    return .json(status, JSONValue.object(["error": .object(members)]).canonical)
  }

  func badArgument(
    _ message: String, _ fault: KustoFault?, _ request: WireRequest
  ) -> WireAnswer {
    let inner = fault.map { fault -> JSONValue in
      [
        "code": .string(fault.kind.rawValue),
        "message": fault.kind == .semantic
          ? "A semantic error occurred." : "A recognition error occurred in the query.",
        "innererror": ["code": .string(fault.code), "message": .string(fault.message)],
      ]
    }
    return error(400, "BadArgumentError", message, request, inner: inner)
  }
}
