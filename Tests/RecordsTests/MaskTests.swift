import Testing

@testable import Records

@Suite struct MaskTests {
  private let mask: LogMask

  init() throws { mask = try .embedded() }

  @Test(arguments: [
    (
      "https://a.blob.core.windows.net/c/f.zip?sv=2024&se=2026-01-01&sig=abc%2Bdef%3D",
      "sig=(masked)"
    ),
    ("https://x.sharepoint.com/:x:/s/Finance/EaBcDeF?e=4fG", "/:x:/s/Finance/(masked)?e=(masked)"),
    ("https://x/_layouts/guestaccess.aspx?share=EaBc&e=1", "share=(masked)"),
    ("sent with Bearer abcdefghijkl.mnop", "Bearer (masked)"),
    ("key -----BEGIN RSA PRIVATE KEY----- MIIEo", "key (masked)"),
    ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "token (masked) here"),
    ("https://login.example/cb?code=0.AXoA1&state=5", "code=(masked)&state=5"),
  ])
  func `what opens or signs is masked inside a text`(text: String, expected: String) {
    #expect(mask.text(text).contains(expected), "\(mask.text(text))")
  }

  @Test(arguments: [
    "https://contoso.sharepoint.com/sites/Finance/Shared Documents/Passwords.txt",
    "AADSTS 50126, wrong user name or password", "[KeyIdentifier=59ae,KeyType=Password]",
    "(Exists(ItemClass))", "code=50126",
  ])
  func `what is no secret stays as it is`(text: String) { #expect(mask.text(text) == text) }

  @Test(arguments: [
    ("NewPassword", true), ("Password", true), ("client_secret", true), ("PasswordPolicies", false),
    ("ForceChangePasswordNextLogin", false), ("LastPasswordChangeTimestamp", false),
    ("ResetPasswordOnNextLogon", false), ("Department", false),
  ])
  func `a secret is told by its name`(name: String, isSecret: Bool) {
    #expect(mask.isSecret(name) == isSecret)
  }

  @Test func `a record is masked by the names that its pairs give, and in JSON inside its texts`()
    throws
  {
    let record = try #require(
      RecordValue(
        json:
          #"{"Parameters":[{"Name":"Password","Value":"hunter2"},{"Name":"Identity","Value":"ada"}],"Raw":"{\"password\":\"hunter2\",\"n\":1.5}","targetResources":[{"modifiedProperties":[{"displayName":"PasswordProfile","oldValue":"[]","newValue":"[\"hunter2\"]"}]}]}"#
      ))
    let text = mask.record(record).json()
    #expect(!text.contains("hunter2"))
    #expect(text.contains(#""Value":"ada""#))
    #expect(text.contains(#"\"n\":1.5"#))
  }

  @Test(arguments: [
    ("Summer2026!", "displayName", false, true), ("P@ssw0rd!", "displayName", false, true),
    ("p@ss!w.rd$", "person", false, true), ("ada@example.com", "person", false, false),
    ("CONTOSO\\ada", "onPremises", false, false), ("Summer2026!", "person", true, false),
    ("Not Available", "unknown", false, false),
  ])
  func `what was typed as a user name and is none is masked`(
    name: String, kind: String, isKnown: Bool, masked: Bool
  ) {
    let shown = mask.actor(name, isTyped: true, kind: kind, isKnown: isKnown)
    #expect((shown != name) == masked)
    #expect(mask.actor(name, isTyped: false, kind: kind, isKnown: isKnown) == name)
  }
}
