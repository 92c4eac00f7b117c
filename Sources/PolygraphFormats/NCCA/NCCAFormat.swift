import Foundation
import PolygraphModel

/// NCCA ASCII as one of the chart formats.
public struct NCCAFormat: ChartFormat {
  /// The format's identifier.
  public static let identifier = "ncca-ascii"

  /// Makes the format.
  public init() {}

  /// The format's identifier, `ncca-ascii`.
  public var identifier: String { Self.identifier }

  /// Whether a file is NCCA ASCII: its head has a data heading or an event table's, or its name is a chart's.
  public func recognises(name: String, head: Data) -> Bool {
    if NCCAChartName(name) != nil { return true }
    return head.withUnsafeBytes { buffer in
      var lines = NCCALines(buffer, from: 0)
      while let line = lines.next() {
        if NCCASections.kind(buffer, line) != nil || buffer.starts(line.bytes, with: "Name of this file:") {
          return true
        }
      }
      return false
    }
  }

  /// The exam that a chart file's name tells.
  public func examName(ofFileNamed name: String) -> String? { NCCAChartName(name)?.exam }

  /// The chart of a file.
  public func read(_ bytes: Data, name: String, options: ReadOptions) throws(FormatError) -> [ReadChart] {
    let result = bytes.withUnsafeBytes { buffer -> Result<NCCAChartFile, FormatError> in
      Result { () throws(FormatError) -> NCCAChartFile in
        try NCCAReader.read(buffer, fileName: name, options: options)
      }
    }
    let file = try result.get()
    return [
      ReadChart(
        identity: file.identity, instrument: file.instrument, chart: file.chart, questions: file.questions,
        findings: file.findings, layout: file.layout)
    ]
  }
}
