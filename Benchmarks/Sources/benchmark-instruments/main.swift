import BenchmarkSupport
import Foundation
import PolygraphInstruments
import PolygraphKit

/// Decodes a stream in reads of 4,095 bytes, as a serial port gives them. The check values are the frames, what was
/// lost, and the sum of all values.
func decode(_ name: String, _ makeDecoder: @escaping () -> any InstrumentDecoder) -> BenchmarkCase {
  BenchmarkCase("decode-\(name)") { folder in
    let bytes = Array(try Data(contentsOf: folder.url.appending(path: "\(name).raw")))
    var events = DecodedEvents(capacity: 4096, valueCapacity: 65_536)
    return {
      var decoder = makeDecoder()
      decoder.begin(firstSequence: 0)
      var (frames, lost, sum) = (0, 0, 0)
      bytes.withUnsafeBytes { stream in
        for start in stride(from: 0, to: stream.count, by: 4095) {
          events.removeAll()
          let piece = UnsafeRawBufferPointer(rebasing: stream[start..<min(start + 4095, stream.count)])
          decoder.push(piece, at: 0, into: &events)
          for event in events.events {
            switch event {
            case .frame: frames += 1
            case .lost(let loss): lost += loss.count
            default: break
            }
          }
          sum = events.values.reduce(sum) { $0 &+ Int($1) }
        }
      }
      return [Double(frames), Double(lost), Double(sum)]
    }
  }
}

let plg1 = PLG1Layout(
  name: "bench", rate: 1000,
  channels: (1...16).map { InstrumentChannel("C\($0)", range: Int32.min...Int32.max) })

/// Decodes the stream of sixteen channels as it comes, frame by frame, and draws every channel's live lines. The check
/// values are the frames, what was lost, and each line's last value.
let live = BenchmarkCase("live-plg1") { folder in
  let bytes = Array(try Data(contentsOf: folder.url.appending(path: "live.raw")))
  let pattern: [LiveChannel] = [
    LiveChannel(.thoracicRespiration), LiveChannel(.abdominalRespiration),
    LiveChannel(.electrodermal, kinds: [.auto, .manual]),
    LiveChannel(.cardio, kinds: [.signal, .mid, .movingAverage]), LiveChannel(.vasomotor),
    LiveChannel(.activity, kinds: [.signal, .smooth]),
  ]
  let fresh = try LiveTracings((0..<16).map { pattern[$0 % pattern.count] }, rate: SampleRate(1000))
  var events = DecodedEvents(capacity: 4096, valueCapacity: 65_536)
  return {
    var lines = fresh
    var decoder = InstrumentDecoders.plg1(plg1)
    decoder.begin(firstSequence: 0)
    var values = [Double?](repeating: nil, count: lines.tracings.count)
    var (frames, lost) = (0, 0)
    bytes.withUnsafeBytes { stream in
      // A port that is read every few milliseconds.
      for start in stride(from: 0, to: stream.count, by: 512) {
        events.removeAll()
        let piece = UnsafeRawBufferPointer(rebasing: stream[start..<min(start + 512, stream.count)])
        decoder.push(piece, at: 0, into: &events)
        for event in events.events {
          switch event {
          case .frame(let frame):
            frames += 1
            lines.next(events.values(of: frame), missing: frame.missing, into: &values)
          case .lost(let loss): lost += loss.count
          default: break
          }
        }
      }
    }
    return [Double(frames), Double(lost)] + values.map { $0 ?? .nan }
  }
}

try BenchmarkProgram.run([
  decode("bitalino") { InstrumentDecoders.bitalino(inputs: Array(1...6)) },
  decode("cyton") { InstrumentDecoders.cyton() },
  decode("openeeg") { InstrumentDecoders.openEEG() },
  decode("shimmer") { InstrumentDecoders.shimmer() },
  decode("plg1") { InstrumentDecoders.plg1(plg1) },
  live,
])
