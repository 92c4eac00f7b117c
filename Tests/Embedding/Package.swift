// swift-tools-version: 6.2
import PackageDescription

// An embedder's package: each program depends on one product of PolygraphKit and imports that module alone.
// `Scripts/test-embedding` builds and runs them, and looks at what they link.

func program(_ name: String, using product: String) -> Target {
  .executableTarget(name: name, dependencies: [.product(name: product, package: "PolygraphKit")])
}

let package = Package(
  name: "Embedding",
  dependencies: [.package(name: "PolygraphKit", path: "../..")],
  targets: [
    program("UsesDSP", using: "PolygraphDSP"),
    program("UsesScoring", using: "PolygraphScoring"),
    program("UsesFormats", using: "PolygraphFormats"),
    program("UsesRecords", using: "PolygraphRecords"),
    program("UsesKit", using: "PolygraphKit"),
  ],
  swiftLanguageModes: [.v6]
)
