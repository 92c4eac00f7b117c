import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Missing samples stay missing, or are filled by a stated rule")
struct MaskTests {
  @Test("Gaps take the last value before them, and a leading gap the first after it, as the reference does")
  func carriedForward() throws {
    let table = try NumberTable(fixture: "dsp/golden/misc/nainterp.csv")
    let line = table["input"]
    let missing = line.indices.filter { line[$0].isNaN }.map { $0..<($0 + 1) }
    let mask = SampleMask(count: line.count, missing: missing)
    #expect(mask.missingCount > 0 && mask.isMissing(0))
    #expect(Gaps.carriedForward(line, mask: mask) == table["NAInterp"])
    // What the line holds under the mask does not matter.
    let masked = line.map { $0.isNaN ? -9.9 : $0 }
    #expect(Gaps.carriedForward(masked, mask: mask) == table["NAInterp"])
  }

  @Test("A line that is missing altogether cannot be carried forward; an empty one is empty")
  func nothing() {
    #expect(Gaps.carriedForward([1, 2], mask: SampleMask(count: 2, missing: [0..<2])) == nil)
    #expect(Gaps.carriedForward([], mask: SampleMask(count: 0)) == [])
  }

  @Test("Inner gaps up to the limit are bridged by straight lines; one longer, and the ends, stay missing")
  func filled() {
    let line: [Double] = [-1, 0, -1, -1, 3, -1, -1, -1, 7, -1]
    let mask = SampleMask(count: 10, missing: [0..<1, 2..<4, 5..<8, 9..<10])
    let two = Gaps.filled(line, mask: mask, limit: 2)
    #expect(two.mask.missingRanges == [0..<1, 5..<8, 9..<10])
    #expect(Array(two.samples[1...4]) == [0, 1, 2, 3])
    let three = Gaps.filled(line, mask: mask, limit: Seconds(0.1), at: SampleRate(30))
    #expect(three.mask.missingRanges == [0..<1, 9..<10])
    #expect(Array(three.samples[1...8]) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(Gaps.filled(line, mask: mask, limit: 0).mask == mask)
  }

  @Test("What a line holds under its mask becomes NaN, so that absence cannot pass for a number")
  func storage() {
    let line = MaskedLine(samples: [1, -9.9, 3], mask: SampleMask(count: 3, missing: [1..<2]))
    #expect(line.samples.map(\.isNaN) == [false, true, false])
    #expect(line == MaskedLine(samples: [1, 50, 3], mask: line.mask))
    #expect(line != MaskedLine(complete: [1, 50, 3]))
  }

  @Test("An operation sees each present run alone; short runs become missing")
  func runs() {
    let line = MaskedLine(samples: [1, 2, 0, 3, 0, 4, 5, 6], mask: SampleMask(count: 8, missing: [2..<3, 4..<5]))
    var seen: [[Double]] = []
    let result = line.mapRuns(shortest: 2) { run in
      seen.append(run)
      return run.reversed()
    }
    #expect(seen == [[1, 2], [4, 5, 6]])
    #expect(result == MaskedLine(samples: [2, 1, 0, 0, 0, 6, 5, 4], mask: SampleMask(count: 8, missing: [2..<5])))
    let short = MaskedLine(complete: [1]).mapRuns(shortest: 2) { $0 }
    #expect(short.mask.missingCount == 1)
    #expect(MaskedLine(complete: []).mapRuns(shortest: 1) { $0 }.samples.isEmpty)
  }

  @Test("A refusal inside a run is passed on")
  func refusal() {
    let line = MaskedLine(complete: [1, 2, 3])
    let error = SignalError.tooShort(operation: "test", found: 3, needed: 4)
    #expect(throws: error) { try line.mapRuns(shortest: 1) { (_) throws(SignalError) in throw error } }
  }
}
