import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Curves through and along points")
struct CurveTests {
  @Test("Monotone cubics are SciPy's")
  func monotoneGolden() throws {
    for golden in try ShapeFixture.load().pchip {
      let curve = try MonotoneCubic(positions: golden.positions, values: golden.values)
      #expect(relativeDistance(curve.slopes, golden.slopes) <= 1e-12, "\(golden.name)")
      #expect(relativeDistance(golden.places.map(curve.value), golden.expected) <= 1e-12, "\(golden.name)")
    }
  }

  @Test("A monotone cubic goes through its points, stays between neighbours, and is nowhere outside")
  func monotoneProperties() throws {
    var random = SeededNumbers(seed: 31)
    var place = 0.0
    let positions = (0..<50).map { _ in
      place += 0.2 + random.next() * 4
      return place
    }
    let values = positions.map { _ in (random.next() * 8).rounded() }
    let curve = try MonotoneCubic(positions: positions, values: values)
    for (position, value) in zip(positions, values) { #expect(abs(curve.value(at: position) - value) < 1e-12) }
    for segment in 0..<49 {
      for step in 0...8 {
        let place = positions[segment] + Double(step) / 8 * (positions[segment + 1] - positions[segment])
        let value = curve.value(at: place)
        guard value.isFinite else { continue }
        #expect(value >= min(values[segment], values[segment + 1]) - 1e-12)
        #expect(value <= max(values[segment], values[segment + 1]) + 1e-12)
      }
    }
    #expect(curve.value(at: positions[0] - 1e-9).isNaN)
    #expect(curve.value(at: .nan).isNaN)
    let sampled = curve.sampled(count: 400)
    for index in sampled.indices {
      let value = curve.value(at: Double(index))
      #expect(sampled[index] == value || (value.isNaN && sampled[index].isNaN))
    }
  }

  @Test("Smoothing splines are SciPy's")
  func splineGolden() throws {
    let fixture = try ShapeFixture.load()
    #expect(fixture.splines.count == 6)
    for golden in fixture.splines {
      let curve = try SmoothingSpline(
        positions: golden.positions, values: golden.values, weights: golden.weights, penalty: golden.penalty)
      #expect(relativeDistance(curve.values, golden.smooth) <= 1e-10)
      #expect(relativeDistance(golden.places.map(curve.value), golden.expected) <= 1e-10)
      #expect(relativeDistance(curve.curvatures, golden.curvatures) <= 1e-8)
    }
  }

  @Test("No penalty keeps the points; a great one gives the straight line, which goes on outside")
  func penalties() throws {
    let line = [3, 1, 4, 1, 5, 9, 2, 6].map(Double.init)
    #expect(try SmoothingSpline.smoothed(line, penalty: 0) == line)
    let positions = line.indices.map(Double.init)
    let straight = try SmoothingSpline(positions: positions, values: line, penalty: 1e9)
    let detrended = try Detrending.withoutTrend(line)
    for index in line.indices { #expect(abs(straight.values[index] - (line[index] - detrended[index])) < 1e-6) }
    let slope = straight.values[1] - straight.values[0]
    #expect(abs(straight.value(at: -3) - (straight.values[0] - 3 * slope)) < 1e-6)
    let bent = try SmoothingSpline(positions: positions, values: line, penalty: 1)
    // The curve goes on without a kink at either end.
    for (end, inside) in [(0.0, 1e-4), (7, 7 - 1e-4)] {
      let outside = 2 * end - inside
      #expect(abs(bent.value(at: inside) + bent.value(at: outside) - 2 * bent.value(at: end)) < 1e-9)
    }
  }

  @Test("Smoothing treats each run between gaps alone")
  func splineGaps() throws {
    let line = (0..<30).map { Double(($0 * 7) % 11) }
    let mask = SampleMask(count: 30, missing: [10..<12, 14..<20])
    let smooth = try SmoothingSpline.smoothed(MaskedLine(samples: line, mask: mask), penalty: 3)
    #expect(smooth.mask == SampleMask(count: 30, missing: [10..<20]))
    #expect(Array(smooth.samples[0..<10]) == (try SmoothingSpline.smoothed(Array(line[0..<10]), penalty: 3)))
    #expect(smooth.samples[12].isNaN)
  }

  @Test("Envelopes by curve pass through the extrema and the ends, each run alone")
  func envelopes() throws {
    var random = SeededNumbers(seed: 37)
    let line = (0..<90).map { _ in random.next() }
    let peaks = Peaks.maxima(in: line, halfWindow: 4, includingEnds: true)
    let curve = try Peaks.curve(through: peaks, of: line)
    for index in peaks { #expect(abs(curve[index] - line[index]) < 1e-14) }
    #expect(curve.allSatisfy { $0.isFinite })
    let whole = MaskedLine(complete: line)
    #expect(try Peaks.envelope(of: whole, kind: .maxima, halfWindow: 4, shape: .monotoneCubic).samples == curve)
    let linear = try Peaks.envelope(of: whole, kind: .minima, halfWindow: 4, shape: .linear).samples
    #expect(linear == Peaks.lowerEnvelope(of: line, halfWindow: 4))
    let masked = MaskedLine(samples: line, mask: SampleMask(count: 90, missing: [40..<45]))
    let parts = try Peaks.envelope(of: masked, kind: .maxima, halfWindow: 4, shape: .monotoneCubic)
    let left = MaskedLine(complete: Array(line[0..<40]))
    let leftEnvelope = try Peaks.envelope(of: left, kind: .maxima, halfWindow: 4, shape: .monotoneCubic)
    #expect(parts.mask == masked.mask)
    #expect(Array(parts.samples[0..<40]) == leftEnvelope.samples)
    for short in [[], [2.0], [2, 3]] {
      #expect(try Peaks.curve(through: [], of: short) == short)
    }
  }

  @Test("Points that make no curve are refused")
  func errors() {
    #expect(throws: SignalError.tooShort(operation: "monotone cubic interpolation", found: 1, needed: 2)) {
      try MonotoneCubic(positions: [1], values: [1])
    }
    #expect(throws: SignalError.notFinite(operation: "monotone cubic interpolation", index: 1)) {
      try MonotoneCubic(positions: [1, 2, 3], values: [1, .nan, 2])
    }
    #expect(throws: SignalError.self) { try MonotoneCubic(positions: [1, 1, 3], values: [1, 2, 2]) }
    #expect(throws: SignalError.tooShort(operation: "smoothing spline", found: 2, needed: 3)) {
      try SmoothingSpline(positions: [1, 2], values: [1, 1], penalty: 1)
    }
    #expect(throws: SignalError.self) { try SmoothingSpline.smoothed([1, 2, 3], penalty: -1) }
    #expect(throws: SignalError.self) { try SmoothingSpline.smoothed([1, 2, 3], penalty: .nan) }
    #expect(throws: SignalError.self) {
      try SmoothingSpline(positions: [1, 2, 3], values: [1, 1, 2], weights: [1, 0, 1], penalty: 1)
    }
  }
}
