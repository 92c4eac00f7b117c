// swift-tools-version: 6.2
import PackageDescription

// The rooms and their arrows are drawn in Sources/PolygraphKit/PolygraphKit.docc/Architecture.md; the tidy test holds
// this file, every import and that table against each other.

let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "PolygraphKit",
  products: [
    .executable(name: "polygraph", targets: ["polygraph"]),
    .library(name: "PolygraphKit", targets: ["PolygraphKit"]),
    .library(name: "PolygraphDSP", targets: ["PolygraphDSP"]),
    .library(name: "PolygraphScoring", targets: ["PolygraphScoring"]),
    .library(name: "PolygraphFormats", targets: ["PolygraphFormats"]),
    .library(name: "PolygraphInstruments", targets: ["PolygraphInstruments"]),
    .library(name: "PolygraphRecords", targets: ["PolygraphRecords"]),
    .library(name: "PolygraphSimulation", targets: ["PolygraphSimulation"]),
    .library(name: "PolygraphWorkflows", targets: ["PolygraphWorkflows"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // Cellar: system libraries and small C targets of our own.
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .target(name: "CKernels"),
    .target(name: "CTermios"),

    // Ground.
    .target(name: "PolygraphQuantities"),

    // Floor 1.
    .target(name: "PolygraphModel", dependencies: ["PolygraphQuantities"]),
    .target(name: "PolygraphDSP", dependencies: ["PolygraphQuantities", "CFFTW", "CKernels", numerics]),
    .target(name: "PolygraphStatistics", dependencies: [numerics]),
    .target(name: "PolygraphIntegrity", dependencies: [crypto]),

    // Floor 2.
    .target(
      name: "PolygraphFeatures",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphDSP", "PolygraphStatistics", "PolygraphIntegrity",
      ]),
    .target(
      name: "PolygraphScoring",
      dependencies: ["PolygraphQuantities", "PolygraphModel", "PolygraphStatistics", numerics]),
    .target(
      name: "PolygraphFormats",
      dependencies: ["PolygraphQuantities", "PolygraphModel", "PolygraphIntegrity", "CSndfile"]),
    .target(
      name: "PolygraphRecords",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphStatistics", "PolygraphIntegrity", "CPostgreSQL", grdb,
      ]),
    .target(
      name: "PolygraphSimulation",
      dependencies: ["PolygraphQuantities", "PolygraphModel", "PolygraphStatistics", "CTermios", numerics]),

    // Floor 3.
    .target(
      name: "PolygraphKit",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphDSP", "PolygraphFeatures", "PolygraphScoring",
        "PolygraphFormats",
      ]),

    .target(
      name: "PolygraphInstruments",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphDSP", "PolygraphFeatures", "PolygraphFormats",
        "PolygraphIntegrity", "CTermios", "CALSA",
      ]),

    // Floor 5.
    .target(
      name: "PolygraphWorkflows",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphStatistics", "PolygraphIntegrity", "PolygraphFeatures",
        "PolygraphScoring", "PolygraphFormats", "PolygraphRecords", "PolygraphSimulation", "PolygraphKit",
        "PolygraphInstruments",
      ]),

    // Floor 7.
    .executableTarget(
      name: "polygraph",
      dependencies: [
        "PolygraphQuantities", "PolygraphModel", "PolygraphFeatures", "PolygraphScoring", "PolygraphFormats",
        "PolygraphRecords", "PolygraphSimulation", "PolygraphKit", "PolygraphInstruments", "PolygraphStatistics",
        "PolygraphWorkflows", argumentParser,
      ]),

    // Tests.
    .target(name: "TestSupport", dependencies: ["PolygraphStatistics"], path: "Tests/TestSupport"),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "PolygraphQuantitiesTests", dependencies: ["PolygraphQuantities", "PolygraphStatistics", "TestSupport"]),
    .testTarget(
      name: "PolygraphModelTests",
      dependencies: ["PolygraphModel", "PolygraphQuantities", "PolygraphStatistics", "TestSupport"]),
    .testTarget(
      name: "PolygraphDSPTests",
      dependencies: ["PolygraphDSP", "PolygraphQuantities", "PolygraphStatistics", "CKernels", "TestSupport"]),
    .testTarget(
      name: "PolygraphStatisticsTests", dependencies: ["PolygraphStatistics", "TestSupport", numerics]),
    .testTarget(
      name: "PolygraphIntegrityTests", dependencies: ["PolygraphIntegrity", "PolygraphStatistics", "TestSupport"]),
    .testTarget(
      name: "PolygraphFeaturesTests",
      dependencies: [
        "PolygraphFeatures", "PolygraphModel", "PolygraphQuantities", "PolygraphDSP", "PolygraphSimulation",
        "PolygraphStatistics", "TestSupport", "CAllocationCounter",
      ]),
    .testTarget(
      name: "PolygraphScoringTests",
      dependencies: [
        "PolygraphScoring", "PolygraphModel", "PolygraphQuantities", "PolygraphStatistics", "TestSupport",
      ]),
    .testTarget(
      name: "PolygraphFormatsTests",
      dependencies: [
        "PolygraphFormats", "PolygraphModel", "PolygraphQuantities", "PolygraphIntegrity", "PolygraphStatistics",
        "TestSupport",
      ]),
    .testTarget(
      name: "PolygraphRecordsTests",
      dependencies: [
        "PolygraphRecords", "PolygraphModel", "PolygraphQuantities", "PolygraphStatistics", "PolygraphIntegrity",
        "PolygraphWorkflows", "TestSupport", grdb,
      ]),
    .testTarget(
      name: "PolygraphSimulationTests",
      dependencies: [
        "PolygraphSimulation", "PolygraphModel", "PolygraphQuantities", "PolygraphStatistics", "TestSupport",
      ]),
    .testTarget(
      name: "PolygraphInstrumentsTests",
      dependencies: [
        "PolygraphInstruments", "PolygraphModel", "PolygraphQuantities", "PolygraphFeatures", "PolygraphFormats",
        "PolygraphIntegrity", "PolygraphSimulation", "PolygraphStatistics", "CTermios", "TestSupport",
      ]),
    .testTarget(name: "PolygraphKitTests", dependencies: ["PolygraphKit", "PolygraphSimulation", "TestSupport"]),
    .testTarget(
      name: "PolygraphWorkflowsTests",
      dependencies: [
        "PolygraphWorkflows", "PolygraphKit", "PolygraphSimulation", "PolygraphStatistics", "PolygraphRecords",
        "PolygraphFormats", "PolygraphFeatures", "PolygraphScoring", "PolygraphIntegrity", "PolygraphInstruments",
        "PolygraphModel", "PolygraphQuantities", "TestSupport",
      ]),
    .testTarget(name: "CommandLineTests", dependencies: ["polygraph", "TestSupport"]),
    .testTarget(name: "TidyTests", dependencies: ["PolygraphIntegrity", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
