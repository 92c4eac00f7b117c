// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets, built with `swift build --sanitize fuzzer`; Scripts/fuzz does it.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "PolygraphKit", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz-ncca",
      dependencies: [.product(name: "PolygraphFormats", package: "PolygraphKit")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "fuzz-package",
      dependencies: [.product(name: "PolygraphFormats", package: "PolygraphKit")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "fuzz-instruments",
      dependencies: [.product(name: "PolygraphInstruments", package: "PolygraphKit")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
  ],
  swiftLanguageModes: [.v6]
)
