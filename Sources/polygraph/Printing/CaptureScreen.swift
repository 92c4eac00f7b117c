import Foundation
import PolygraphInstruments

/// The text that stands on the terminal while an exam is captured, drawn over itself.
struct CaptureScreen {
  /// Columns of a small line.
  static let columns = 40
  /// Samples that make a column, in seconds.
  static let columnSeconds = 0.25
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// A small line of one channel: means over columns.
  private struct Spark {
    var columns: [Double] = []
    var sum = 0.0
    var count = 0

    mutating func take(_ value: Int32, _ length: Int) {
      sum += Double(value)
      count += 1
      guard count >= length else { return }
      if columns.count == CaptureScreen.columns { columns.removeFirst() }
      columns.append(sum / Double(count))
      (sum, count) = (0, 0)
    }

    var text: String {
      guard let least = columns.min(), let most = columns.max() else { return "" }
      let span = max(most - least, 1e-9)
      return String(columns.map { CaptureScreen.bars[min(7, Int(($0 - least) / span * 8))] })
    }
  }

  private var sparks: [String: [Spark]] = [:]
  private var rates: [String: Double] = [:]
  private var lines = 0

  /// Takes frames that came.
  mutating func take(_ blocks: [FrameBlock]) {
    for block in blocks {
      let width = block.channels.count
      guard width > 0 else { continue }
      let length = max(1, Int((rates[block.instrument] ?? 100) * Self.columnSeconds))
      var own = sparks[block.instrument] ?? Array(repeating: Spark(), count: width)
      for (place, value) in block.counts.enumerated() { own[place % width].take(value, length) }
      sparks[block.instrument] = own
    }
  }

  /// Draws the screen over the one before.
  mutating func draw(_ status: CaptureStatus, said: String, typed: String?) {
    let text = text(status, said: said, typed: typed)
    let up = lines > 0 ? "\u{1B}[\(lines)A" : ""
    let all = text.map { "\u{1B}[2K\($0)\n" }.joined()
    // What is left of a longer screen goes.
    let rest = "\u{1B}[J"
    lines = text.count
    try? emit(up + all + rest)
  }

  /// The lines of the screen.
  mutating func text(_ status: CaptureStatus, said: String, typed: String?) -> [String] {
    var text: [String] = []
    for one in status.instruments {
      rates[one.id] = one.nominalRate
      let rate = one.measuredRate > 0 ? fixed(one.measuredRate, digits: 1) : "…"
      let clock = one.partsPerMillion.map { "  \(fixed($0, digits: 1)) ppm" } ?? ""
      text.append(
        "\(one.id)  \(one.isConnected ? "" : "NOT CONNECTED  ")\(rate) of \(shown(one.nominalRate)) Hz\(clock)  "
          + "\(one.counts.delivered) taken  \(one.counts.lost) lost")
      for (channel, name) in one.channels.enumerated() where one.sensors[channel] != .auxiliary {
        let spark = sparks[one.id].map { channel < $0.count ? $0[channel].text : "" } ?? ""
        text.append(
          "  \(name.padded(8)) \(one.sensors[channel].rawValue.padded(22)) "
            + "\(String(one.lastCounts[channel]).padded(9)) \(spark)")
      }
    }
    let chart = status.openChart.map { "chart \($0.chart) of series \($0.series)" } ?? "no chart"
    text.append(
      "\(fixed(status.seconds, digits: 0)) s  \(chart)  \(status.lastQuestion.map { "question \($0)" } ?? "")")
    text += status.alarms.map { "ALARM \($0.text)" }
    text.append(typed.map { "note: \($0)" } ?? said)
    text.append("c chart  q question  e its end  y/n answer  m movement  a note  x end")
    return text
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}
