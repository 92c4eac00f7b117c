import Foundation
import PolygraphModel
import Testing

@testable import PolygraphFormats

@Suite("Counts of long charts come from a mapped file as they come from memory")
struct CountStoreTests {
  private static let channels = 3
  private static let length = 5003

  private func filled(limit: Int) throws -> [SampleCounts] {
    let store = try CountStore(channels: Self.channels, length: Self.length, mostInMemory: limit)
    for channel in 0..<Self.channels {
      // In blocks, with a hole from 1000 to 1500 as a gap between segments leaves it.
      for range in [0..<1000, 1500..<3001, 3001..<Self.length] {
        let counts = range.map { PackageHarness.count($0, channel) }
        try counts.withUnsafeBufferPointer { counts throws(FormatError) in
          try store.write(counts, channel: channel, at: range.lowerBound)
        }
      }
    }
    return try store.finish()
  }

  @Test("the same counts on either side of the limit, holes zero, after the store is gone")
  func bothSides() throws {
    let total = Self.channels * Self.length
    let memory = try filled(limit: total)
    let mapped = try filled(limit: total - 1)
    #expect(memory == mapped && mapped.map(\.count) == [Self.length, Self.length, Self.length])
    for (channel, counts) in mapped.enumerated() {
      let isRight = counts.withUnsafeBuffer { counts in
        counts.indices.allSatisfy {
          counts[$0] == ((1000..<1500).contains($0) ? 0 : PackageHarness.count($0, channel))
        }
      }
      #expect(isRight, "channel \(channel)")
    }
  }

  @Test("the mapped file has no name left, also while its counts are in use")
  func leavesNothing() throws {
    let path: String
    let counts: [SampleCounts]
    do {
      let store = try CountStore(channels: 2, length: 4096, mostInMemory: 0)
      path = try #require(store.temporaryPath)
      #expect(FileManager.default.fileExists(atPath: path))
      counts = try store.finish()
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(counts.allSatisfy { counts in counts.withUnsafeBuffer { $0.allSatisfy { $0 == 0 } } })
  }
}
