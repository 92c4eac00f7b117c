import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

extension ConditionedChart {
  /// What is worth saying about the chart's channels and exclusions.
  func findings(series: String, rules: RespirationRules) -> [Finding] {
    let place = Place(file: chart.source?.file, series: series, chart: chart.number)
    let short = refused.map { sensor in
      Finding(
        code: "channel-too-short", severity: .warning, message: "The channel is shorter than its filters need.",
        place: place.with(field: sensor.rawValue))
    }
    return short + conditioningFindings(place) + respirationFindings(place, rules) + exclusionFindings(place)
  }

  /// Channels that the maker's software had filtered before they were exported.
  private func conditioningFindings(_ place: Place) -> [Finding] {
    Self.sensors.compactMap { sensor in
      guard let channel = channels[sensor]?.channel, let conditioning = channel.conditioning else { return nil }
      return Finding(
        code: sensor == .electrodermal ? "eda-prefiltered" : "channel-prefiltered", severity: .note,
        message: "This channel comes \(conditioning); the profile's own filters were applied as to any other.",
        place: place.with(field: channel.name))
    }
  }

  /// Chart rates of respiration that can be measured and are unusual.
  private func respirationFindings(_ place: Place, _ rules: RespirationRules) -> [Finding] {
    ConditionedChart.respirations.compactMap { sensor in
      guard let channel = channels[sensor], let rate = channel.respirationRate,
        rate < rules.unusuallySlowRate || rate > rules.unusuallyFastRate
      else { return nil }
      return Finding(
        code: "respiration-rate-unusual", severity: .note,
        message: "The chart's respiration rate is \(Int(rate.rounded())) a minute; "
          + "\(Int(rules.unusuallySlowRate)) to \(Int(rules.unusuallyFastRate)) is usual.",
        place: place.with(field: channel.channel.name))
    }
  }

  /// Exclusions that leave nothing out because the chart has no such presentation.
  private func exclusionFindings(_ place: Place) -> [Finding] {
    chart.exclusions.filter { exclusion in
      !chart.questions.contains { exclusion.question == $0.label && exclusion.occurrence == $0.occurrence }
    }.map { exclusion in
      var place = place
      place.question = exclusion.question
      return Finding(
        code: "exclusion-unmatched", severity: .warning,
        message: "An exclusion names a presentation that the chart does not have; it leaves nothing out.", place: place)
    }
  }
}

extension Place {
  fileprivate func with(field: String) -> Place {
    var place = self
    place.field = field
    return place
  }
}

extension Exclusion {
  /// Whether the exclusion leaves out a sensor's response to a presentation. One that names the combined respiration
  /// leaves out both channels.
  func leavesOut(_ sensor: Sensor, at event: Event) -> Bool {
    guard question == event.label, occurrence == event.occurrence else { return false }
    guard let excluded = self.sensor else { return true }
    return excluded == sensor || (excluded == .respiration && ConditionedChart.respirations.contains(sensor))
  }
}
