import Foundation
import PolygraphDSP
import PolygraphFeatures
import PolygraphQuantities
import TestSupport
import Testing

/// The recordings of `Fixtures/recordings`, their reference marks, and NeuroKit2's detections in them.
enum Recordings {
  /// A channel's samples, in codes.
  static func line(_ name: String) throws -> MaskedLine {
    let data = try Repository.fixtureData("recordings/\(name).i16")
    let codes = data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 1, by: 2).map { place in
        Double(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int16.self)))
      }
    }
    return MaskedLine(complete: codes)
  }

  /// The times in a table's rows that satisfy a condition.
  static func times(
    _ table: String, column: String = "seconds", where isWanted: ([String]) -> Bool
  ) throws -> [Double] {
    let table = try #require(tables[table]).get()
    return zip(table.rows, table[column]).filter { isWanted($0.0) }.map(\.1)
  }

  /// The tables, read once.
  private static let tables = Dictionary(
    uniqueKeysWithValues: ["artifacts", "beats", "breaths", "neurokit2", "responses"].map { name in
      (name, Result { try NumberTable(fixture: "recordings/\(name).csv") })
    })

  /// What NeuroKit2 found in a file.
  static func neuroKit(_ name: String) throws -> [Double] { try times("neurokit2") { $0[0] == name } }

  /// Spans marked as artifacts in a channel, by eye; see the folder's README.
  static func artifacts(_ name: String) throws -> [ClosedRange<Double>] {
    let table = try #require(tables["artifacts"]).get()
    return table.rows.filter { $0[0] == name }.compactMap { row in
      guard let start = Double(row[1]), let end = Double(row[2]) else { return nil }
      return start...end
    }
  }
}

/// How detections and reference marks pair up.
struct Agreement: CustomStringConvertible {
  var hits = 0
  var extra = 0
  var missed = 0

  var errors: Int { extra + missed }
  var f1: Double { 2 * Double(hits) / Double(2 * hits + extra + missed) }
  var description: String { "\(hits)/\(extra)/\(missed) F1 \(String(format: "%.4f", f1))" }

  init() {}

  /// Pairs each mark with at most one detection within a tolerance, in time.
  ///
  /// What lies where nothing is judged does not count: a pair by its mark, the others by their own time.
  init(
    _ found: [Double], _ marks: [Double], within tolerance: Double, where isJudged: (Double) -> Bool = { _ in true }
  ) {
    let (found, marks) = (found.sorted(), marks.sorted())
    var (i, j) = (0, 0)
    while i < found.count || j < marks.count {
      if i < found.count, j < marks.count, abs(found[i] - marks[j]) <= tolerance {
        if isJudged(marks[j]) { hits += 1 }
        i += 1
        j += 1
      } else if j == marks.count || i < found.count && found[i] < marks[j] {
        if isJudged(found[i]) { extra += 1 }
        i += 1
      } else {
        if isJudged(marks[j]) { missed += 1 }
        j += 1
      }
    }
  }

  static func + (left: Agreement, right: Agreement) -> Agreement {
    var sum = left
    sum.hits += right.hits
    sum.extra += right.extra
    sum.missed += right.missed
    return sum
  }
}

/// Pulse detections against an electrocardiogram's beats, the delay between them taken out.
struct PulseAgreement {
  let all: Agreement
  let kept: Agreement
  let delay: Double
  /// The part of the heart beats that marked artifacts and premature beats take away.
  let leftOut: Double

  /// The delay is the one of 0 to 1 s (in steps of 10 ms) with the most pairs within 0.15 s, then their median. Beats
  /// and pulses in artifacts (each on its own clock), around a premature beat (an interval below 0.85 of the median
  /// around it: such a beat may have no pulse, or a late one), and in the first and last 1.5 s, where one of the two
  /// has no partner in the file, are left out of `kept`.
  init(
    _ pulses: [Double], beats: [Double], pulseArtifacts: [ClosedRange<Double>], beatArtifacts: [ClosedRange<Double>],
    end: Double
  ) {
    let delays = stride(from: 0.0, through: 1, by: 0.01).map { delay in
      (delay, Agreement(pulses.map { $0 - delay }, beats, within: 0.15).hits)
    }
    let coarse = delays.max { $0.1 < $1.1 }?.0 ?? 0
    let delay = coarse + Self.medianOffset(of: pulses.map { $0 - coarse }, from: beats)
    self.delay = delay
    let moved = pulses.map { $0 - delay }
    let spans =
      pulseArtifacts.map { ($0.lowerBound - delay)...($0.upperBound - delay) } + beatArtifacts
      + Self.premature(beats) + [-10...1.5, (end - 1.5)...(end + 10)]
    func isKept(_ time: Double) -> Bool { !spans.contains { $0.contains(time) } }
    all = Agreement(moved, beats, within: 0.15)
    kept = Agreement(moved, beats, within: 0.15, where: isKept)
    leftOut = Double(beats.filter { !isKept($0) }.count) / Double(beats.count)
  }

  private static func medianOffset(of pulses: [Double], from beats: [Double]) -> Double {
    var place = 0
    let offsets = beats.compactMap { beat -> Double? in
      while place + 1 < pulses.count, abs(pulses[place + 1] - beat) <= abs(pulses[place] - beat) { place += 1 }
      guard place < pulses.count, abs(pulses[place] - beat) < 0.15 else { return nil }
      return pulses[place] - beat
    }
    return Robust.median(offsets) ?? 0
  }

  private static func premature(_ beats: [Double]) -> [ClosedRange<Double>] {
    let intervals = zip(beats.dropFirst(), beats).map { $0 - $1 }
    return beats.indices.dropFirst().dropLast().compactMap { index in
      let around = intervals[max(0, index - 6)..<min(intervals.count, index + 5)]
      guard let usual = Robust.median(around), intervals[index - 1] < 0.85 * usual else { return nil }
      return (beats[index - 1] + beats[index]) / 2...(beats[index] + beats[index + 1]) / 2
    }
  }
}
