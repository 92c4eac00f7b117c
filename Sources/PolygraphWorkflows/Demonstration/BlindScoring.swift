import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords

/// Scores of a reviewer who has the blind view and nothing else.
public enum BlindScoring {
  /// Measures and scores what a blind view holds, by the one pipeline.
  ///
  /// *Errors*: what measuring throws.
  public static func sheet(of view: BlindReviewView) throws -> ScoreSheet { try ExamAnalysis().score(exam(of: view)) }

  /// The charts of a blind view as an exam without a name.
  static func exam(of view: BlindReviewView) -> Exam {
    Exam(
      name: view.identifier.rawValue, format: "blind-review",
      series: view.series.map { series in
        Series(
          name: "\(series.number)",
          questions: series.questions.map {
            Question(label: $0.label, role: $0.role, comparisonType: $0.comparisonType, text: $0.text)
          }, charts: series.charts.map { chart($0, comparisons: series.questions) })
      })
  }

  private static func chart(
    _ chart: BlindReviewView.BlindChart, comparisons: [BlindReviewView.ListedQuestion]
  ) -> Chart {
    Chart(
      number: chart.number, sampleRate: chart.sampleRate, sampleCount: chart.sampleCount,
      channels: chart.channels.map { channel in
        Channel(
          name: channel.sensor.rawValue, sensor: channel.sensor, sampleRate: channel.sampleRate, unit: channel.unit,
          calibration: channel.calibration, counts: SampleCounts(channel.counts),
          mask: SampleMask(count: channel.counts.count, missing: channel.missing.map { $0.start..<$0.end }),
          firstSample: channel.firstSample)
      },
      events: chart.events.map { event in
        Event(
          label: event.label, role: event.role,
          comparisonType: comparisons.first { $0.label == event.label }?.comparisonType, occurrence: event.occurrence,
          onset: event.onset, offset: event.offset, answer: event.answer.map { Answer(sample: $0, word: event.word) })
      },
      annotations: chart.annotations.map { Annotation(code: $0.code, sample: $0.sample) },
      gaps: chart.gaps.map { Gap(start: $0.start, end: $0.end, cause: "not told") })
  }
}
