import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Recursive designs equal SciPy's")
struct RecursiveDesignTests {
  struct Roots: Decodable {
    var zeros: [[Double]]
    var poles: [[Double]]
    var gain: Double
    var frequencies: [Double]
    var response: [[Double]]
  }
  struct Designs: Decodable { var cases: [DesignCase<Roots>] }

  struct Filtered: Decodable {
    var repeats: Int
    var condition: Double
    var largest: Double
    var sections: [[Double]]
    var output: [Double]
  }
  struct Runs: Decodable {
    var input: [Double]
    var every: Int
    var cases: [DesignCase<Filtered>]
  }

  @Test("poles, zeros and gain to 1e-10, the response to 1e-9, for every family and band")
  func roots() throws {
    let designs: Designs = try designFixture("designs.json")
    #expect(designs.cases.count > 250)
    var worst = (poles: 0.0, zeros: 0.0, gain: 0.0, response: 0.0)
    for item in designs.cases {
      let request = item.request
      let golden = item.golden
      let ours = try ZeroPoleGain.design(
        request.filterFamily, request.filterBand, order: request.order, at: request.sampleRate)
      let poles = farthest(
        ours.poles.filter { $0.imaginary >= 0 }, from: golden.poles.map { ComplexNumber(pair: $0) })
      let zeros = farthest(
        ours.zeros.filter { $0.imaginary >= 0 }, from: golden.zeros.map { ComplexNumber(pair: $0) })
      let gain = abs(ours.gain / golden.gain - 1)
      let response =
        zip(golden.frequencies, golden.response).map { frequency, value in
          (ours.response(at: Hertz(frequency), sampleRate: request.sampleRate) - ComplexNumber(pair: value)).magnitude
        }.max() ?? .infinity
      #expect(poles <= 1e-10, "\(request.title): poles \(poles)")
      #expect(zeros <= 1e-10, "\(request.title): zeros \(zeros)")
      #expect(gain <= 1e-10, "\(request.title): gain \(gain)")
      #expect(response <= 1e-9, "\(request.title): response \(response)")
      worst = (
        max(worst.poles, poles), max(worst.zeros, zeros), max(worst.gain, gain), max(worst.response, response)
      )
    }
    print("\(designs.cases.count) designs, worst: \(worst)")
  }

  @Test("the sections keep the design's response")
  func sectionsKeepResponse() throws {
    let designs: Designs = try designFixture("designs.json")
    var worst: [Int: Double] = [:]
    for item in designs.cases {
      let request = item.request
      let cascade = try SecondOrderSections.design(
        request.filterFamily, request.filterBand, order: request.order, at: request.sampleRate)
      let values = cascade.response(at: item.golden.frequencies.map { Hertz($0) })
      let error = zip(values, item.golden.response).map { ($0 - ComplexNumber(pair: $1)).magnitude }.max() ?? .infinity
      // At 0.0159 Hz and 1000 Hz a last bit of a coefficient is worth 1e-8 of the response.
      #expect(error <= (request.rate == 30 ? 1e-9 : 2e-7), "\(request.title): \(error)")
      worst[request.rate] = max(worst[request.rate] ?? 0, error)
    }
    print("response of sections, worst by rate: \(worst)")
  }

  @Test("a line filtered by our sections equals one filtered by SciPy's to 1e-12 times the condition")
  func endToEnd() throws {
    let runs: Runs = try designFixture("filtered.json")
    #expect(runs.cases.count > 100)
    var worst = 0.0
    var report: [String] = []
    for item in runs.cases {
      let request = item.request
      let cascade = try SecondOrderSections.design(
        request.filterFamily, request.filterBand, order: request.order, at: request.sampleRate)
      let output = run(cascade, item, of: runs)
      let error = largestDifference(output, item.golden.output) / item.golden.largest
      #expect(
        error <= 1e-12 * item.golden.condition,
        "\(request.title): \(error), condition \(item.golden.condition)")
      worst = max(worst, error / 1e-12 / item.golden.condition)
      if item.golden.condition > 100 {
        report.append("\(request.title): condition \(item.golden.condition), error \(error)")
      }
    }
    print("\(runs.cases.count) runs, worst error is \(worst) of 1e-12 × condition; ill-conditioned ones:")
    print(report.joined(separator: "\n"))
  }

  @Test("a line filtered by SciPy's sections equals SciPy's output to 1e-12 of its largest magnitude")
  func givenSections() throws {
    let runs: Runs = try designFixture("filtered.json")
    for item in runs.cases {
      let sections = item.golden.sections.map { Biquad(b0: $0[0], b1: $0[1], b2: $0[2], a1: $0[4], a2: $0[5]) }
      let cascade = SecondOrderSections(sections: sections, sampleRate: item.request.sampleRate)
      let output = run(cascade, item, of: runs)
      let error = largestDifference(output, item.golden.output) / item.golden.largest
      #expect(error <= 1e-12, "\(item.request.title): \(error)")
    }
  }

  @Test("the golden Butterworth sections at 30 samples a second come back to 1e-12, in SciPy's order")
  func goldenSections() throws {
    let table = try NumberTable(fixture: "dsp/golden/reference-scipy/butterworth_sos_30hz.csv")
    var expected: [String: [[Double]]] = [:]
    for row in table.rows.indices {
      expected[table.rows[row][0], default: []].append(["b0", "b1", "b2", "a1", "a2"].map { table[$0][row] })
    }
    #expect(expected.count > 8)
    for row in table.rows.indices where table["section"][row] == 0 {
      let (name, edges, kind) = (table.rows[row][0], table.rows[row][2], table.rows[row][3])
      let numbers = edges.split { !"0123456789.".contains($0) }.compactMap { Double($0) }
      let band = try #require(["low": "lowPass", "high": "highPass", "band": "bandPass", "bandpass": "bandPass"][kind])
      let filter = try SecondOrderSections.butterworth(
        makeBand(band, numbers), order: Int(table["order"][row]), at: SampleRate(30))
      let golden = try #require(expected[name])
      #expect(filter.sections.count == golden.count)
      for (section, values) in zip(filter.sections, golden) {
        let found = [section.b0, section.b1, section.b2, section.a1, section.a2]
        #expect(largestDifference(found, values) <= 1e-12, "\(name)")
      }
    }
  }

  @Test("group delays equal SciPy's, which come from the expanded polynomials, to 1e-7 samples")
  func groupDelay() throws {
    struct Delays: Decodable {
      var frequencies: [Double]
      var groupDelay: [Double]
    }
    struct Content: Decodable { var delays: [DesignCase<Delays>] }
    let content: Content = try designFixture("combs.json")
    #expect(content.delays.count == 4)
    for item in content.delays {
      let request = item.request
      let cascade = try SecondOrderSections.design(
        request.filterFamily, request.filterBand, order: request.order, at: request.sampleRate)
      for (frequency, expected) in zip(item.golden.frequencies, item.golden.groupDelay) {
        let samples = cascade.groupDelay(at: Hertz(frequency)).value * Double(request.rate)
        #expect(abs(samples - expected) <= 1e-7, "\(request.title) at \(frequency): \(samples), expected \(expected)")
      }
    }
  }

  private func run(_ cascade: SecondOrderSections, _ item: DesignCase<Filtered>, of runs: Runs) -> [Double] {
    let line = Array(repeatElement(runs.input, count: item.golden.repeats).joined())
    let output = cascade.causal(line, start: .rest)
    let every = runs.every * item.golden.repeats
    return stride(from: every - 1, to: output.count, by: every).map { output[$0] }
  }
}
