import PolygraphDSP

/// The samples of a check, and when they came.
struct CheckRun: Sendable {
  /// The values of each channel, missing ones left out.
  private(set) var values: [[Int32]]
  /// The last frame of each read, with the time of the read in nanoseconds.
  private(set) var arrivals: [(index: Int, time: Int64)] = []
  private(set) var frames = 0
  private(set) var lost = 0
  private(set) var isRestarted = false
  /// Frames whose digital bits are those that were expected.
  private(set) var digitalMatches = 0

  init(channels: Int) { values = Array(repeating: [], count: channels) }

  /// Takes what a decoder made of one read.
  mutating func take(_ events: DecodedEvents) {
    var last: (index: Int, time: Int64)?
    for event in events.events {
      switch event {
      case .frame(let frame):
        frames += 1
        if frame.sequence >= 0, Int(frame.digital & 15) == frame.sequence & 15 { digitalMatches += 1 }
        for (channel, value) in events.values(of: frame).enumerated() where channel < values.count {
          if frame.missing >> UInt64(channel) & 1 == 0 { values[channel].append(value) }
        }
        last = (frame.index, frame.hostTime)
      case .lost(let loss): lost += loss.count
      case .reset: isRestarted = true
      default: break
      }
    }
    if let last { arrivals.append(last) }
  }

  /// Frames a second by the host's clock, and how many seconds it was watched.
  ///
  /// *Definition*: reads are late, never early. Of the first and of the last third the read that is least late against
  /// the nominal rate is taken; the line through the two has the rate.
  func rate(nominal: Double) -> (hertz: Double, seconds: Double)? {
    guard nominal > 0, arrivals.count >= 9, let first = arrivals.first else { return nil }
    func lateness(_ arrival: (index: Int, time: Int64)) -> Double {
      Double(arrival.time - first.time) * 1e-9 - Double(arrival.index - first.index) / nominal
    }
    let third = arrivals.count / 3
    guard let begin = arrivals.prefix(third).min(by: { lateness($0) < lateness($1) }),
      let end = arrivals.suffix(third).min(by: { lateness($0) < lateness($1) }), end.time > begin.time
    else { return nil }
    let seconds = Double(end.time - begin.time) * 1e-9
    return (Double(end.index - begin.index) / seconds, seconds)
  }

  /// How restless a line is from sample to sample, free of what it does slowly: the robust deviation of its second
  /// differences over the square root of 6, which is the deviation of white noise. *Units*: counts.
  static func noise(_ line: [Int32]) -> Double? {
    guard line.count >= 30 else { return nil }
    let differences = (2..<line.count).map { abs(Double(line[$0]) - 2 * Double(line[$0 - 1]) + Double(line[$0 - 2])) }
    return Robust.median(differences).map { $0 * 1.4826 / 6.0.squareRoot() }
  }
}
