import Foundation
import Sealing
import TestSupport
import Testing

/// Archives that a stranger made to harm whoever opens them; written by stock python.
@Suite(.enabled(if: StockTool.isPresent("python3"))) struct EvilArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs python lines that write `evil`; `t` is a tar file, `z` a zip file, both open for writing.
  private func make(_ lines: String) async throws -> URL {
    let program = """
      import io, sys, tarfile, warnings, zipfile
      warnings.simplefilter("ignore")
      name = "evil"
      def tar(*entries):
        with tarfile.open(name, "w") as t:
          for entry, data in entries:
            if isinstance(entry, str):
              entry = tarfile.TarInfo(entry)
            entry.size = len(data)
            t.addfile(entry, io.BytesIO(data))
      def special(path, kind, link=""):
        entry = tarfile.TarInfo(path)
        entry.type = kind
        entry.linkname = link
        return entry
      def zipped(*entries):
        with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
          for entry, data in entries:
            z.writestr(entry, data)
      \(lines)
      """
    try folder.write(Data(program.utf8), to: "make.py")
    let answer = try await StockTool.shell("python3 make.py", in: folder.url)
    guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    return folder.file("evil")
  }

  private func problems(
    _ lines: String, limits: BundleLimits = BundleLimits()
  ) async throws -> [String] {
    let bundle = try await make(lines)
    let report = try Verifier.verify(
      bundle: bundle, signerTrust: [], tsaTrust: [], now: TestAuthority.now, limits: limits)
    #expect(report.outcome == .failed)
    #expect(!report.complete)
    return report.problems.map { "\($0.file) \($0.code)" }
  }

  @Test(arguments: [
    ("tar((special('N/data/l', tarfile.SYMTYPE, '/etc/passwd'), b''))", "N/data/l entryKind"),
    ("tar((special('N/data/h', tarfile.LNKTYPE, 'N/x'), b''))", "N/data/h entryKind"),
    ("tar((special('N/data/c', tarfile.CHRTYPE), b''))", "N/data/c entryKind"),
    ("tar((special('N/data/f', tarfile.FIFOTYPE), b''))", "N/data/f entryKind"),
    ("tar(('../up', b'x'))", "../up pathUnsafe"),
    ("tar(('N/data/../../up', b'x'))", "N/data/../../up pathUnsafe"),
    ("tar(('N/./x', b'x'))", "N/./x pathUnsafe"),
    ("tar(('/etc/cron.d/x', b'x'))", "/etc/cron.d/x pathUnsafe"),
    ("tar(('N/a\\\\b', b'x'))", "N/a\\b pathUnsafe"),
    ("tar(('N/c:x', b'x'))", "N/c:x pathUnsafe"),
    ("tar(('N/a\\x1bb', b'x'))", "N/a?b pathUnsafe"),
    ("tar(('N/data/x', b'1'), ('N/data/x', b'2'))", "data/x duplicateEntry"),
    ("tar(('N/data/x', b'1'), ('N/data/X', b'2'))", "data/X caseTwins"),
    ("tar(('N/data/x/y', b'1'), ('N/data/X/z', b'2'))", "data/X/z caseTwins"),
    ("tar(('N/data/x', b'1'), ('N/data/x/y', b'2'))", "data/x/y caseTwins"),
    ("tar(('N/x', b'1'), ('M/x', b'2'))", "M/x outsideTopFolder"),
    ("tar(('x', b'1'))", "x outsideTopFolder"),
    (
      "tar(('N/' + 'd/' * 17 + 'x', b'1'))", String(repeating: "d/", count: 17) + "x nameNotAllowed"
    ),
    ("zipped(('N/data/x', b'1'), ('N/data/x', b'2'))", "data/x duplicateEntry"),
    ("zipped(('../up', b'1'))", "../up pathUnsafe"),
    ("zipped(('/abs', b'1'))", "/abs pathUnsafe"),
    ("zipped(('N/data/\\u00fc', b'1'))", "evil nameNotAllowed"),
  ])
  func `An entry that could harm or deceive is refused by name`(
    lines: String, expected: String
  ) async throws {
    let found = try await problems(lines)
    // In another locale libarchive can give a name that is not ASCII.
    let named = found.contains(expected) || found.contains { $0.hasSuffix("ü nameNotAllowed") }
    #expect(named, "\(expected) not in \(found)")
  }

  @Test func `A symbolic link in a zip is refused`() async throws {
    let found = try await problems(
      """
      entry = zipfile.ZipInfo('N/data/l')
      entry.create_system = 3
      entry.external_attr = 0o120777 << 16
      zipped((entry, '/etc/passwd'))
      """)
    #expect(found.contains("N/data/l entryKind"), "\(found)")
  }

  @Test func `An encrypted entry is refused`() async throws {
    let found = try await problems(
      """
      zipped(('N/data/x', b'1'))
      data = bytearray(open(name, 'rb').read())
      data[6] |= 1
      at = data.index(b'PK\\x01\\x02')
      data[at + 8] |= 1
      open(name, 'wb').write(data)
      """)
    #expect(found.contains("N/data/x encrypted"), "\(found)")
  }

  @Test func `Each cap is named`() async throws {
    var limits = BundleLimits()
    limits.ratioFrom = 100_000
    let bomb = "zipped(('N/data/x', b'0' * 2_000_000))"
    #expect(try await problems(bomb, limits: limits).first == "data/x compressionRatio")
    limits = BundleLimits()
    limits.fileBytes = 1000
    #expect(try await problems(bomb, limits: limits).first == "data/x fileTooLarge")
    limits = BundleLimits()
    limits.totalBytes = 1000
    let two = "zipped(('N/data/x', b'0' * 900), ('N/data/y', b'0' * 900))"
    #expect(try await problems(two, limits: limits).first == "data/y tooManyBytes")
    limits = BundleLimits()
    limits.entries = 3
    let many = "tar(*[(f'N/data/{i}', b'') for i in range(5)])"
    #expect(try await problems(many, limits: limits).first == "N/data/3 tooManyEntries")
    limits = BundleLimits()
    limits.tagFileBytes = 100
    let tag = "tar(('N/bag-info.txt', b'x' * 200))"
    #expect(try await problems(tag, limits: limits).first == "bag-info.txt fileTooLarge")
    limits = BundleLimits()
    limits.problems = 2
    let links = "tar(*[(special(f'N/{i}', tarfile.SYMTYPE, 'x'), b'') for i in range(5)])"
    #expect(
      try await problems(links, limits: limits).prefix(3)
        == ["N/0 entryKind", "N/1 entryKind", "N/2 tooManyProblems"])
  }

  @Test func `A sparse file of a terabyte is refused without reading it`() async throws {
    let found = try await problems(
      """
      import os, subprocess
      os.makedirs('N/data')
      with open('N/data/s', 'wb') as s: s.truncate(1 << 40)
      subprocess.run(['tar', '-S', '-cf', name, 'N'], check=True)
      """)
    #expect(!found.isEmpty, "\(found)")
  }

  @Test func `What is no archive is called so`() async throws {
    for line in ["b''", "b'junk' * 1000", "b'PK\\x05\\x06' + bytes(18)", "b'\\x1f\\x8b\\x08'"] {
      let found = try await problems("open(name, 'wb').write(\(line))")
      #expect(found.first == "evil notABundle", "\(line): \(found)")
    }
  }
}

@Suite struct TruncationTests {
  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `An archive that is cut anywhere fails with a named problem`(format: BundleArchive)
    async throws
  {
    let folder = try TemporaryFolder()
    let authority = try TestAuthority()
    let out = folder.file("a\(format.suffix)")
    _ = try await authority.sealer().seal(authority.request(out: out, format: format))
    let whole = try Data(contentsOf: out)
    let cut = folder.file("cut\(format.suffix)")
    for length in stride(from: 0, to: whole.count - 1, by: 37) {
      try whole.prefix(length).write(to: cut)
      let report = try Verifier.verify(
        bundle: cut, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
        now: TestAuthority.now)
      if report.outcome != .failed || report.problems.isEmpty { Issue.record("\(length) bytes") }
    }
  }

  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `A changed byte of the archive fails or changes nothing that is reported`(
    format: BundleArchive
  ) async throws {
    let folder = try TemporaryFolder()
    let authority = try TestAuthority()
    let out = folder.file("a\(format.suffix)")
    _ = try await authority.sealer().seal(authority.request(out: out, format: format))
    func verify(_ url: URL) throws -> VerificationReport {
      try Verifier.verify(
        bundle: url, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
        now: TestAuthority.now)
    }
    let good = try verify(out)
    let whole = try Data(contentsOf: out)
    let changed = folder.file("changed\(format.suffix)")
    // Every thirteenth byte, each with another bit: reproducible, and spread over every header.
    for position in stride(from: 0, to: whole.count, by: 13) {
      var bytes = whole
      bytes[position] ^= 1 << (position % 8)
      try bytes.write(to: changed)
      let report = try verify(changed)
      if report.outcome != .failed, report != good { Issue.record("byte \(position)") }
      if report.outcome == .failed, report.problems.isEmpty { Issue.record("byte \(position)") }
    }
  }
}
