import CJSON
import Foundation

/// What a query service says beside its records when some of them are missing.
enum ServiceNotice {
  /// Why the member `name` of an answer means that the answer is not whole; nil when it does not.
  static func reason(
    _ name: String, _ bytes: UnsafeRawBufferPointer, _ document: JSONDocument
  ) -> String? {
    let text = String(decoding: bytes.prefix(1 << 10), as: UTF8.self)
    switch name {
    case "error", "oneapierrors":
      guard text != "null", text != "{}", text != "[]", text != "\"\"", text != "false" else {
        return nil
      }
      return "the service says that its answer is not whole: \(words(bytes, document))"
    case "messages":
      // Splunk: {"type":"ERROR","text":"…"}; INFO and WARN do not end a search.
      let types = ["ERROR", "FATAL"]
      guard types.contains(where: { text.contains("\"\($0)\"") }) else { return nil }
      return "the service says that its search failed: \(words(bytes, document))"
    case "timed_out", "haserrors", "cancelled":
      return text == "true" ? "the service says that its answer is not whole (\(name))" : nil
    case "tablefragmenttype":
      return text == "\"DataReplace\"" ? "rows that came before are replaced by these" : nil
    case "_shards":
      return text.contains("\"failed\":") && !text.contains("\"failed\":0")
        ? "the service says that some of its shards failed" : nil
    default: return nil
    }
  }

  /// An answer that is nothing but an error: the log was not collected.
  static func refusal(in object: JSONObject) -> String? {
    guard let error = object.member(FoldedName("error")),
      let inside = JSONObject(object.document, at: error),
      inside.member(FoldedName("code")) != nil || inside.member(FoldedName("message")) != nil
    else { return nil }
    let nodes = object.nodes[error..<Int(object.nodes[error].next)]
    return "the service answered with an error, no log was collected: \(words(nodes))"
  }

  /// The same for a list of messages that stands in an object.
  static func failure(in object: JSONObject) -> String? {
    guard let list = object.member(FoldedName("messages")), object.nodes[list].kind == JSON_ARRAY
    else { return nil }
    let nodes = object.nodes[list..<Int(object.nodes[list].next)]
    let type = FoldedName("type")
    let isFailure = nodes.contains {
      $0.isNamed(type) && ["ERROR", "FATAL"].contains($0.scalarText ?? "")
    }
    return isFailure ? "the service says that its search failed: \(words(nodes))" : nil
  }

  private static func words(_ bytes: UnsafeRawBufferPointer, _ document: JSONDocument) -> String {
    do throws(RecordsError) { try document.parse(bytes) } catch { return "\(error)" }
    return words(document.nodes[...])
  }

  /// The codes and messages in it, in order, at most 300 characters of them.
  private static func words(_ nodes: Slice<UnsafeBufferPointer<json_node>>) -> String {
    let names = ["code", "message", "text", "@message"].map { FoldedName($0) }
    var words: [String] = []
    for node in nodes where names.contains(where: node.isNamed) {
      if let text = node.scalarText, !text.isEmpty, !words.contains(text) { words.append(text) }
    }
    return String(words.joined(separator: ": ").prefix(300))
  }
}
