import Foundation
import PolygraphDSP
import PolygraphQuantities

/// A made-up belt: breaths of changing depth, a pulse, mains hum with a harmonic, noise, and two drop-outs.
enum SampleBelt {
  static let rate = SampleRate(250)
  static let duration: Seconds = 40
  static let humAmplitude = 250.0

  static func counts() -> [Int?] {
    var state: UInt64 = 20_240_229
    return (0..<rate.sampleCount(in: duration)).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Double(state >> 40) / Double(1 << 24) - 0.5
      guard !(2250..<2262).contains(index), !(6000..<6550).contains(index) else { return nil }
      let time = Double(index) / 250
      return Int((breath(at: time) + hum(at: time) + 90 * noise).rounded())
    }
  }

  /// What the tracing should show: the belt without hum and noise.
  static func breath(at time: Double) -> Double {
    let depth = 1500 + 350 * sin(2 * .pi * time / 31)
    return 20_000 + 15 * time + depth * sin(2 * .pi * (0.26 * time + 0.02 * sin(2 * .pi * time / 17)))
      + 60 * sin(2 * .pi * 1.15 * time)
  }

  private static func hum(at time: Double) -> Double {
    humAmplitude * sin(2 * .pi * 50 * time) + 80 * sin(2 * .pi * 100 * time + 1)
  }
}

/// The article's figure: the raw counts above, the tracing with its breaths below, as SVG text.
struct RawToTracingFigure {
  let counts: [Int?]
  let tracing: MaskedLine
  let peaks: [Int]

  private static let width = 900.0
  private static let left = 70.0
  private static let panelHeight = 150.0
  private static let tops = [34.0, 228.0]
  private static let lowest = 17_300.0
  private static let highest = 23_300.0

  func svg() -> String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) 420\" font-family=\"sans-serif\">",
      "<rect width=\"\(Int(Self.width))\" height=\"420\" fill=\"white\"/>",
    ]
    lines += frame(0, title: "Raw counts, 250 samples a second")
    lines += frame(1, title: "Tracing, 30 samples a second, with the top of each whole breath")
    lines.append("<path d=\"\(rawPath())\" fill=\"none\" stroke=\"#9a9a9a\" stroke-width=\"1\"/>")
    lines.append("<path d=\"\(tracingPath())\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.6\"/>")
    for peak in peaks {
      let place = "cx=\"\(number(x(Double(peak) / 30)))\" cy=\"\(y(tracing.samples[peak], panel: 1))\""
      lines.append("<circle \(place) r=\"3.5\" fill=\"#c4371c\"/>")
    }
    for second in stride(from: 0, through: 40, by: 10) {
      lines.append(text("\(second) s", x: number(x(Double(second))), y: "402", anchor: "middle"))
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func frame(_ panel: Int, title: String) -> [String] {
    let top = Self.tops[panel]
    let box = "x=\"\(Int(Self.left))\" y=\"\(Int(top))\" width=\"\(Int(Self.width - Self.left - 20))\""
    return [
      "<rect \(box) height=\"\(Int(Self.panelHeight))\" fill=\"none\" stroke=\"#c8c8c8\"/>",
      text(title, x: "\(Int(Self.left))", y: "\(Int(top - 10))", anchor: "start"),
      text("23300", x: "\(Int(Self.left - 6))", y: "\(Int(top + 10))", anchor: "end"),
      text("17300", x: "\(Int(Self.left - 6))", y: "\(Int(top + Self.panelHeight))", anchor: "end"),
    ]
  }

  /// For each column of a pixel, a stroke from its smallest to its largest count.
  private func rawPath() -> String {
    let columns = Int(Self.width - Self.left - 20)
    return (0..<columns).compactMap { column in
      let range = (column * counts.count / columns)..<((column + 1) * counts.count / columns)
      let present = counts[range].compactMap { $0 }
      guard let low = present.min(), let high = present.max() else { return nil }
      let place = number(Self.left + Double(column) + 0.5)
      return "M\(place) \(y(Double(low), panel: 0))V\(y(Double(high), panel: 0))"
    }.joined()
  }

  private func tracingPath() -> String {
    tracing.mask.presentRanges.map { run in
      let points = run.map { "\(number(x(Double($0) / 30))) \(y(tracing.samples[$0], panel: 1))" }
      return "M" + points.joined(separator: "L")
    }.joined()
  }

  private func text(_ words: String, x: String, y: String, anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" font-size=\"13\" text-anchor=\"\(anchor)\" fill=\"#333333\">\(words)</text>"
  }

  private func x(_ seconds: Double) -> Double {
    Self.left + seconds / SampleBelt.duration.value * (Self.width - Self.left - 20)
  }

  private func y(_ value: Double, panel: Int) -> String {
    let part = (Self.highest - value) / (Self.highest - Self.lowest)
    return number(Self.tops[panel] + part * Self.panelHeight)
  }

  private func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
