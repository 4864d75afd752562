import Foundation
import Glibc

/// Where a secret is read from: never from the command line, never from the case (product.md, promise 8).
package enum SecretReference: Sendable, Equatable {
  /// `env:NAME`
  case environment(String)
  /// `fd:N`: a descriptor that the caller opened.
  case descriptor(Int32)
  /// `file:PATH`: a file of our own that nobody else may read.
  case file(String)

  package init(_ text: String, key: String) throws(CollectionError) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("env", 2): self = .environment(parts[1])
    case ("file", 2): self = .file(parts[1])
    case ("fd", 2):
      guard let number = Int32(parts[1]), number >= 0 else {
        throw .setting(key: key, reason: "fd: wants the number of an open descriptor")
      }
      self = .descriptor(number)
    default:
      throw .setting(
        key: key,
        reason:
          "it refers to a secret: env:NAME, fd:N or file:PATH; a secret itself is never written here"
      )
    }
  }

  /// The bytes, as they stand there.
  package func read() throws(CollectionError) -> Data {
    switch self {
    case .environment(let name):
      guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
        throw .credential(
          reason: "the environment variable \(name) is not set", hint: "export \(name)=… first")
      }
      return Data(value.utf8)
    case .descriptor(let number): return try SecretReference.all(of: number, "descriptor \(number)")
    case .file(let path): return try SecretReference.privateFile(path)
    }
  }

  /// One line of text.
  package func text() throws(CollectionError) -> String {
    let text = String(decoding: try read(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.utf8.count >= SecretMask.shortest else {
      throw .credential(
        reason: "the secret is shorter than \(SecretMask.shortest) characters",
        hint: "it could not be masked in what is stored; make a new one")
    }
    return text
  }

  private static func privateFile(_ path: String) throws(CollectionError) -> Data {
    // A pipe without a writer would hold everything up before it can be seen to be one.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .credential(
        reason: "\(path): \(String(cString: strerror(errno)))", hint: "sources.signIn names it")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .credential(reason: "\(path) is not a regular file", hint: "use fd:N for a pipe")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw .credential(reason: "\(path) can be read by others", hint: "chmod 600 \(path)")
    }
    guard status.st_uid == getuid() || status.st_uid == 0 else {
      throw .credential(reason: "\(path) belongs to somebody else", hint: "copy it and chmod 600")
    }
    return try all(of: descriptor, path)
  }

  private static func all(of descriptor: Int32, _ name: String) throws(CollectionError) -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while data.count <= 1 << 20 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return data }
      if count < 0 {
        if errno == EINTR { continue }
        throw .credential(
          reason: "\(name): \(String(cString: strerror(errno)))",
          hint: "open it before exhibit starts")
      }
      data.append(contentsOf: buffer[..<count])
    }
    throw .credential(reason: "\(name) holds more than 1 MB", hint: "it should hold one secret")
  }
}
