import Testing

@testable import Records

@Suite struct IdentityTests {
  @Test(arguments: [
    ("SHAREPOINT\\system", "microsoft"), ("sharepoint\\SYSTEM", "microsoft"),
    ("app@sharepoint", "microsoft"), ("S-1-5-18", "microsoft"),
    ("S-1-5-21-1-2-3-500", "microsoft"), ("NT AUTHORITY\\SYSTEM (w3wp)", "microsoft"),
    ("Unknown", "unknown"), ("Not Available", "unknown"), ("", "unknown"), (" ", "unknown"),
    ("Application", "application"), ("Certificate", "application"),
    ("ServicePrincipal_1234", "servicePrincipal"), ("Microsoft Teams Sync", "microsoft"),
    ("Microsoft.Exchange.ServiceHost", "microsoft"),
    ("NAMPR01A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/x - y", "displayName"),
    ("a@b.prod.outlook.com", "microsoft"), ("urn:spo:anon#1234", "anonymous"),
    ("urn:spo:guest#ada@example.com", "anonymous"), ("anonymous", "anonymous"),
    ("Ada Lovelace", "displayName"), ("ada", "displayName"), ("ada@example", "displayName"),
    ("@example.com", "displayName"), ("ada@.com", "displayName"),
    ("Ada L <ada@example.com>", "displayName"),
    ("DlpPolicyEventBasedAssistant", "microsoft"),
  ])
  func `A name that is no person's says why`(name: String, kind: String) throws {
    #expect(try NotPeople.embedded().kind(ofName: name) == kind)
  }

  /// Whoever makes an account chooses its name: it must not hide by looking like a service.
  @Test(arguments: [
    "ada@example.com", "ADA@EXAMPLE.COM", " ada@example.com ", "a.b+c@mail.example.co.uk",
    "ada_other.example#EXT#@example.onmicrosoft.com", "o'hara@example.com",
    "microsoft.sync@example.com", "Microsoft.Exchange@example.com", "s-1-admin@example.com",
    "S-1-5-18@example.com", "ServicePrincipal_1@example.com", "unknown@example.com",
    "DlpPolicyEventBasedAssistant@example.com", "anonymous@example.com",
  ])
  func `A name that is shaped like an account's is a person's`(name: String) throws {
    #expect(try NotPeople.embedded().kind(ofName: name) == nil)
  }
}
