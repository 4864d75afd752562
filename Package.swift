// swift-tools-version: 6.2
// The road that evidence travels, as targets; who may import whom is told in docs/architecture.md
// and held by Tests/checks/imports.

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Debug builds of C and C++ are unoptimised by default: parsing would be twenty times slower.
let fastC: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]
let fastCXX: [CXXSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: settings)
}

/// `make fuzz` sets it: a libFuzzer target has its `main` from the compiler's runtime.
let isFuzzing = Context.environment["EXHIBIT_FUZZING"] != nil
let fuzzing: [Target] =
  isFuzzing
  ? [
    .executableTarget(
      name: "exhibit-fuzz", dependencies: ["Records", "Evidence"], path: "Tests/Fuzz",
      exclude: ["corpus"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
  ] : []

let package = Package(
  name: "exhibit",
  products: [.executable(name: "exhibit", targets: ["exhibit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    // C libraries, one target each: a module map plus the few shims that Swift cannot import.
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CZstandard", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CMarkdown", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .target(
      name: "CJSON", cxxSettings: fastCXX, linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "CEmbeddedData", exclude: ["generate"],
      cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),

    // The road.
    module("Case", ["COpenSSL", "CEmbeddedData", "Yams"]),
    module("Evidence", ["Case", "CZstandard", "COpenSSL", "CArchive"]),
    module("Collection", ["Case", "Evidence", "CCurl"]),
    module("Records", ["CJSON", "Case"], exclude: ["Dialects", "Tables"]),
    module(
      "Catalog",
      [
        "Evidence", "Records", "Case", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      exclude: ["SQL"]),
    module(
      "Scope",
      ["Catalog", "Evidence", "Case", "Records", .product(name: "GRDB", package: "GRDB.swift")],
      exclude: ["SQL", "Tables"]),
    module(
      "Timeline",
      [
        "Catalog", "Evidence", "Records", "Scope", "Case",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["SQL"]),
    module(
      "Detection",
      ["Catalog", "Records", "Case", "Yams", .product(name: "GRDB", package: "GRDB.swift")]),
    module(
      "Reporting",
      [
        "Case", "Scope", "Detection", "CMarkdown",
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    module("Sealing", ["Case", "Evidence", "COpenSSL", "CArchive"]),
    module("Playbooks", ["Case", "Yams"]),
    module(
      "Drill", ["Case", "Sealing", "COpenSSL", .product(name: "FlyingFox", package: "FlyingFox")]),
    module(
      "ExhibitCLI",
      [
        "Case", "Evidence", "Collection", "Records", "Catalog", "Scope", "Timeline", "Detection",
        "Reporting", "Sealing", "Playbooks", "Drill",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "exhibit", dependencies: ["ExhibitCLI"], swiftSettings: settings),

    // Tests: one folder per module.
    .target(
      name: "TestSupport",
      dependencies: [
        "Case", "Evidence", "Sealing",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], path: "Tests/TestSupport", swiftSettings: settings),
    tests("CaseTests", ["Case"]),
    tests("EvidenceTests", ["Evidence", "Case"]),
    tests("CollectionTests", ["Collection", "Evidence", "Case"]),
    tests("RecordsTests", ["Records", "Case"], exclude: ["Fixtures", "Census"]),
    tests("CatalogTests", ["Catalog", "Evidence", "Records", "Case"]),
    tests(
      "ScopeTests", ["Scope", "Catalog", "Records", "Evidence", "Case", "Drill"],
      exclude: ["rename_lab.py"]),
    tests("TimelineTests", ["Timeline", "Scope", "Catalog", "Records", "Evidence", "Case"]),
    tests("ReportingTests", ["Reporting", "Scope", "Case"], exclude: ["Golden", "Fixture"]),
    tests("SealingTests", ["Sealing", "Case"]),
    tests("PlaybooksTests", ["Playbooks", "Case"]),
    tests(
      "DrillTests", ["Drill"], exclude: ["derive_truth.py", "drill_exports.py", "read_shapes.py"]),
    tests(
      "CommandTests",
      [
        "ExhibitCLI", "Scope", "Sealing", "Drill", "exhibit",
      ], exclude: ["Transcripts"]),
    tests("InteropTests", ["Drill", "exhibit"]),
  ] + fuzzing,
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx17
)
