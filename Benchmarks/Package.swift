// swift-tools-version: 6.2
import PackageDescription

// Measured against other programs in the same run; Scripts/benchmark builds and runs it. A package of its own, so that
// nothing of it reaches a user of the library.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "PolygraphKit", path: "..")],
  targets: [
    .target(name: "BenchmarkSupport"),
    .executableTarget(
      name: "benchmark-ncca",
      dependencies: ["BenchmarkSupport", .product(name: "PolygraphFormats", package: "PolygraphKit")]),
    .executableTarget(
      name: "benchmark-instruments",
      dependencies: [
        "BenchmarkSupport", .product(name: "PolygraphInstruments", package: "PolygraphKit"),
        .product(name: "PolygraphKit", package: "PolygraphKit"),
      ]),
    // The plain C program that transforms are measured against.
    .target(name: "CPlainFFTW", linkerSettings: [.linkedLibrary("fftw3")]),
    .executableTarget(
      name: "benchmark-dsp",
      dependencies: ["BenchmarkSupport", "CPlainFFTW", .product(name: "PolygraphDSP", package: "PolygraphKit")]),
    .executableTarget(
      name: "benchmark-scoring",
      dependencies: ["BenchmarkSupport", .product(name: "PolygraphScoring", package: "PolygraphKit")]),
    .executableTarget(
      name: "benchmark-records",
      dependencies: ["BenchmarkSupport", .product(name: "PolygraphRecords", package: "PolygraphKit")]),
    .executableTarget(
      name: "benchmark-features",
      dependencies: ["BenchmarkSupport", .product(name: "PolygraphKit", package: "PolygraphKit")]),
  ],
  swiftLanguageModes: [.v6]
)
