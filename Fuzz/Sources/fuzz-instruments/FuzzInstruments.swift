import Foundation
import PolygraphInstruments

/// One run of a decoder: the first byte chooses it, the second how the rest is cut. Whatever the bytes are, it may
/// neither trap nor hang, its events must hold together, and any cut must give the same ones. Instrument descriptions
/// are read the same way.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInstruments(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count >= 2 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
  let family = Int(start[0]) % (decoders.count + 1)
  guard family < decoders.count else {
    readDescription(bytes)
    return 0
  }
  let whole = decode(decoders[family](), bytes, step: max(1, bytes.count))
  let cut = decode(decoders[family](), bytes, step: 1 + Int(start[1]))
  precondition(whole.events == cut.events && whole.values == cut.values, "A cut changed the events.")
  return 0
}

private let decoders: [@Sendable () -> any InstrumentDecoder] = [
  { InstrumentDecoders.bitalino(inputs: [1]) }, { InstrumentDecoders.bitalino(inputs: Array(1...6)) },
  { InstrumentDecoders.cyton(hasDaisy: true) }, { InstrumentDecoders.openEEG() },
  { InstrumentDecoders.noninFormat2() }, { InstrumentDecoders.noninFormat7() }, { InstrumentDecoders.contec() },
  { InstrumentDecoders.contecSeven() }, { InstrumentDecoders.shimmer(checksum: .none) },
  { InstrumentDecoders.shimmer(checksum: .twoBytes) },
  { InstrumentDecoders.plg1(layout) }, { InstrumentDecoders.usbPolygraph() },
  { InstrumentDecoders.pulseSensorPlotter() }, { InstrumentDecoders.pulseSensorVisualizer() },
]

private let layout = PLG1Layout(
  name: "fuzz", rate: 50, channels: ["A", "B"].map { InstrumentChannel($0, range: Int32.min...Int32.max) })

private func decode(_ decoder: any InstrumentDecoder, _ bytes: [UInt8], step: Int) -> DecodedEvents {
  var decoder = decoder
  var events = DecodedEvents()
  decoder.begin(firstSequence: 0)
  for start in stride(from: 0, to: bytes.count, by: step) {
    decoder.push(Array(bytes[start..<min(start + step, bytes.count)]), into: &events)
  }
  decoder.finish(into: &events)
  check(events, channels: decoder.channels.count, byteCount: bytes.count)
  return events
}

private func check(_ events: DecodedEvents, channels: Int, byteCount: Int) {
  var last = -1
  var junk = 0
  for event in events.events {
    switch event {
    case .frame(let frame):
      precondition(frame.index > last, "Indices go up.")
      precondition(frame.valueCount == channels, "A frame has all its values.")
      precondition(frame.valueStart + frame.valueCount <= events.values.count, "Values are in the buffer.")
      last = frame.index
    case .lost(let loss): precondition(loss.count >= 0, "A loss is not negative.")
    case .junk(let count): junk += count
    case .text(let range): precondition(range.upperBound <= events.textBytes.count, "Words are in the buffer.")
    case .lockAcquired, .lockLost, .reset, .status, .problem: break
    }
  }
  precondition(junk <= byteCount, "There is no more junk than bytes.")
}

private func readDescription(_ bytes: [UInt8]) {
  guard let description = try? InstrumentDescription(json: Data(bytes)),
    let driver = try? InstrumentDriver(description)
  else { return }
  _ = decode(driver.makeDecoder(), bytes, step: 7)
}
