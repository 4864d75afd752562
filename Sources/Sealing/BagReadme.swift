/// What `README.txt` needs to know.
struct BagReadme {
  var name: String
  var title: String
  var notice: String?
  var format: BundleArchive
  var signer: (subject: String, fingerprint: String)
  var signerRoots: [(subject: String, fingerprint: String)]
  var authorityRoots: [(subject: String, fingerprint: String)]
  /// How many loose tokens there are.
  var tokens: Int

  /// The text for a stranger: the commands of stock tools with the real file names.
  var text: String {
    [opening, unpack, intact, signature, timestamps, elsewhere, fingerprints, reading]
      .joined(separator: "\n")
  }

  private var opening: String {
    var out = "\(title)\n\n"
    if let notice { out += "*** \(notice) ***\n\n" }
    return out + """
      This directory is a BagIt 1.0 bag (RFC 8493) in the format \(BagFormat.version). It can be
      checked offline, years from now, with stock tools and without the program that made it.

      """
  }

  private var unpack: String {
    let command =
      format == .zip ? "unzip \(name)\(format.suffix)" : "tar --zstd -xf \(name)\(format.suffix)"
    return """
      1. Unpack into an empty directory, and go there:

         \(command)
         cd \(name)

      """
  }

  private var intact: String {
    """
    2. Are the bytes those that were sealed? (coreutils)

       sha512sum --strict -c tagmanifest-sha512.txt && sha512sum --strict -c manifest-sha512.txt

       No file may be there that the two lists do not name, other than tagmanifest-sha512.txt
       and what lies in signatures/. bagit.py, below, reports payload that no list names.

    """
  }

  private var signature: String {
    """
    3. Who sealed them? (OpenSSL 3)

       openssl cms -verify -binary -cades -inform DER -in \(BagFormat.signature) -content \
    \(BagFormat.tagManifest) -CAfile \(signerAnchor) -no-CApath -no-CAstore -out /dev/null

       After the signer's certificate has expired add: -attime SECONDS, the time of the timestamp
       in seconds since 1970.

    """
  }

  private var timestamps: String {
    guard tokens > 0 else {
      return "4. No time-stamping authority was asked: nothing here proves when it was sealed.\n"
    }
    let commands = (0..<tokens).map {
      """
         openssl ts -verify -data \(BagFormat.tagManifest) -in \(BagFormat.token($0)) -CAfile \
      \(authorityAnchor)
         openssl ts -reply -in \(BagFormat.token($0)) -text

      """
    }
    return "4. Since when do they exist? (OpenSSL 3; the second command shows the time)\n\n"
      + commands.joined() + """

           After the authority's certificate has expired add to the first: -attime SECONDS, the time
           that the second command shows, in seconds since 1970.

        """
  }

  private var elsewhere: String {
    """
    5. A second opinion, from tools by other people (PyPI: bagit, pyhanko-cli):

       bagit.py --validate .
       pyhanko sign validate --detached \(BagFormat.signature) --trust \(signerAnchor) --trust \
    \(authorityAnchor) --trust-replace --no-revocation-check --pretty-print \
    \(BagFormat.tagManifest)

    """
  }

  private var fingerprints: String {
    var out = """
      6. Whom do you trust? The files in trust/ are here for convenience only: whoever changes the
      bundle can change them too. Compare these SHA-256 fingerprints with what the people concerned
      tell you by another way (a letter, a call, their web site), or use your own copies:

         signer                 \(signer.fingerprint)
                                \(signer.subject)

      """
    for root in signerRoots { out += line("root of the signer", root) }
    for root in authorityRoots { out += line("root of the timestamps", root) }
    return out + "\n   openssl x509 -in FILE.pem -noout -subject -fingerprint -sha256\n"
  }

  private func line(_ label: String, _ root: (subject: String, fingerprint: String)) -> String {
    let padded = label + String(repeating: " ", count: max(0, 23 - label.count))
    return "   \(padded)\(root.fingerprint)\n" + String(repeating: " ", count: 26)
      + "\(root.subject)\n"
  }

  private var reading: String {
    """
    7. Reading the evidence: files that end in .zst are compressed with Zstandard (RFC 8878) as
    they arrived; the digests are those of the compressed bytes:

       zstd -dk FILE.zst

    """
  }

  /// Where no root travels with the bundle the reader brings one.
  private var signerAnchor: String {
    signerRoots.isEmpty ? "SIGNER-ROOT.pem" : BagFormat.signerRoot
  }
  private var authorityAnchor: String {
    authorityRoots.isEmpty ? "TSA-ROOT.pem" : BagFormat.authorityRoot
  }
}
