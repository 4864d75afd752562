import Foundation
import TestSupport

typealias Random = TestSupport.Random

/// The bytes in chunks of a size.
func chunks(_ data: Data, of size: Int) -> () -> Data? {
  var offset = 0
  return {
    guard offset < data.count else { return nil }
    defer { offset += size }
    return Data(data[offset..<min(data.count, offset + size)])
  }
}

/// Everything that a source gives.
func all(_ source: () throws -> Data?) throws -> Data {
  var out = Data()
  while let chunk = try source() { out.append(chunk) }
  return out
}

/// Every path below a folder, hidden ones too, sorted.
func tree(_ url: URL) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
}

/// Writes archives byte by byte, so that they can be as wrong as a test wants.
enum Packer {
  struct File {
    var name: String
    var data: Data
    /// General purpose flags of a zip entry; `type` is the letter of a tar entry.
    var flags: UInt16 = 0
    var type: UInt8 = UInt8(ascii: "0")
    var link = ""
  }

  static func little(_ value: Int, _ width: Int) -> Data {
    Data((0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  static func crc32(_ data: Data) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }

  /// A zip of stored entries; `mode` is the Unix mode of each (a link is 0o120777).
  static func zip(_ files: [File], mode: Int = 0o100_644) -> Data {
    var body = Data()
    var directory = Data()
    for file in files {
      let name = Data(file.name.utf8)
      let sizes =
        little(crc32(file.data), 4) + little(file.data.count, 4) + little(file.data.count, 4)
      let head =
        little(Int(file.flags), 2) + little(0, 2) + little(0, 4) + sizes + little(name.count, 2)
        + little(0, 2)
      directory += little(0x0201_4B50, 4) + little(0x0314, 2) + little(20, 2) + head
      directory += little(0, 2) + little(0, 2) + little(0, 2) + little(mode << 16, 4)
      directory += little(body.count, 4) + name
      body += little(0x0403_4B50, 4) + little(20, 2) + head + name + file.data
    }
    let count = little(files.count, 2)
    let end =
      little(0x0605_4B50, 4) + little(0, 4) + count + count + little(directory.count, 4)
      + little(body.count, 4) + little(0, 2)
    return body + directory + end
  }

  static func tar(_ files: [File]) -> Data {
    var out = Data()
    for file in files {
      var head = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, _ at: Int) {
        for (i, byte) in text.utf8.enumerated() { head[at + i] = byte }
      }
      func octal(_ value: Int, _ width: Int) -> String {
        let digits = String(value, radix: 8)
        return String(repeating: "0", count: width - digits.count) + digits
      }
      put(file.name, 0)
      put("0000644", 100)
      put("0000000", 108)
      put("0000000", 116)
      put(octal(file.data.count, 11), 124)
      put("00000000000", 136)
      put("        ", 148)
      head[156] = file.type
      put(file.link, 157)
      put("ustar", 257)
      put("00", 263)
      let sum = head.reduce(0) { $0 + Int($1) }
      put(octal(sum, 6) + "\0 ", 148)
      out += Data(head) + file.data
      out += Data(repeating: 0, count: (512 - file.data.count % 512) % 512)
    }
    return out + Data(repeating: 0, count: 1024)
  }
}
