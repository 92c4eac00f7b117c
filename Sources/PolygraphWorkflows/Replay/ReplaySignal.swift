import Foundation
import PolygraphModel
import PolygraphQuantities

/// A signal that is known, to be played through an instrument's whole chain.
///
/// *Format*: CSV. The first line names sensors, as `thoracicRespiration`; each further line has a whole number for
/// each.
public struct ReplaySignal: Sendable, Equatable {
  /// Samples a second.
  public let rate: SampleRate
  /// The samples of each sensor; all of the same number, two or more.
  public let columns: [Sensor: [Int32]]

  /// The longest file that is read.
  public static let longestFile = 64 << 20

  /// Reads a CSV file's bytes.
  ///
  /// *Errors*: ``ReplayError`` with the line.
  public init(csv: Data, rate: SampleRate) throws(ReplayError) {
    guard csv.count <= Self.longestFile else { throw .file(line: 1, problem: "the file is longer than 64 MiB") }
    let lines = String(decoding: csv, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let names = (lines.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    let sensors = names.map { Sensor(rawValue: $0) }
    guard !names.contains(""), Set(names).count == names.count else {
      throw .file(line: 1, problem: "the first line names each column's sensor, once, as electrodermal")
    }
    var columns = [[Int32]](repeating: [], count: names.count)
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
      let values = cells.compactMap { Int32($0) }
      guard values.count == names.count, cells.count == names.count else {
        throw .file(line: index + 1, problem: "\(names.count) whole numbers are due")
      }
      for (column, value) in values.enumerated() { columns[column].append(value) }
    }
    guard columns[0].count >= 2 else { throw .file(line: 2, problem: "a signal has two samples or more") }
    self.rate = rate
    self.columns = Dictionary(uniqueKeysWithValues: zip(sensors, columns))
  }

  private static func trimmed(_ cell: Substring) -> String {
    String(cell).trimmingCharacters(in: .whitespaces)
  }

  /// Seconds of the signal.
  public var seconds: Double { Double(columns.values.first?.count ?? 0) / rate.hertz.value }

  /// The value of a sensor at a sample of another clock; between samples the line is straight, behind its end it begins
  /// anew.
  func value(_ sensor: Sensor, at index: Int, rate other: Double) -> Double? {
    guard let line = columns[sensor] else { return nil }
    let place = Double(index) / other * rate.hertz.value
    let whole = Int(place)
    let before = Double(line[whole % line.count])
    let after = Double(line[(whole + 1) % line.count])
    return before + (after - before) * (place - Double(whole))
  }
}

/// Why a signal cannot be replayed.
public enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is none.
  case file(line: Int, problem: String)
  /// The instrument cannot be replayed.
  case instrument(String)
  /// There is no pseudo-terminal, or the instrument behind it is not heard.
  case chain(String)

  /// What was found and what to do.
  public var description: String {
    switch self {
    case .file(let line, let problem): "Line \(line): \(problem)."
    case .instrument(let name):
      "A signal cannot be replayed through '\(name)'. Known: \(SignalReplay.instruments.joined(separator: ", "))."
    case .chain(let problem): problem
    }
  }
}
