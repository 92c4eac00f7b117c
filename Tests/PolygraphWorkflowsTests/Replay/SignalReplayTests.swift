import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Replay of a known signal", .serialized)
struct SignalReplayTests {
  private static func csv(_ rows: Int) -> Data {
    let names = "thoracicRespiration,electrodermal,cardio,vasomotor\n"
    let body = (0..<rows).map { row in
      let time = Double(row) / 50
      let values = [
        2000 * sin(2 * .pi * 0.3 * time), 9000 + 700 * sin(2 * .pi * 0.05 * time), 500 * sin(2 * .pi * 1.2 * time),
        Double(row % 40) * 25,
      ]
      return values.map { String(Int($0.rounded())) }.joined(separator: ",")
    }
    return Data((names + body.joined(separator: "\n") + "\n").utf8)
  }

  @Test("what goes in comes out, to the count, through every instrument", arguments: SignalReplay.instruments)
  func wave(name: String) throws {
    let signal = try ReplaySignal(csv: Self.csv(300), rate: SampleRate(50))
    let report = try SignalReplay.run(signal, instrument: name, speed: 4)
    #expect(report.hasPassed, "\(report)")
    #expect(report.lost == 0 && report.channels.count == 4)
    for channel in report.channels {
      // A count of rounding, and the line it makes.
      #expect(channel.largestError <= 1 && channel.rootMeanSquareError < 0.5 && channel.gain > 0, "\(channel)")
      #expect(channel.largestLineError <= 1.5 && channel.span > 40, "\(channel)")
    }
  }

  @Test("a report with a wrong count, a loss or nothing does not pass")
  func verdict() throws {
    let signal = try ReplaySignal(csv: Self.csv(100), rate: SampleRate(50))
    let sound = try SignalReplay.run(signal, instrument: "plg1", speed: 10)
    try #require(sound.hasPassed)
    var wrong = sound
    wrong.channels[0].largestError = SignalReplay.largestError + 0.001
    #expect(!wrong.hasPassed)
    wrong = sound
    wrong.lost = 1
    #expect(!wrong.hasPassed)
    wrong = sound
    wrong.channels = []
    #expect(!wrong.hasPassed)
  }

  @Test("files that are no signal, and instruments that cannot be replayed, are refused with their place")
  func refusals() throws {
    func line(_ text: String) -> Int? {
      do throws(ReplayError) {
        _ = try ReplaySignal(csv: Data(text.utf8), rate: SampleRate(50))
        return nil
      } catch {
        if case .file(let line, _) = error { return line }
        return nil
      }
    }
    #expect(line("") == 1 && line("cardio,cardio\n1,2\n3,4\n") == 1 && line("cardio,\n1,2\n") == 1)
    #expect(line("cardio\n1\n") == 2 && line("cardio\n1\nx\n") == 3 && line("cardio\n1\n2,3\n") == 3)
    #expect(line("cardio\n1\n2\n") == nil)
    let signal = try ReplaySignal(csv: Self.csv(10), rate: SampleRate(50))
    #expect(throws: ReplayError.instrument("shimmer3")) { try SignalReplay.run(signal, instrument: "shimmer3") }
  }
}
