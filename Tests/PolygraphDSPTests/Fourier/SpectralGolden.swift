import PolygraphDSP
import TestSupport
import Testing

/// A long table of golden numbers: cases of complex values in order.
struct SpectralGolden {
  private let cases: [String: [ComplexNumber]]

  init(_ fixture: String) throws {
    let table = try NumberTable(fixture: fixture)
    let real = table.columns["real"] ?? table["value"]
    let imaginary = table.columns["imaginary"] ?? real.map { _ in 0 }
    var cases: [String: [ComplexNumber]] = [:]
    for (row, cells) in table.rows.enumerated() {
      cases[cells[0], default: []].append(ComplexNumber(real[row], imaginary[row]))
    }
    self.cases = cases
  }

  /// A case by name; a name that is not in the file is a mistake of the test.
  subscript(name: String) -> [ComplexNumber] {
    guard let values = cases[name] else { preconditionFailure("No golden case \(name).") }
    return values
  }

  /// The real parts of a case.
  func reals(_ name: String) -> [Double] { self[name].map(\.real) }
}

/// The greatest distance between two lists as a part of the expected one's greatest magnitude; infinite when the counts
/// differ or something is NaN.
func relativeError(_ found: [ComplexNumber], _ expected: [ComplexNumber]) -> Double {
  guard found.count == expected.count, !expected.isEmpty else { return .infinity }
  let scale = expected.reduce(0) { max($0, $1.magnitude) }
  var worst = 0.0
  for (one, two) in zip(found, expected) {
    let distance = (one - two).magnitude
    guard !distance.isNaN else { return .infinity }
    worst = max(worst, distance)
  }
  return scale > 0 ? worst / scale : worst
}

/// As above for real numbers.
func relativeError(_ found: [Double], _ expected: [Double]) -> Double {
  relativeError(found.map { ComplexNumber($0) }, expected.map { ComplexNumber($0) })
}

/// Numbers from −1 to 1 that depend on the seed alone.
func uniformNoise(_ count: Int, seed: UInt64) -> [Double] {
  var state = seed
  return (0..<count).map { _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double(bits >> 11) / Double(1 << 52) - 1
  }
}

/// The bits of each number, for comparisons in which equal is not enough.
func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

/// The two input lines of the spectra's golden numbers, at 30 samples a second.
func spectralInput() throws -> (x: [Double], y: [Double]) {
  let table = try NumberTable(fixture: "dsp/spectra/input.csv")
  return (table["x"], table["y"])
}
