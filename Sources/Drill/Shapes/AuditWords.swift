/// The words that exports use for the numbers of unified audit (reference 7.2).
enum AuditWords {
  /// `ExchangeItem` for 2.
  static func recordType(_ number: String) -> String {
    switch number {
    case "1": "ExchangeAdmin"
    case "2": "ExchangeItem"
    case "6": "SharePointFileOperation"
    case "8": "AzureActiveDirectory"
    case "14": "SharePointSharingOperation"
    case "15": "AzureActiveDirectoryStsLogon"
    case "50": "ExchangeItemAggregated"
    default: number
    }
  }

  /// The same as Graph writes it, beginning with a small letter.
  static func graphRecordType(_ number: String) -> String {
    let name = recordType(number)
    return name.prefix(1).lowercased() + name.dropFirst()
  }

  static func userType(_ number: String) -> String {
    switch number {
    case "0": "Regular"
    case "2": "Admin"
    case "3": "DcAdmin"
    case "4": "System"
    case "5": "Application"
    default: number
    }
  }

  static func logonType(_ number: String) -> String {
    switch number {
    case "0": "Owner"
    case "1": "Admin"
    case "2": "Delegated"
    default: number
    }
  }
}
