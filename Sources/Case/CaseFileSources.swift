extension CaseFile {
  /// Where and how `collect` asks (docs/spec/case-directory.md, "sources"); never a secret.
  package struct Sources: Codable, Sendable, Equatable {
    package var signIn: SignIn?
    /// Base addresses that take the place of the cloud's own, by service.
    package var hosts: [String: String]?
    /// What tokens are asked for, where it is not the service's usual audience.
    package var audiences: [String: String]?
    /// PEM file of the authorities to trust instead of the system's.
    package var certificateAuthority: String?
    package var proxy: String?
    /// Waits are multiplied by it, in a custom cloud only: 0 for test doubles without budgets.
    package var pace: Double?
    /// Days of sign-ins before the window, instead of the usual seven: they show whose places are whose.
    package var leadDays: Int64?
    /// The sources that `collect` asks when none is named.
    package var collect: [String]?
    package var logAnalytics: LogAnalytics?
    package var managementActivity: ManagementActivity?
    package var exchange: Exchange?
    package var activityLog: ActivityLog?
    package var storageArchive: StorageArchive?

    package init() {}
  }

  package struct SignIn: Codable, Sendable, Equatable {
    /// `secret`, `certificate`, `deviceCode` or `managedIdentity`.
    package var method: String
    package var clientId: String?
    /// A reference: `env:NAME`, `fd:N` or `file:PATH`.
    package var secret: String?
    /// Path of a certificate in PEM; it is no secret.
    package var certificate: String?
    /// A reference, like `secret`.
    package var key: String?
    /// `PS256` (with `x5t#S256`, the default) or `RS256` (with `x5t`).
    package var algorithm: String?

    package init(
      method: String, clientId: String? = nil, secret: String? = nil, certificate: String? = nil,
      key: String? = nil, algorithm: String? = nil
    ) {
      self.method = method
      self.clientId = clientId
      self.secret = secret
      self.certificate = certificate
      self.key = key
      self.algorithm = algorithm
    }
  }

  package struct LogAnalytics: Codable, Sendable, Equatable {
    package var workspaces: [String]
    /// Instead of the tables that are known.
    package var tables: [String]?
  }

  package struct ManagementActivity: Codable, Sendable, Equatable {
    /// The publisher that the quota is counted for (microsoft-apis.md 7.1).
    package var publisher: String?
  }

  package struct Exchange: Codable, Sendable, Equatable {
    /// The tenant's own `….onmicrosoft.com` name; its GUID where it is not given.
    package var organization: String?
    /// Mailboxes whose rules and permissions are read; all when it is not given.
    package var mailboxes: [String]?
  }

  package struct ActivityLog: Codable, Sendable, Equatable {
    package var subscriptions: [String]?
  }

  package struct StorageArchive: Codable, Sendable, Equatable {
    /// Local copies or mounts of the containers.
    package var paths: [String]
  }

  static let sourceKeys: [String: Set<String>] = [
    "sources": [
      "signIn", "hosts", "audiences", "certificateAuthority", "proxy", "pace", "leadDays",
      "collect",
      "logAnalytics", "managementActivity", "exchange", "activityLog", "storageArchive",
    ],
    "sources.signIn": ["method", "clientId", "secret", "certificate", "key", "algorithm"],
    "sources.logAnalytics": ["workspaces", "tables"],
    "sources.managementActivity": ["publisher"],
    "sources.exchange": ["organization", "mailboxes"],
    "sources.activityLog": ["subscriptions"],
    "sources.storageArchive": ["paths"],
  ]
}
