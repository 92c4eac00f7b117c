import BenchmarkSupport
import Foundation
import PolygraphKit

/// The channels of a chart, as the Python side writes them.
private let channels: [(name: String, sensor: Sensor)] = [
  ("UPneumo", .thoracicRespiration), ("LPneumo", .abdominalRespiration), ("EDA1", .electrodermal),
  ("EDA2", .secondElectrodermal), ("Cardio1", .cardio), ("PPG1", .vasomotor), ("FC", .fingerCuff), ("Move1", .activity),
]

private let labels = ["N1", "C4", "R5", "C6", "R7", "C8", "R9", "N2", "C10", "R11"]

/// The exam of five charts; questions begin every 26 s from 20 s on, last 3 s and are answered 1 s later.
private func exam(in folder: InputFolder, rate: SampleRate) throws -> Exam {
  let charts = try (1...5).map { number in
    let lines = try channels.map { channel in
      Channel(
        name: channel.name, sensor: channel.sensor, sampleRate: rate,
        counts: SampleCounts(try folder.doubles("\(channel.name)-\(number)").map { Int32($0) }))
    }
    let events = labels.enumerated().map { index, label in
      let onset = 20 + 26 * Double(index)
      return Event(
        label: label, role: QuestionLabel.parse(label)?.role ?? .other, onset: rate.sample(at: Seconds(onset)),
        offset: rate.sample(at: Seconds(onset + 3)),
        answer: Answer(sample: rate.sample(at: Seconds(onset + 4)), word: "No"))
    }
    return Chart(
      number: number, sampleRate: rate, sampleCount: lines[0].counts.count, channels: lines, events: events)
  }
  return Exam(name: "BENCHMARK", format: "benchmark", series: [Series(name: "1", charts: charts)])
}

/// Measures the exam: the scored lines, responses and artifacts. The check value is the number of questions that have
/// measurements.
private func measuring(_ profileName: String, hertz: Int) -> BenchmarkCase {
  BenchmarkCase("measure-\(profileName)-\(hertz)-hz") { folder in
    guard let profile = FilterProfile.named(profileName) else {
      FileHandle.standardError.write(Data("there is no profile '\(profileName)'\n".utf8))
      exit(69)
    }
    let exam = try exam(in: folder, rate: SampleRate(hertz))
    return {
      guard let table = try? Measurements.measure(exam, profile: profile) else { return [.nan] }
      let measured = table.measurements.filter { $0.value != nil }
      return [Double(Set(measured.map { "\($0.chart) \($0.question)" }).count)]
    }
  }
}

try BenchmarkProgram.run(
  [30, 1000].flatMap { hertz in ["standard", "reference"].map { measuring($0, hertz: hertz) } })
