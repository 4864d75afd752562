import Case
import Foundation

/// One self-contained html page: one style, no script, no request.
struct HTMLPage {
  let title: String
  let body: String
  let style: String
  let isDrill: Bool

  /// The policy that a browser holds the page to: nothing is loaded, one style is known by its hash.
  var policy: String {
    "default-src 'none'; style-src '\(HTMLPage.hash(style))'; base-uri 'none'; form-action 'none'"
  }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>\(HTMLText.escape(title))</title>
    <style>\(style)</style>
    </head>
    <body\(isDrill ? " class=\"drill\"" : "")>
    <main>
    \(HTMLPage.framed(body))</main>
    </body>
    </html>

    """
  }

  /// The hash of CSP 2 §4.2.5: base64 of the SHA-256 of what stands between the style tags.
  static func hash(_ style: String) -> String {
    let digest = RunningDigest(.sha256)
    digest.update(Data(style.utf8))
    return "sha256-" + Data(digest.finalize()).base64EncodedString()
  }

  /// A frame around each table, so that one too wide scrolls by itself.
  ///
  /// Values cannot hold a tag:
  /// theirs are escaped.
  private static func framed(_ body: String) -> String {
    body.replacing("<table>", with: "<div class=\"table\"><table>")
      .replacing("</table>", with: "</table></div>")
  }
}
