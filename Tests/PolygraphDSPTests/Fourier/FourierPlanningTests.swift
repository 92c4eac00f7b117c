import Foundation
import Testing

@testable import PolygraphDSP

@Suite("FFTW's plans", .serialized)
struct FourierPlanningTests {
  @Test("many threads that plan and transform at once get the bits of one thread")
  func manyThreads() async {
    let counts = (1...40).map { 13 * $0 + 3 }
    let expected = counts.map { RealFourierTransform(count: $0).forward(uniformNoise($0, seed: 5)) }
    let isEqual = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<6 {
        group.addTask {
          // Each task walks the lengths from another place, so that several plan different lengths at once; with the
          // cache smaller than lengths times kinds, plans also come and go.
          for step in counts.indices {
            let place = (step * 7 + task * 11) % counts.count
            let count = counts[place]
            let shared = RealFourierTransform(count: count)
            guard shared.forward(uniformNoise(count, seed: 5)) == expected[place] else { return false }
            _ = ComplexFourierTransform(count: count + task)
          }
          return true
        }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(isEqual)
  }

  @Test("one transform used by many threads gives the same bits")
  func sharedTransform() async {
    let transform = RealFourierTransform(count: 3000)
    let samples = uniformNoise(3000, seed: 6)
    let expected = transform.forward(samples)
    let isEqual = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 {
        group.addTask { (0..<20).allSatisfy { _ in transform.forward(samples) == expected } }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(isEqual)
  }

  @Test("wisdom goes out as text and comes back, and the measured plan with it")
  func wisdomRoundTrip() throws {
    FourierWisdom.forget()
    #expect(FourierWisdom.accumulated.text.isEmpty)
    let count = 360
    let measured = RealFourierTransform(count: count, planning: .measure)
    let wisdom = FourierWisdom.accumulated
    #expect(wisdom.text.contains("fftw"))
    FourierWisdom.forget()
    #expect(FourierWisdom.accumulated.text.isEmpty)
    try wisdom.adopt()
    #expect(FourierWisdom.accumulated == wisdom)
    // The plan is made anew from the wisdom, and takes the same steps, so it gives the same bits.
    let again = RealFourierTransform(count: count, planning: .measure)
    #expect(again.steps == measured.steps)
    let samples = uniformNoise(count, seed: 8)
    #expect(again.forward(samples) == measured.forward(samples))
    FourierWisdom.forget()
  }

  @Test("a measured plan and adopted wisdom leave estimated plans as they were")
  func estimateIgnoresWisdom() throws {
    // Lengths that no other test plans, so that each is planned here and now.
    let (before, after) = (154, 182)
    let steps = RealFourierTransform(count: before).steps
    let expected = RealFourierTransform(count: before).forward(uniformNoise(before, seed: 9))
    _ = RealFourierTransform(count: before, planning: .measure)
    let wisdom = FourierWisdom.accumulated
    try wisdom.adopt()
    // Push the estimated plan out of the cache with two plans for each of 70 other lengths, so that it is planned again
    // with wisdom about.
    for count in 300..<370 { _ = RealFourierTransform(count: count) }
    let again = RealFourierTransform(count: before)
    #expect(again.steps == steps)
    #expect(again.forward(uniformNoise(before, seed: 9)) == expected)
    // And wisdom that comes before the first estimate of a length does not reach it either.
    _ = RealFourierTransform(count: after, planning: .measure)
    let first = RealFourierTransform(count: after).steps
    FourierWisdom.forget()
    for count in 370..<440 { _ = RealFourierTransform(count: count) }
    #expect(RealFourierTransform(count: after).steps == first)
  }

  @Test("text that is no wisdom is refused and changes nothing")
  func badWisdom() {
    FourierWisdom.forget()
    for text in ["", "wisdom", "(fftw-9.9.9 fftw_wisdom)", "((((", "\u{0}"] {
      let error = #expect(throws: FourierWisdomError.self) { try FourierWisdom(text: text).adopt() }
      #expect(error?.description.contains(RealFourierTransform.libraryVersion) == true)
    }
    #expect(RealFourierTransform.libraryVersion.hasPrefix("fftw-3"))
    #expect(FourierWisdom.accumulated.text.isEmpty)
  }

  @Test("the shipped steps are taken where this FFTW knows them, do not depend on what ran before, and are right")
  func shippedSteps() {
    let count = 65_536
    let steps = RealFourierTransform(count: count).steps
    #expect(!FourierPlanner.knowsShippedSteps || RealFourierTransform.libraryVersion.hasPrefix("fftw-3.3.10"))
    let samples = uniformNoise(count, seed: 10)
    let spectrum = RealFourierTransform(count: count).forward(samples)
    for line in [0, 1, 777, count / 4, count / 2] {
      var sum = ComplexNumber(0)
      for (index, sample) in samples.enumerated() {
        let angle = -2 * Double.pi * Double(line * index % count) / Double(count)
        sum = sum + ComplexNumber(sample * cos(angle), sample * sin(angle))
      }
      let error = spectrum[line] - sum
      #expect(max(abs(error.real), abs(error.imaginary)) < 1e-9)
    }
    let back = RealFourierTransform(count: count).inverse(spectrum)
    #expect(zip(back, samples).allSatisfy { abs($0 - $1) < 1e-12 })
    for other in 440..<570 { _ = RealFourierTransform(count: other) }
    #expect(RealFourierTransform(count: count).steps == steps)
    #expect(RealFourierTransform(count: count).forward(samples) == spectrum)
  }
}
