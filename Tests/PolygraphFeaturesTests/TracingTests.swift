import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Tracings of every sensor, under both profiles")
struct TracingTests {
  private static let profiles = ["standard", "reference"]

  /// The synthetic chart with every sensor: six activity channels, a finger cuff, electronic cardio and a transit time.
  private func exam() -> Exam {
    var chart = SyntheticChart(duration: 120).chart
    guard let pulse = chart.channel(.cardio), let eda = chart.channel(.electrodermal) else { return Exam(chart) }
    func copy(_ channel: Channel, _ sensor: Sensor, _ name: String) -> Channel {
      var copy = channel
      copy.sensor = sensor
      copy.name = name
      return copy
    }
    for number in 1...6 { chart.channels.append(copy(pulse, .activity, "Move\(number)")) }
    chart.channels += [
      copy(pulse, .fingerCuff, "FC"), copy(pulse, .electronicCardio, "eCardio"), copy(pulse, .pulseTransitTime, "PTT"),
      copy(eda, .secondElectrodermal, "EDA2"),
    ]
    return Exam(chart)
  }

  @Test("every line is there, as long as its channel, and inside the axis", arguments: profiles)
  func allLines(name: String) throws {
    let profile = try #require(FilterProfile.named(name))
    let chart = try #require(try Tracings.draw(exam(), profile: profile).first)
    let cuff: [TracingKind] = [.signal, .mid, .movingAverage, .systolic, .diastolic, .meanPressure]
    let breath: [TracingKind] = [
      .signal, .mid, .inhalation, .exhalation, .amplitude, .excursion, .excursionWithoutAnswers,
    ]
    let wanted: [(Sensor, [TracingKind])] = [
      (.thoracicRespiration, breath), (.abdominalRespiration, breath), (.electrodermal, [.auto, .manual, .detrended]),
      (.secondElectrodermal, [.signal]), (.cardio, cuff), (.fingerCuff, cuff), (.electronicCardio, cuff),
      (.vasomotor, [.signal, .movingAverage, .upper, .lower]), (.pulseTransitTime, [.signal]),
    ]
    for (sensor, kinds) in wanted {
      for kind in kinds {
        let tracing = try #require(chart.tracing(sensor, kind), "\(sensor.rawValue) \(kind)")
        #expect(tracing.values.count == 3600 && tracing.rate == SampleRate(30))
        guard kind == .signal || kind == .auto || kind == .manual else { continue }
        #expect(tracing.values.allSatisfy { abs($0) <= profile.display.limit + 1e-9 }, "\(sensor.rawValue) \(kind)")
      }
    }
    for number in 1...6 {
      let kinds = chart.tracings.filter { $0.channel == "Move\(number)" }.map(\.kind)
      #expect(Set(kinds) == [.signal, .smooth, .movingAverage, .upper, .lower])
    }
    #expect(chart.refused.isEmpty)
  }

  @Test("the excursion without answers is missing around them only", arguments: profiles)
  func answers(name: String) throws {
    let profile = try #require(FilterProfile.named(name))
    let chart = try #require(try Tracings.draw(exam(), profile: profile).first)
    let with = try #require(chart.tracing(.thoracicRespiration, .excursion)).values
    let without = try #require(chart.tracing(.thoracicRespiration, .excursionWithoutAnswers)).values
    let missing = without.indices.filter { without[$0].isNaN }
    // Four questions' answers lie inside the first 120 s, with 1.5 s on either side.
    #expect(missing.count == 4 * 90)
    #expect(without.indices.allSatisfy { without[$0].isNaN || without[$0] == with[$0] })
  }

  @Test("the abdominal line is drawn below the thoracic one", arguments: profiles)
  func separation(name: String) throws {
    let profile = try #require(FilterProfile.named(name))
    let chart = try #require(try Tracings.draw(exam(), profile: profile).first)
    let upper = try #require(chart.tracing(.thoracicRespiration, .signal)).values
    let lower = try #require(chart.tracing(.abdominalRespiration, .signal)).values
    let mean = zip(upper, lower).reduce(0) { $0 + $1.0 - $1.1 } / Double(upper.count)
    #expect(mean > 200)
  }

  @Test("a display gain makes the drawn line taller and changes no measurement")
  func gain() throws {
    var profile = FilterProfile.standard
    let usual = try Measurements.measure(exam(), profile: profile).measurements
    let before = try #require(try Tracings.draw(exam(), profile: profile)[0].tracing(.electrodermal, .auto))
    profile.display.targets[Sensor.electrodermal.rawValue]?.gain = 2
    let after = try #require(try Tracings.draw(exam(), profile: profile)[0].tracing(.electrodermal, .auto))
    #expect(try Measurements.measure(exam(), profile: profile).measurements == usual)
    func span(_ line: [Double]) -> Double { (line.max() ?? 0) - (line.min() ?? 0) }
    #expect(abs(span(after.values) / span(before.values) - 2) < 1e-9)
  }

  @Test("a chart too short for its filters has refusals or fewer lines, and no trap", arguments: profiles)
  func short(name: String) throws {
    let profile = try #require(FilterProfile.named(name))
    for duration in [0.1, 1, 3, 20, 45] {
      let chart = SyntheticChart(duration: duration).chart
      let drawn = try Tracings.draw(Exam(chart), profile: profile)
      #expect(drawn.count == 1)
      #expect(drawn[0].tracings.allSatisfy { !$0.values.isEmpty })
    }
  }
}
