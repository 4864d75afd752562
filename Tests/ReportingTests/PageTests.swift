import Case
import Foundation
import Reporting
import Testing

@Suite struct PageTests {
  static let pages = GoldenTests.names.flatMap { name in
    ["-approved", "-draft-drill"].map { name.replacing("/", with: "-") + $0 + ".html" }
  }

  private func page(_ name: String) throws -> String {
    try String(contentsOf: Place.tests.appendingPathComponent("Golden/" + name), encoding: .utf8)
  }

  @Test(arguments: pages)
  func `a page asks for nothing and runs nothing`(name: String) throws {
    let page = try page(name).lowercased()
    for part in ["<script", "<img", "<link", "<iframe", "<object", "@import", " style=", "href="] {
      #expect(!page.contains(part), "\(part)")
    }
    let attributes = page.matches(of: /\s[a-z-]+="\s*(https?:|\/\/|data:|javascript:)/)
    #expect(attributes.isEmpty)
    #expect(page.matches(of: /url\((?!#)/).filter { !$0.output.contains("#hatch") }.isEmpty)
    #expect(page.contains("<html lang=\"en\">") && page.contains("<meta charset=\"utf-8\">"))
  }

  @Test(arguments: pages)
  func `the policy of a page holds the hash of its one style`(name: String) throws {
    let page = try page(name)
    let styles = page.matches(of: /<style>([\s\S]*?)<\/style>/)
    #expect(styles.count == 1)
    let digest = RunningDigest(.sha256)
    digest.update(Data(try #require(styles.first).output.1.utf8))
    let hash = Data(digest.finalize()).base64EncodedString()
    #expect(page.contains("content=\"default-src 'none'; style-src 'sha256-\(hash)'; base-uri"))
  }

  @Test func `every page is well-formed to another parser`() throws {
    let script = """
      import sys
      from html.parser import HTMLParser
      void = {"meta", "br", "hr", "img", "input"}
      class P(HTMLParser):
        def __init__(self): super().__init__(); self.open = []
        def handle_starttag(self, tag, attrs):
          if tag not in void: self.open.append(tag)
        def handle_endtag(self, tag):
          assert self.open and self.open.pop() == tag, (tag, self.getpos())
      for path in sys.argv[1:]:
        p = P(); p.feed(open(path, encoding="utf-8").read()); p.close()
        assert not p.open, (path, p.open)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["python3", "-c", script]
      + PageTests.pages.map { Place.tests.appendingPathComponent("Golden/" + $0).path }
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `images, links and raw html of a template are disarmed`() throws {
    let folder = try TemplateFolder([
      "technical/t.md": """
      # T & <b>U</b>

      ![pixel](data:image/png;base64,AAAA) ![far](https://evil.example/x.png)
      [click](https://evil.example) [mail](mailto:a@b.example) [here](#below) <https://auto.example>

      <div onclick="x()">raw</div>

      ~~struck~~
      """
    ])
    defer { folder.remove() }
    let page = try Reports.render(
      template: "technical/t", input: try Inputs.draft(),
      templates: TemplateSource(folder: folder.path)
    ).page
    #expect(
      page.contains("<p>pixel far\nclick mail <a href=\"#below\">here</a> https://auto.example"))
    #expect(page.contains("&lt;div onclick=&quot;x()&quot;&gt;raw"))
    #expect(page.contains("~~struck~~"))
    #expect(page.contains("<title>T &amp; "))
    #expect(page.components(separatedBy: "<a ").count == 2)
  }

  @Test func `a style that would end itself is refused`() throws {
    let folder = try TemplateFolder(["partials/page.css": "</style><script>", "legal/t.md": "# T"])
    defer { folder.remove() }
    #expect(throws: ReportingError.badStyle(path: "partials/page.css")) {
      try Reports.render(
        template: "legal/t", input: try Inputs.draft(),
        templates: TemplateSource(folder: folder.path))
    }
  }
}
