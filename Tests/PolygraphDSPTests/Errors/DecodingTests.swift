import Foundation
import PolygraphDSP
import Testing

@Suite("Decoding of settings")
struct DecodingTests {
  private func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  @Test("What was written is read back")
  func roundTrip() throws {
    let window = MovingWindow(before: 3, after: 0)
    #expect(try JSONDecoder().decode(MovingWindow.self, from: JSONEncoder().encode(window)) == window)
    let filter = ReferenceFilter(weights: [1, 2, 1], gain: 12.5, feedback: [1.5, -0.75])
    #expect(try JSONDecoder().decode(ReferenceFilter.self, from: JSONEncoder().encode(filter)) == filter)
  }

  @Test(
    "A window that cannot be is refused, and does not trap later",
    arguments: [(-1, 2), (2, -1), (Int.max, Int.max)])
  func windows(before: Int, after: Int) {
    #expect(throws: DecodingError.self) {
      try decoded(MovingWindow.self, #"{"before": \#(before), "after": \#(after)}"#)
    }
  }

  @Test(
    "A filter without weights or gain is refused",
    arguments: [
      #"{"weights": [], "gain": 2, "feedback": []}"#, #"{"weights": [1, 1], "gain": 0, "feedback": [0.5]}"#,
    ])
  func filters(text: String) {
    #expect(throws: DecodingError.self) { try decoded(ReferenceFilter.self, text) }
  }
}
