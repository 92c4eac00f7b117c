import Glibc
import PolygraphStatistics
import Testing

@testable import PolygraphInstruments
@testable import PolygraphSimulation

@Suite("A plugged-in virtual instrument")
struct VirtualPortSessionTests {
  @Test("a host that asks and never reads gets no more than the wire and the instrument hold")
  func answersAreBounded() throws {
    let instrument = VirtualPLG1(signals: RunningInstrument.signals)
    var session = VirtualPortSession(instrument: instrument, generator: SeededGenerator(seed: 1))
    try session.attach(link: nil)
    defer { session.detach(link: nil) }
    let port = try SerialPort(path: session.path, settings: PortSettings(baud: 115_200))
    var most = 0
    for _ in 0..<60 {
      try port.write(Array(repeating: UInt8(ascii: "?"), count: 64))
      session.exchange(timeout: 20, WireFaults())
      most = max(most, session.outgoing.count)
    }
    // 3,840 questions have some 280 kB of answers.
    let limit = VirtualPortSession.wireCapacity + instrument.transmitCapacity
    #expect(most <= limit && most > limit - 200, "\(most) of \(limit)")
  }
}
