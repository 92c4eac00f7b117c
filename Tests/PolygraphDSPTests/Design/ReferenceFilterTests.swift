import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Reference filters repeat the golden lines")
struct ReferenceFilterTests {
  private static let rate = SampleRate(30)
  /// Golden values carry ten digits.
  private static let tolerance = 1e-7

  /// The published constants of each filter: weights, gain and feedback, the latest output first.
  static let published: [String: ReferenceFilter] = [
    "lowPass12hz": low(1.32491969623291, -0.50952544949443),
    "highPass.0159": high(1.00166504564511, 0.99667544424686),
    "lowPass.443": low(22.5405084, 0.9112708567),
    "lowPass.886": low(11.74704212, 0.8297443748),
    "lowPass2hz": low(5.70463011, 0.6494075932),
    "lowPass2hz.2nd": low(29.7868961737845, 1.41898265221812, -0.55326988968868),
    "lowPass1.17hz.2nd": low(78.4338859, 1.6561511302, -0.7071494959),
    "highPass.338628": high(1.035475913, 0.9314790191),
    "highPass2nd.5Hz": high(1.07686236756531, 1.85214648539594, -0.86234862603008),
    "highPass.04": high(1.004188815, 0.9916573165),
    "lowPass.05": low(191.9841864, 0.9895824753),
    "highPass.05": high(1.005236036, 0.9895824753),
    "lowPass.0467": low(205.626155, 0.9902736109),
    "highPass.0533": high(1.005585112, 0.9888918171),
    "highPass.01": high(1.001047198, 0.9979077951),
    "lowPass.5": low(20.08113669, 0.9004040443),
    "lowPass.2": low(48.73950141, 0.958965522),
    "highPass.03": high(1.003141603, 0.9937364715),
    "lowPass.158": low(30.71204, 0.96744424495),
    "lowPass.1875": low(20.70543, 0.95170155901),
    "highPass.1": high(1.010472358, 0.9792723507),
    "lowPass.3": low(32.82051595, 0.9390625058),
    "highPass.2": high(1.020947014, 0.958965522),
    // The numerator of the original is 1, 2, 2, 1 where a third-order low-pass has 1, 3, 3, 1.
    "lowPass.3hz.3rd": ReferenceFilter(
      weights: [1, 2, 2, 1], gain: 34309.44333, feedback: [2.8743568927, -2.7564831952, 0.8818931306]),
    "highPass.06": high(1.006283268, 0.9875119299),
  ]

  /// Kind, order and edge of each filter that the design formulas give, by name.
  struct Recipe {
    var isHighPass: Bool
    var order: Int
    var edge: Double

    func design() throws -> ReferenceFilter {
      try isHighPass
        ? .highPass(order: order, cutoff: Hertz(edge), at: rate) : .lowPass(order: order, cutoff: Hertz(edge), at: rate)
    }
  }

  static let recipes: [String: Recipe] = {
    var recipes: [String: Recipe] = [:]
    // First orders are named by their edge without the leading 0.
    for edge in [
      ".01", ".0125", ".015", ".0159", ".02", ".025", ".03", ".0333", ".04", ".05", ".06", ".07", ".08", ".09", ".1",
      ".2",
      ".3", ".338628",
    ] {
      recipes["highPass\(edge)"] = Recipe(isHighPass: true, order: 1, edge: Double("0\(edge)") ?? .nan)
    }
    for edge in [
      ".015", ".025", ".03", ".04", ".05", ".06", ".07", ".1", ".2", ".3", ".4", ".443", ".5", ".6", ".7", ".8", ".886",
      ".9",
    ] {
      recipes["lowPass\(edge)"] = Recipe(isHighPass: false, order: 1, edge: Double("0\(edge)") ?? .nan)
    }
    // Named 0.0467 and 0.0533; the constants are those of 7/150 and 4/75 Hz.
    recipes["lowPass.0467"] = Recipe(isHighPass: false, order: 1, edge: 7.0 / 150)
    recipes["highPass.0533"] = Recipe(isHighPass: true, order: 1, edge: 4.0 / 75)
    for (name, edge) in [("lowPass1hz", 1.0), ("lowPass2hz", 2), ("lowPass12hz", 12)] {
      recipes[name] = Recipe(isHighPass: false, order: 1, edge: edge)
    }
    for (name, edge) in [
      ("lowPass.15hz.2nd", 0.15), ("lowPass.25hz.2nd", 0.25), ("lowPass.2hz.2nd", 0.2), ("lowPass.443hz.2nd", 0.443),
      ("lowPass.886hz.2nd", 0.886), ("lowPass1hz.2nd", 1), ("lowPass1.17hz.2nd", 1.17), ("lowPass2hz.2nd", 2),
    ] {
      recipes[name] = Recipe(isHighPass: false, order: 2, edge: edge)
    }
    for (name, edge) in [
      ("highPass.0159hz.2nd", 0.0159), ("highPass.03hz.2nd", 0.03), ("highPass2nd.1hz_resp", 0.1),
      ("highPass2nd.5hz_resp", 0.5), ("highPass2nd.5Hz", 0.5),
    ] {
      recipes[name] = Recipe(isHighPass: true, order: 2, edge: edge)
    }
    return recipes
  }()

  /// High-passes of high order, which the library makes as sections.
  static let highOrders: [String: (order: Int, edge: Double)] = [
    "highPass5th.05hz_resp": (5, 0.05), "highPass5th.1hz_resp": (5, 0.1), "highPass5th.25hz_resp": (5, 0.25),
    "highPass5th.5hz_resp": (5, 0.5), "highPass5th1hz_resp": (5, 1), "highPass5th2hz_resp": (5, 2),
    "highPass8th.25hz_resp": (8, 0.25), "highPass8th.5hz_resp": (8, 0.5), "highPass8th1hz_resp": (8, 1),
    "highPass8th2hz_resp": (8, 2),
  ]

  /// Filters of the original that are defective or diverge, and why; not to be repeated.
  static let defective: [String: String] = {
    let multiplies = "multiplies by the gain instead of dividing"
    let register = "feeds back the wrong register"
    let diverges = "its direct form is unstable in double precision"
    return [
      "lowPass8th.1181hz": diverges, "lowPass8th_.1181hz_resp": diverges, "lowPass8th.118Hz": diverges,
      "highPass8th.07hz_resp": diverges, "highPass8th.1hz_resp": diverges,
      "highPass8th.13hz_resp": "its direct form leaks at 0 Hz and its corner has moved",
      "lowPass8th1hz_resp": diverges, "lowPass8th2hz_resp": multiplies, "lowPass8th3hz_resp": multiplies,
      "lowPass5th.1hz_resp": diverges, "lowPass5th.5hz_resp": multiplies, "lowPass5th1hz_resp": multiplies,
      "lowPass5th2hz_resp": multiplies, "lowPass8th.4hz_resp": diverges, "lowPass8th.5hz_resp": diverges,
      "lowPass2nd.1hz_resp": register, "lowPass2nd.5hz_resp": register,
      "bandPass8th.5hz2hz_resp": diverges,
    ]
  }()

  @Test("published constants and the original's start give every core line to 1e-7")
  func core() throws {
    let table = try NumberTable(fixture: "dsp/golden/filters/core_A.csv")
    let names = table.names.filter { $0 != "sample" && $0 != "input" }
    #expect(names.count == 25)
    var worst = 0.0
    for name in names {
      let filter = try #require(Self.published[name], "no constants for \(name)")
      let error = relativeError(filter.apply(table["input"], start: .reference), table[name])
      #expect(error <= Self.tolerance, "\(name): \(error)")
      worst = max(worst, error)
    }
    print("core_A: \(names.count) filters, worst \(worst)")
  }

  @Test("the design formulas give the core and catalogue lines to 1e-7, second-order high-passes below 0.1 Hz to 1e-5")
  func formulas() throws {
    for file in ["core_A", "catalogue_A"] {
      let table = try NumberTable(fixture: "dsp/golden/filters/\(file).csv")
      // No Butterworth constants: two have twice the gain, one a wrong numerator.
      let others: Set = ["sample", "input", "lowPass.158", "lowPass.1875", "lowPass.3hz.3rd"]
      // These start from the first and the second raw sample, not from the first one twice; their gains are tested
      // below.
      let otherStarts: Set = ["highPass2nd.1hz_resp", "highPass2nd.5hz_resp"]
      for name in table.names where !others.union(otherStarts).contains(name) {
        let filter = try #require(Self.recipes[name], "no recipe for \(name)").design()
        let error = relativeError(filter.apply(table["input"], start: .reference), table[name])
        // The original's constants have ten digits, of which a double pole near 1 leaves five.
        let isTouchy = ["highPass.0159hz.2nd", "highPass.03hz.2nd"].contains(name)
        #expect(error <= (isTouchy ? 1e-5 : Self.tolerance), "\(file) \(name): \(error)")
      }
    }
  }

  @Test("the measured gains and corners are those of our filters, and every defective filter is named")
  func measuredResponse() throws {
    let table = try NumberTable(fixture: "dsp/golden/filters/measured_response.csv")
    var (tested, skipped) = (0, 0)
    for (row, cells) in table.rows.enumerated() {
      let name = cells[1]
      guard Self.defective[name] == nil else {
        skipped += 1
        continue
      }
      let response = try #require(try gain(of: name), "\(name) is neither known nor named as defective")
      tested += 1
      let peak = table["peak_gain"][row]
      #expect(abs(response(0) - table["gain_at_dc"][row]) < 1e-4 * max(1, peak), "\(name) at 0 Hz")
      #expect(abs(response(15) - table["gain_at_15hz"][row]) < 1e-4 * max(1, peak), "\(name) at 15 Hz")
      for column in ["minus3db_low_hz", "minus3db_high_hz"] {
        let corner = table[column][row]
        guard corner > 0, corner < 15 else { continue }
        // A corner was read off a spectrum with six digits.
        #expect(abs(response(corner) / peak - 0.70711) < 2e-4, "\(name): \(response(corner) / peak) at \(corner) Hz")
      }
    }
    #expect(tested + skipped == table.rows.count && skipped == Self.defective.count && tested > 60)
    print("measured responses: \(tested) tested, \(skipped) defective")
  }

  @Test("the three starts: the original's transient, rest, and none")
  func starts() throws {
    let low = try ReferenceFilter.lowPass(order: 1, cutoff: 2, at: Self.rate)
    let high = try ReferenceFilter.highPass(order: 1, cutoff: 2, at: Self.rate)
    let line = Array(repeating: 500.0, count: 40)
    #expect(abs(low.apply(line, start: .reference)[0] - 500 * (1 + 1 / low.gain)) < 1e-9)
    #expect(abs(high.apply(line, start: .reference)[0] + 500 * (1 - 1 / high.gain)) < 1e-9)
    #expect(low.apply(line, start: .rest)[0] == 500 / low.gain)
    #expect(largestDifference(low.apply(line, start: .steadyState), line) < 1e-9)
    #expect(largestMagnitude(high.apply(line, start: .steadyState)) < 1e-9)
    #expect(low.apply([], start: .reference).isEmpty)
  }

  @Test("from rest, the formulas and the sections of the same design agree")
  func agreesWithSections() throws {
    let input = try NumberTable(fixture: "dsp/golden/filters/input_A_B.csv")["B"]
    for (order, edge) in [(1, 0.886), (2, 0.886), (1, 0.0159), (2, 2.0)] {
      let low = try SecondOrderSections.butterworth(.lowPass(Hertz(edge)), order: order, at: Self.rate)
      let ours = try ReferenceFilter.lowPass(order: order, cutoff: Hertz(edge), at: Self.rate)
      #expect(relativeError(ours.apply(input, start: .rest), low.causal(input, start: .rest)) < 1e-11)
      let high = try SecondOrderSections.butterworth(.highPass(Hertz(edge)), order: order, at: Self.rate)
      let other = try ReferenceFilter.highPass(order: order, cutoff: Hertz(edge), at: Self.rate)
      #expect(relativeError(other.apply(input, start: .rest), high.causal(input, start: .rest)) < 1e-10)
    }
  }

  private func gain(of name: String) throws -> ((Double) -> Double)? {
    if let filter = try Self.published[name] ?? Self.recipes[name]?.design() {
      return { filter.response(at: Hertz($0), sampleRate: Self.rate).magnitude }
    }
    if let (order, edge) = Self.highOrders[name] {
      let filter = try SecondOrderSections.butterworth(.highPass(Hertz(edge)), order: order, at: Self.rate)
      return { filter.gain(at: Hertz($0)) }
    }
    guard name == "bandPass_2nd_respFn" else { return nil }
    // The original is scaled to a gain of 1 at the arithmetic middle of its band, not at its peak.
    let filter = try SecondOrderSections.butterworth(.bandPass(0.13, 1.2), order: 2, at: Self.rate)
    let scale = filter.gain(at: Hertz((0.13 + 1.2) / 2))
    return { filter.gain(at: Hertz($0)) / scale }
  }

  private func relativeError(_ found: [Double], _ expected: [Double]) -> Double {
    let kept = expected.indices.filter { !expected[$0].isNaN }
    guard found.count >= expected.count, !kept.isEmpty else { return .infinity }
    return largestDifference(kept.map { found[$0] }, kept.map { expected[$0] })
      / largestMagnitude(kept.map { expected[$0] })
  }

  private static func low(_ gain: Double, _ feedback: Double...) -> ReferenceFilter {
    ReferenceFilter(weights: feedback.count == 1 ? [1, 1] : [1, 2, 1], gain: gain, feedback: feedback)
  }
  private static func high(_ gain: Double, _ feedback: Double...) -> ReferenceFilter {
    ReferenceFilter(weights: feedback.count == 1 ? [1, -1] : [1, -2, 1], gain: gain, feedback: feedback)
  }
}
