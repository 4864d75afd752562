import Foundation
import TestSupport
import Testing

/// The program itself, with a client that is not ours.
@Suite(.enabled(if: StockTool.isPresent("curl"))) struct TenantServeTests {
  @Test func `a tenant is served until standard input ends`() async throws {
    let folder = try TemporaryFolder()
    let answer = try await Binary.shell(
      """
      set -e
      mkfifo in
      exhibit drill --serve tenant --accounts 100 --records 1200 --until-stdin-closes < in > line &
      exec 3> in
      until [ -s line ]; do sleep 0.02; done
      base=$(sed 's/.*"base":"\\([^"]*\\)".*/\\1/' line)
      curl -sS --cacert tenant/ca.pem -o out -w '%{http_code}\\n' "$base/graph/v1.0/users"
      exec 3>&-
      wait $!
      stat -c '%a %n' tenant/*
      cat tenant/faults.json
      """, in: folder.url)
    #expect(answer.status == 0, "\(answer.error)")
    #expect(
      answer.output == """
        401
        600 tenant/ca.pem
        600 tenant/case.yaml.part
        600 tenant/client-key.pem
        600 tenant/client-secret
        600 tenant/client.pem
        600 tenant/faults.json
        600 tenant/settings.json
        600 tenant/truth.json
        [

        ]

        """)
    let part = String(
      decoding: try Data(contentsOf: folder.file("tenant/case.yaml.part")), as: UTF8.self)
    #expect(part.contains("cloud: custom"))
    #expect(part.contains("    logAnalytics: https://127.0.0.1:"))
  }

  @Test(arguments: [
    "--licence p3", "--forbid nothing", "--page-limit 0", "--now yesterday", "--write x",
    "--device-code never",
  ])
  func `what cannot be is refused before anything is made`(option: String) async throws {
    let folder = try TemporaryFolder()
    let answer = try await Binary.run(
      ["drill", "--serve", "tenant", "--until-stdin-closes"]
        + option.split(separator: " ").map(String.init),
      in: folder.url)
    #expect(answer.status == 64, "\(answer.error)")
    #expect(try folder.names.isEmpty)
  }

  @Test func `an existing directory is refused`() async throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(), to: "tenant/x")
    let answer = try await Binary.run(
      ["drill", "--serve", "tenant", "--until-stdin-closes"], in: folder.url)
    #expect(answer.status == 64)
  }
}
