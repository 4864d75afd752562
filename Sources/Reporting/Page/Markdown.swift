internal import CMarkdown
import Foundation
import Synchronization

/// Markdown to html by cmark-gfm in its safe mode, with tables and without what reaches outside.
enum Markdown {
  /// cmark-gfm keeps its extensions and special characters in global tables.
  private static let lock = Mutex(())

  /// The html of a document and the text of its first heading; nil when memory ran out.
  ///
  /// Images are replaced by their description and links by their text, except those into the
  /// document itself. A fenced block named by `picture` is replaced by that picture.
  static func html(_ text: String, pictures: [String: String]) -> (body: String, title: String)? {
    lock.withLock { _ in
      cmark_gfm_core_extensions_ensure_registered()
      guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8) else {
        return nil
      }
      defer { cmark_parser_free(parser) }
      guard let table = cmark_find_syntax_extension("table"),
        cmark_parser_attach_syntax_extension(parser, table) == 1
      else { return nil }
      cmark_parser_feed(parser, text, text.utf8.count)
      guard let root = cmark_parser_finish(parser) else { return nil }
      defer { cmark_node_free(root) }
      let title = MarkdownTree(root).firstHeading
      MarkdownTree(root).disarm(pictures: pictures)
      return render(root, parser).map { ($0, title) }
    }
  }

  private static func render(_ root: OpaquePointer, _ parser: OpaquePointer) -> String? {
    let extensions = cmark_parser_get_syntax_extensions(parser)
    guard let html = cmark_render_html(root, CMARK_OPT_DEFAULT, extensions) else { return nil }
    defer { free(html) }
    return String(cString: html)
  }
}

/// The tree of one document.
private struct MarkdownTree {
  let root: OpaquePointer

  init(_ root: OpaquePointer) { self.root = root }

  /// All nodes, first to last.
  ///
  /// Collected before any is changed: the iterator does not allow it.
  private func nodes(_ type: cmark_node_type) -> [OpaquePointer] {
    guard let iterator = cmark_iter_new(root) else { return [] }
    defer { cmark_iter_free(iterator) }
    var found: [OpaquePointer] = []
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return found }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      if cmark_node_get_type(node) == type { found.append(node) }
    }
  }

  var firstHeading: String {
    guard let heading = nodes(CMARK_NODE_HEADING).first,
      let text = cmark_render_plaintext(heading, CMARK_OPT_DEFAULT, 0)
    else { return "" }
    defer { free(text) }
    return String(cString: text).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func disarm(pictures: [String: String]) {
    nodes(CMARK_NODE_IMAGE).forEach(unwrap)
    for link in nodes(CMARK_NODE_LINK) where !isInDocument(link) { unwrap(link) }
    nodes(CMARK_NODE_HTML_INLINE).forEach(showAsText)
    nodes(CMARK_NODE_HTML_BLOCK).forEach(showAsText)
    for block in nodes(CMARK_NODE_CODE_BLOCK) {
      guard let info = cmark_node_get_fence_info(block),
        let picture = pictures[String(cString: info)]
      else { continue }
      replace(block, with: picture)
    }
  }

  private func isInDocument(_ link: OpaquePointer) -> Bool {
    guard let url = cmark_node_get_url(link) else { return false }
    return String(cString: url).hasPrefix("#")
  }

  /// Puts the children of a node in its place.
  private func unwrap(_ node: OpaquePointer) {
    while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
    cmark_node_unlink(node)
    cmark_node_free(node)
  }

  /// Raw html is shown, not obeyed: the safe mode would drop it without a word.
  private func showAsText(_ node: OpaquePointer) {
    let isBlock = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK
    guard let shown = cmark_node_new(isBlock ? CMARK_NODE_CODE_BLOCK : CMARK_NODE_TEXT) else {
      return
    }
    cmark_node_set_literal(shown, cmark_node_get_literal(node))
    cmark_node_replace(node, shown)
    cmark_node_free(node)
  }

  private func replace(_ block: OpaquePointer, with picture: String) {
    guard let shown = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK) else { return }
    cmark_node_set_on_enter(shown, picture)
    cmark_node_replace(block, shown)
    cmark_node_free(block)
  }
}
