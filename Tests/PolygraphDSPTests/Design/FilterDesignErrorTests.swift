import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("A design that cannot be made says why")
struct FilterDesignErrorTests {
  private let rate = SampleRate(30)

  @Test("an order past either end of the range, for every family")
  func order() {
    let families: [FilterFamily] = [
      .butterworth, .chebyshevI(rippleDecibels: 1), .chebyshevII(stopBandDecibels: 40),
      .elliptic(rippleDecibels: 1, stopBandDecibels: 40), .bessel(.phase),
    ]
    for family in families {
      for order in [Int.min, -1, 0, 25, Int.max] {
        #expect(throws: FilterDesignError.orderOutsideRange(found: order, allowed: 1...24)) {
          try SecondOrderSections.design(family, .lowPass(2), order: order, at: rate)
        }
      }
    }
    #expect(throws: FilterDesignError.orderOutsideRange(found: 0, allowed: 1...24)) {
      try ZeroPoleGain.prototype(.butterworth, order: 0)
    }
    #expect(throws: FilterDesignError.orderOutsideRange(found: 0, allowed: 1...24)) {
      try SecondOrderSections.butterworthEdge(keepingZeroPhaseCorner: 1, isHighPass: false, order: 0, at: rate)
    }
    #expect(throws: FilterDesignError.orderOutsideRange(found: 3, allowed: 1...2)) {
      try ReferenceFilter.lowPass(order: 3, cutoff: 1, at: rate)
    }
  }

  @Test("an edge that is NaN or infinite, wherever an edge is taken")
  func edgeNotFinite() {
    for value in [Double.nan, .infinity, -.infinity] {
      let edge = Hertz(value)
      let bands: [FilterBand] = [
        .lowPass(edge), .highPass(edge), .bandPass(1, edge), .bandPass(edge, 2), .bandStop(edge, 2),
      ]
      for band in bands {
        #expect(throws: FilterDesignError.edgeNotFinite) {
          try SecondOrderSections.butterworth(band, order: 2, at: rate)
        }
        #expect(throws: FilterDesignError.edgeNotFinite) {
          try FIRFilter.windowedSinc(band, tapCount: 31, window: .hamming, at: rate)
        }
        #expect(throws: FilterDesignError.edgeNotFinite) {
          try FIRFilter.kaiser(band, decibels: 60, transition: 1, at: rate)
        }
      }
      #expect(throws: FilterDesignError.edgeNotFinite) { try SecondOrderSections.notch(edge, quality: 30, at: rate) }
      #expect(throws: FilterDesignError.edgeNotFinite) {
        try ReferenceFilter.highPass(order: 1, cutoff: edge, at: rate)
      }
      #expect(throws: FilterDesignError.edgeNotFinite) {
        try CombFilter(.notch, fundamental: edge, teeth: .atMultiples, quality: 30, at: rate)
      }
    }
  }

  @Test("an edge at 0, below it, at half the rate or above it")
  func edgeOutsideBand() {
    for edge: Hertz in [0, -1, 15, 15.1, 1e300] {
      for band in [FilterBand.lowPass(edge), .highPass(edge), .bandStop(1, edge)] {
        #expect(throws: FilterDesignError.edgeOutsideBand(edge: edge, nyquist: 15)) {
          try SecondOrderSections.butterworth(band, order: 2, at: rate)
        }
      }
      #expect(throws: FilterDesignError.edgeOutsideBand(edge: edge, nyquist: 15)) {
        try SecondOrderSections.harmonicNotches(edge, quality: 30, at: rate)
      }
    }
  }

  @Test("a band whose edges are equal or the wrong way round")
  func edgesNotAscending() {
    for band in [FilterBand.bandPass(3, 3), .bandStop(3, 3), .bandPass(3, 2), .bandStop(3, 2)] {
      #expect(throws: FilterDesignError.edgesNotAscending(lower: 3, upper: band.edges[1])) {
        try SecondOrderSections.butterworth(band, order: 2, at: rate)
      }
    }
  }

  @Test("decibels at the limits design, one step past them do not")
  func decibels() throws {
    let inside: [FilterFamily] = [
      .chebyshevI(rippleDecibels: 1e-6), .chebyshevI(rippleDecibels: 40), .chebyshevII(stopBandDecibels: 1),
      .chebyshevII(stopBandDecibels: 300), .elliptic(rippleDecibels: 1e-6, stopBandDecibels: 300),
      .elliptic(rippleDecibels: 40, stopBandDecibels: 40.1),
    ]
    for family in inside {
      #expect(try SecondOrderSections.design(family, .lowPass(2), order: 3, at: rate).isStable, "\(family)")
    }
    let outside: [FilterFamily] = [
      .chebyshevI(rippleDecibels: 0), .chebyshevI(rippleDecibels: -1), .chebyshevI(rippleDecibels: .nan),
      .chebyshevI(rippleDecibels: 40.001), .chebyshevI(rippleDecibels: 0.99e-6), .chebyshevII(stopBandDecibels: 0.99),
      .chebyshevII(stopBandDecibels: 301), .chebyshevII(stopBandDecibels: .infinity),
      .elliptic(rippleDecibels: 0, stopBandDecibels: 40), .elliptic(rippleDecibels: 1, stopBandDecibels: .nan),
      .elliptic(rippleDecibels: 3, stopBandDecibels: 3), .elliptic(rippleDecibels: 3, stopBandDecibels: 2),
    ]
    for family in outside {
      #expect("\(family)") {
        try SecondOrderSections.design(family, .lowPass(2), order: 3, at: rate)
      } throws: {
        if case .decibelsOutsideRange = $0 as? FilterDesignError { true } else { false }
      }
    }
    for decibels in [7.99, -1, .nan, .infinity] {
      #expect("\(decibels)") {
        try FIRFilter.kaiser(.lowPass(2), decibels: decibels, transition: 1, at: rate)
      } throws: {
        if case .decibelsOutsideRange = $0 as? FilterDesignError { true } else { false }
      }
    }
    #expect(try FIRFilter.kaiser(.lowPass(2), decibels: 8, transition: 1, at: rate).taps.count >= 1)
  }

  @Test("a transition that does not fit beside its edges")
  func transition() throws {
    let cases: [(FilterBand, Hertz)] = [
      (.lowPass(2), 4), (.highPass(14), 2), (.bandPass(5, 6), 1), (.bandStop(4, 14.5), 1),
    ]
    for (band, largest) in cases {
      let wider = Hertz(largest.value * 1.001)
      #expect(throws: FilterDesignError.transitionOutsideRange(found: wider, largest: largest)) {
        try FIRFilter.kaiser(band, decibels: 40, transition: wider, at: rate)
      }
      #expect(try !FIRFilter.kaiser(band, decibels: 40, transition: largest, at: rate).taps.isEmpty)
      #expect(throws: FilterDesignError.transitionOutsideRange(found: 0, largest: largest)) {
        try FIRFilter.kaiser(band, decibels: 40, transition: 0, at: rate)
      }
    }
    #expect("NaN") { try FIRFilter.kaiser(.lowPass(2), decibels: 40, transition: Hertz(.nan), at: rate) } throws: {
      if case .transitionOutsideRange = $0 as? FilterDesignError { true } else { false }
    }
  }

  @Test("a quality whose width does not fit")
  func quality() throws {
    for quality in [0, -1, .nan, .infinity, 3.0 / 15] {
      #expect("\(quality)") { try SecondOrderSections.notch(3, quality: quality, at: rate) } throws: {
        if case .qualityOutsideRange = $0 as? FilterDesignError { true } else { false }
      }
    }
    #expect(try SecondOrderSections.notch(3, quality: 0.201, at: rate).isStable)
    for quality in [1, 0, .nan, .infinity] {
      #expect("\(quality)") {
        try CombFilter(.peak, fundamental: 3, teeth: .atMultiples, quality: quality, at: rate)
      } throws: {
        if case .qualityOutsideRange = $0 as? FilterDesignError { true } else { false }
      }
    }
  }

  @Test("a length, degree, derivative or count that does not fit")
  func lengths() throws {
    func isLength(_ error: any Error) -> Bool {
      if case .lengthOutsideRange = error as? FilterDesignError { true } else { false }
    }
    for (length, degree, derivative) in [
      (0, 0, 0), (4, 2, 0), (-3, 1, 0), (100_003, 2, 0), (5, 5, 0), (5, -1, 0), (51, 25, 0), (5, 2, 3), (5, 2, -1),
      (Int.max, 2, 0),
    ] {
      #expect("\(length) \(degree) \(derivative)") {
        try SavitzkyGolay(windowLength: length, degree: degree, derivative: derivative, at: rate)
      } throws: { isLength($0) }
    }
    #expect(try SavitzkyGolay(windowLength: 100_001, degree: 2, at: rate).weights().count == 100_001)
    #expect(try SavitzkyGolay(windowLength: 51, degree: 24, derivative: 24, at: rate).weights().count == 51)
    for count in [0, -1, FIRFilter.greatestTapCount + 1] {
      #expect("\(count)") {
        try FIRFilter.windowedSinc(.lowPass(2), tapCount: count, window: .rectangular, at: rate)
      } throws: { isLength($0) }
    }
    for window in [WindowShape.hann, .blackman] {
      #expect("two weights of 0") {
        try FIRFilter.windowedSinc(.lowPass(2), tapCount: 2, window: window, at: rate)
      } throws: { isLength($0) }
      #expect(try FIRFilter.windowedSinc(.lowPass(2), tapCount: 3, window: window, at: rate).taps == [0, 1, 0])
    }
    #expect("too many taps") { try FIRFilter.kaiser(.lowPass(2), decibels: 100, transition: 1e-6, at: rate) } throws: {
      isLength($0)
    }
    #expect("too long a comb") {
      try CombFilter(.notch, fundamental: 1e-6, teeth: .atMultiples, quality: 30, at: rate)
    } throws: { isLength($0) }
    #expect("too many harmonics") { try SecondOrderSections.harmonicNotches(1e-9, quality: 30, at: rate) } throws: {
      isLength($0)
    }
  }

  @Test("an even number of taps where half the rate must pass")
  func evenLength() {
    for band in [FilterBand.highPass(2), .bandStop(2, 4)] {
      #expect(throws: FilterDesignError.evenLengthCannotPassNyquist(found: 30)) {
        try FIRFilter.windowedSinc(band, tapCount: 30, window: .hamming, at: rate)
      }
    }
  }

  @Test("a fundamental that does not divide the rate")
  func fundamental() {
    #expect(throws: FilterDesignError.fundamentalDoesNotDivide(fundamental: 60, rate: 1000)) {
      try CombFilter(.notch, fundamental: 60, teeth: .atMultiples, quality: 30, at: SampleRate(1000))
    }
  }

  @Test("an edge that double precision cannot hold")
  func unstable() {
    for edge: Hertz in [1e-12, 1e-300, Hertz(.leastNonzeroMagnitude)] {
      #expect(throws: FilterDesignError.unstable) {
        try SecondOrderSections.butterworth(.lowPass(edge), order: 4, at: rate)
      }
    }
    #expect(throws: FilterDesignError.unstable) { try SecondOrderSections.notch(3, quality: 1e18, at: rate) }
  }

  @Test("every error says in words what was found")
  func words() {
    let errors: [(FilterDesignError, String)] = [
      (.orderOutsideRange(found: 99, allowed: 1...24), "99"), (.edgeNotFinite, "hertz"),
      (.edgeOutsideBand(edge: 17, nyquist: 15), "17"), (.edgesNotAscending(lower: 3, upper: 2), "3"),
      (.decibelsOutsideRange(found: -7, expected: "more"), "-7"),
      (.transitionOutsideRange(found: 6, largest: 4), "6"), (.qualityOutsideRange(found: 0.1, expected: "more"), "0.1"),
      (.lengthOutsideRange(found: 8, expected: "odd"), "8"), (.evenLengthCannotPassNyquist(found: 30), "31"),
      (.fundamentalDoesNotDivide(fundamental: 60, rate: 1000), "60"), (.unstable, "stable"),
    ]
    for (error, word) in errors { #expect(error.description.contains(word), "\(error)") }
  }
}
