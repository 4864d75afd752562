/// A result code of an Entra sign-in with what it proves, as the reference's section 2.5 says.
struct SignInCode: Sendable {
  enum Outcome: Sendable { case success, interrupt, failure, blocked }
  enum Proof: Sendable { case yes, no, maybe }

  let code: Int
  /// The name that unified audit gives it in `LogonError`.
  let logonError: String
  let reason: String
  let outcome: Outcome
  let passwordRight: Proof

  static let success = SignInCode(
    code: 0, logonError: "", reason: "Other.", outcome: .success, passwordRight: .yes)
  static let wrongPassword = SignInCode(
    code: 50126, logonError: "InvalidUserNameOrPassword",
    reason: "Error validating credentials due to invalid username or password.",
    outcome: .failure, passwordRight: .no)
  static let locked = SignInCode(
    code: 50053, logonError: "IdsLocked",
    reason: "The account is locked, you've tried to sign in too many times with an incorrect "
      + "user ID or password.", outcome: .failure, passwordRight: .no)
  static let noSuchUser = SignInCode(
    code: 50034, logonError: "UserAccountNotFound",
    reason: "The user account does not exist in the directory. To sign into this application, "
      + "the account must be added to the directory.", outcome: .failure, passwordRight: .no)
  static let disabled = SignInCode(
    code: 50057, logonError: "UserDisabled", reason: "The user account is disabled.",
    outcome: .blocked, passwordRight: .maybe)
  static let strongAuthentication = SignInCode(
    code: 50074, logonError: "UserStrongAuthClientAuthNRequired",
    reason: "Strong Authentication is required.", outcome: .interrupt, passwordRight: .yes)
  static let multiFactor = SignInCode(
    code: 50076, logonError: "UserStrongAuthClientAuthNRequiredInterrupt",
    reason: "Due to a configuration change made by your administrator, or because you moved to "
      + "a new location, you must use multi-factor authentication to access the resource.",
    outcome: .interrupt, passwordRight: .yes)
  static let multiFactorDenied = SignInCode(
    code: 500121, logonError: "AuthenticationFailedSasError",
    reason: "Authentication failed during strong authentication request.", outcome: .blocked,
    passwordRight: .yes)
  static let silent = SignInCode(
    code: 50058, logonError: "UserInformationNotProvided",
    reason: "Session information is not sufficient for single-sign-on.", outcome: .interrupt,
    passwordRight: .no)
  static let keepSignedIn = SignInCode(
    code: 50140, logonError: "KmsiInterrupt",
    reason: "This occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
    outcome: .interrupt, passwordRight: .yes)
  static let sessionExpired = SignInCode(
    code: 70043, logonError: "BadTokenDueToSignInFrequency",
    reason: "The refresh token has expired or is invalid due to sign-in frequency checks by "
      + "conditional access.", outcome: .interrupt, passwordRight: .no)
}
