import PolygraphModel
import PolygraphQuantities

/// Lines of known sketches without a checksum: a lost digit goes unnoticed, so that their integrity is `none`.
struct TextLineFormat: PacketFormat {
  /// The sketches.
  enum Kind: Sendable {
    /// `(0691, 0632, 0541)`: respiration, GSR, pulse.
    case usbPolygraph
    /// `bpm,ibi,sample`.
    case pulseSensorPlotter
    /// `S512`, and for each beat `B72` and `Q833`.
    case pulseSensorVisualizer
    /// `sensorValue= 512`.
    case studentKit
    /// A number a line.
    case grove
  }

  private static let adc: ClosedRange<Int> = 0...1023

  let channels: [InstrumentChannel]
  let rate: Double
  let delimiter = UInt8(ascii: "\n")
  let longest = 256
  let modulus = 0
  let isChecked = false
  private let kind: Kind

  init(_ kind: Kind) {
    self.kind = kind
    let range: ClosedRange<Int32> = 0...1023
    switch kind {
    case .usbPolygraph:
      rate = 10
      channels = [
        InstrumentChannel("RESP", sensor: .thoracicRespiration, range: range, note: "Inverted by the sketch."),
        InstrumentChannel("GSR", sensor: .electrodermal, range: range, note: "Inverted by the sketch."),
        InstrumentChannel("PULSE", sensor: .vasomotor, range: range),
      ]
    case .pulseSensorPlotter, .pulseSensorVisualizer:
      rate = 50
      channels = [InstrumentChannel("PULSE", sensor: .vasomotor, range: range)]
    case .studentKit:
      rate = 0
      channels = [InstrumentChannel("GSR", sensor: .electrodermal, range: range)]
    case .grove:
      rate = 0
      channels = [InstrumentChannel("GSR", sensor: .electrodermal, range: range, transfer: .groveResistance)]
    }
  }

  mutating func read(
    _ packet: UnsafeBufferPointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) -> PacketContent {
    var end = packet.count
    if end > 0, packet[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    guard end > 0 else { return .handled }
    let line = UnsafeBufferPointer(rebasing: packet[0..<end])
    guard line.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return .damaged(frames: 0) }
    switch kind {
    case .usbPolygraph: return polygraph(line, &events)
    case .pulseSensorPlotter: return plotter(line, &events)
    case .pulseSensorVisualizer: return visualizer(line, &events)
    case .studentKit: return after("sensorValue= ", line, &events)
    case .grove: return value(line, 0, &events)
    }
  }

  private func number(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    let bytes = UnsafeBufferPointer(rebasing: line[range])
    return bytes.first == UInt8(ascii: "-") ? nil : DecimalField.integer(bytes)
  }

  private func value(
    _ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ events: inout DecodedEvents
  ) -> PacketContent {
    guard let value = number(line, start..<line.count), Self.adc.contains(value) else { return .damaged(frames: 1) }
    events.values.append(Int32(value))
    return .frame(sequence: noSequence)
  }

  private func polygraph(_ line: UnsafeBufferPointer<UInt8>, _ events: inout DecodedEvents) -> PacketContent {
    let pattern = StaticString("(dddd, dddd, dddd)")
    guard line.count == pattern.utf8CodeUnitCount else { return .damaged(frames: 0) }
    for place in line.indices {
      let wanted = pattern.utf8Start[place]
      let isRight = wanted == UInt8(ascii: "d") ? (48...57).contains(line[place]) : line[place] == wanted
      guard isRight else { return .damaged(frames: 0) }
    }
    for start in [1, 7, 13] {
      guard let value = number(line, start..<(start + 4)), Self.adc.contains(value) else {
        return .damaged(frames: 1)
      }
      events.values.append(Int32(value))
    }
    return .frame(sequence: noSequence)
  }

  private func plotter(_ line: UnsafeBufferPointer<UInt8>, _ events: inout DecodedEvents) -> PacketContent {
    let commas = line.indices.filter { line[$0] == UInt8(ascii: ",") }
    guard commas.count == 2, let beats = number(line, 0..<commas[0]), beats <= 300,
      let interval = number(line, (commas[0] + 1)..<commas[1]), interval <= 10_000
    else { return .damaged(frames: 0) }
    let content = value(line, commas[1] + 1, &events)
    if case .frame = content {
      events.append(.status(.heartRate, beats))
      events.append(.status(.interbeatInterval, interval))
    }
    return content
  }

  private func visualizer(_ line: UnsafeBufferPointer<UInt8>, _ events: inout DecodedEvents) -> PacketContent {
    switch line[0] {
    case UInt8(ascii: "S"): return value(line, 1, &events)
    case UInt8(ascii: "B"):
      guard let beats = number(line, 1..<line.count), beats <= 300 else { return .damaged(frames: 0) }
      events.append(.status(.heartRate, beats))
      return .handled
    case UInt8(ascii: "Q"):
      guard let interval = number(line, 1..<line.count), interval <= 10_000 else { return .damaged(frames: 0) }
      events.append(.status(.interbeatInterval, interval))
      return .handled
    default: return .damaged(frames: 0)
    }
  }

  private func after(
    _ word: StaticString, _ line: UnsafeBufferPointer<UInt8>, _ events: inout DecodedEvents
  ) -> PacketContent {
    let count = word.utf8CodeUnitCount
    guard line.count > count, (0..<count).allSatisfy({ line[$0] == word.utf8Start[$0] }) else {
      return .damaged(frames: 0)
    }
    return value(line, count, &events)
  }
}
