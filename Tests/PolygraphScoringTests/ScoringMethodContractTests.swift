import Foundation
import PolygraphModel
import PolygraphScoring
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Every scoring method keeps the contract")
struct ScoringMethodContractTests {
  private let forced = ScoringOptions(isForced: true)

  private func name(_ method: any ScoringMethod) -> Comment { "\(method.identifier)" }

  @Test("identity, literature, formats, and parameters within their ranges")
  func identity() {
    let methods = ScoringMethods.all
    #expect(Set(methods.map(\.identifier)).count == methods.count)
    for method in methods {
      #expect(!method.version.isEmpty && !method.title.isEmpty && !method.minimumData.isEmpty, name(method))
      #expect(!method.literature.isEmpty && !method.sensors.isEmpty && !method.formats.isEmpty, name(method))
      #expect(method.formats.allSatisfy { TestFormat.named($0) != nil }, name(method))
      for (parameter, range) in method.parameterRanges {
        guard case .number(let value) = method.parameters[parameter] else {
          Issue.record("\(method.identifier) has a range but no number for \(parameter)")
          continue
        }
        #expect(range.contains(value), "\(method.identifier) \(parameter)")
      }
    }
  }

  @Test("an empty table is refused with a reason, and forcing does not help")
  func empty() {
    let table = MeasurementTable(exam: "EMPTY", profile: nil, charts: [], measurements: [])
    for method in ScoringMethods.all {
      for options in [ScoringOptions(), forced] {
        let result = method.score(table, format: nil, options: options)
        #expect(result.status == .refused && !result.reasons.isEmpty && result.opinion == nil, name(method))
      }
    }
  }

  @Test("a fitting exam is scored within the design, another format is refused or labelled")
  func design() {
    for method in ScoringMethods.all where method.identifier != "ess" {
      let exam = ContractExam(for: method, relevantGain: 1, seed: 5)
      let result = method.score(exam.table, format: exam.format, options: ScoringOptions())
      #expect(result.status == .scored && result.withinValidatedDesign, "\(method.identifier): \(result.reasons)")
      #expect(!result.cells.isEmpty, name(method))
      let other: TestFormat = method.formats.contains("ri") ? exam.format : .relevantIrrelevant
      guard other != exam.format else { continue }
      let refused = method.score(exam.table, format: other, options: ScoringOptions())
      #expect(refused.status == .refused && !refused.reasons.isEmpty, name(method))
      let labelled = method.score(exam.table, format: other, options: forced)
      #expect(!labelled.withinValidatedDesign, name(method))
      #expect(labelled.reasons.contains("outside the validated design"), name(method))
    }
  }

  @Test("stronger relevant reactions never favour truth, and the same reactions exchanged never deception")
  func direction() {
    for method in ScoringMethods.all {
      for seed in 1...6 as ClosedRange<UInt64> {
        let exam = ContractExam(for: method, relevantGain: 2.5, seed: seed)
        let words = exam.format.vocabulary
        let deceptive = method.score(exam.table, format: exam.format, options: forced)
        #expect(deceptive.opinion == nil || deceptive.opinion == words.deceptive, "\(method.identifier), seed \(seed)")
        guard exam.format.issue != .recognition else { continue }
        let truthful = method.score(exam.swapped, format: exam.format, options: forced)
        #expect(truthful.opinion == nil || truthful.opinion == words.truthful, "\(method.identifier), seed \(seed)")
      }
    }
  }

  @Test("exchanging relevant and comparison reactions turns totals round exactly where both classes are treated alike")
  func symmetry() throws {
    for method in [ROSS(), ProbabilityAnalysis(), Bootstrap()] as [any ScoringMethod] {
      for seed in 10...20 as ClosedRange<UInt64> {
        let exam = ContractExam(for: method, relevantGain: 1, seed: seed)
        let one = try #require(method.score(exam.table, format: exam.format, options: forced).grandTotal)
        let other = try #require(method.score(exam.swapped, format: exam.format, options: forced).grandTotal)
        #expect(abs(one + other) < 1e-9, "\(method.identifier), seed \(seed): \(one), \(other)")
      }
    }
  }

  @Test("a channel's gain changes no score")
  func gain() {
    for method in ScoringMethods.all {
      for sensor in [Sensor.electrodermal, .cardio, .thoracicRespiration] {
        let exam = ContractExam(for: method, relevantGain: 1.2, seed: 31)
        var louder = exam.table
        for index in louder.measurements.indices where louder.measurements[index].sensor == sensor {
          louder.measurements[index].value = louder.measurements[index].value.map { $0 * 2 }
        }
        let one = method.score(exam.table, format: exam.format, options: forced)
        let two = method.score(louder, format: exam.format, options: forced)
        // OSS-3 rounds mean measurements and log ratios to 3 decimals.
        let tolerance = method.identifier == "oss-3" ? 0.0102 : 1e-9
        #expect(one.cells.count == two.cells.count, name(method))
        for (left, right) in zip(one.cells, two.cells) {
          #expect(abs((left.score ?? 99) - (right.score ?? 99)) <= tolerance, "\(method.identifier) \(left.figure)")
        }
        #expect(one.opinion == two.opinion, name(method))
      }
    }
  }

  @Test("the order of charts changes nothing")
  func order() {
    for method in ScoringMethods.all {
      let exam = ContractExam(for: method, relevantGain: 1.1, seed: 17)
      var turned = exam.table
      turned.charts = Array(exam.table.charts.reversed())
      let one = method.score(exam.table, format: exam.format, options: forced)
      let two = method.score(turned, format: exam.format, options: forced)
      #expect(one.opinion == two.opinion, name(method))
      #expect(abs((one.grandTotal ?? 0) - (two.grandTotal ?? 0)) < 1e-9, name(method))
      for subtotal in one.subtotals {
        let other = two.subtotals.first { $0.question == subtotal.question }?.total ?? .nan
        #expect(abs(other - subtotal.total) < 1e-9, "\(method.identifier) \(subtotal.question)")
      }
    }
  }

  @Test("an artifact is the same as no measurement, whatever value stands beside it, and gets no score but 0")
  func missing() throws {
    for method in ScoringMethods.all {
      for seed in 40...44 as ClosedRange<UInt64> {
        let exam = ContractExam(for: method, relevantGain: 1, seed: seed)
        let place = try #require(
          exam.table.measurements.firstIndex {
            $0.sensor == .electrodermal && ($0.kind == .relevant || $0.kind == .key)
          })
        var artifact = exam.table
        artifact.measurements[place].state = .artifact
        artifact.measurements[place].value = 1e6
        var absent = exam.table
        let row = absent.measurements.remove(at: place)
        let one = method.score(artifact, format: exam.format, options: forced)
        let two = method.score(absent, format: exam.format, options: forced)
        #expect(one.withoutArtifactTest == two.withoutArtifactTest, name(method))
        let cell = one.cells.first {
          $0.chart == row.chart && $0.question == row.question && $0.sensor == .electrodermal
        }
        #expect((cell?.score ?? 0) == 0, name(method))
      }
    }
  }

  @Test("probabilities lie between 0 and 1, those of both sides add up to one, and priors move posteriors")
  func probabilities() {
    for method in ScoringMethods.all {
      for seed in 50...56 as ClosedRange<UInt64> {
        let exam = ContractExam(for: method, relevantGain: 1, seed: seed)
        func posterior(_ prior: Double) -> ScoringResult {
          method.score(exam.table, format: exam.format, options: ScoringOptions(prior: prior, isForced: true))
        }
        let result = posterior(0.5)
        func value(_ name: String, _ result: ScoringResult) -> Double? {
          result.statistics.first { $0.name == name }?.value
        }
        for statistic in result.statistics where statistic.name.hasPrefix("p") && statistic.name != "posteriorOdds" {
          #expect((0...1).contains(statistic.value), "\(method.identifier) \(statistic.name)")
        }
        guard let truthful = value("posteriorTruthful", result), let deceptive = value("posteriorDeceptive", result)
        else { continue }
        #expect(abs(truthful + deceptive - 1) < 1e-12, name(method))
        let high = value("posteriorDeceptive", posterior(0.8)) ?? .nan
        let low = value("posteriorDeceptive", posterior(0.2)) ?? .nan
        #expect(low <= deceptive && deceptive <= high, name(method))
      }
    }
  }

  @Test("odds grow with the distance of a score from zero")
  func odds() {
    for (presentations, weights) in [(15, [1, 2, 1, 1]), (5, [1, 2, 1]), (8, [2, 1]), (4, [1, 1])] {
      let model = MultinomialReference(presentations: presentations, weights: weights)
      for score in 0..<model.largestScore {
        #expect(model.odds(score) < model.odds(score + 1))
        #expect(model.odds(-score) == model.odds(score))
      }
    }
    for (singles, doubled) in [(18, 9), (12, 6), (18, 0), (0, 9)] {
      let reference = SeptileReference(singles: singles, doubled: doubled)
      for sum in 0..<reference.largestSum {
        #expect(reference.tail(sum) >= reference.tail(sum + 1))
        #expect(reference.tail(-sum) == reference.tail(sum))
      }
    }
  }

  @Test("every figure has its derivation, and every derivation leads on to figures and measurements that exist")
  func derivations() {
    for method in ScoringMethods.all {
      let exam = ContractExam(for: method, relevantGain: 1.3, seed: 61)
      let result = method.score(exam.table, format: exam.format, options: forced)
      guard result.status == .scored else { continue }
      let figures = Set(result.derivations.map(\.figure))
      #expect(figures.count == result.derivations.count, name(method))
      #expect(result.cells.allSatisfy { figures.contains($0.figure) }, name(method))
      #expect(result.subtotals.allSatisfy { figures.contains("subtotal/\($0.question)") }, name(method))
      if result.grandTotal != nil { #expect(figures.contains("grandTotal"), name(method)) }
      if result.opinion != nil { #expect(figures.contains("opinion"), name(method)) }
      for statistic in result.statistics {
        #expect(figures.contains("statistic/\(statistic.name)"), "\(method.identifier) \(statistic.name)")
      }
      let places = Set(
        exam.table.measurements.map {
          "measurement/\($0.series)/\($0.chart)/\($0.question)/\($0.occurrence)/\($0.sensor.rawValue)"
        })
      for term in result.derivations.flatMap(\.inputs) {
        guard let from = term.from else { continue }
        #expect(figures.contains(from) || places.contains(from), "\(method.identifier): \(from)")
      }
      var options = forced
      options.omitsDerivations = true
      var bare = result
      bare.derivations = []
      #expect(method.score(exam.table, format: exam.format, options: options) == bare, name(method))
    }
  }

  @Test("results are written and read back, and no random table traps or gives a number that is not finite")
  func randomTables() throws {
    var generator = SeededGenerator(seed: 99)
    let labels = ["R1", "R2", "R5", "C3", "C4", "C6", "N1", "SA", "2R1", "2C1", "4K", "7"]
    let values: [Double?] = [nil, 0, -5, 1, 1e-100, 1e150, 20, 100, 100, 250]
    for _ in 0..<(Repository.isExhaustive ? 2000 : 50) {
      var charts: [ChartSequence] = []
      var rows: [PolygraphModel.Measurement] = []
      for chart in 1...(1 + generator.below(5)) {
        let sequence = (0..<generator.below(14)).map { _ in labels[generator.below(labels.count)] }
        charts.append(ChartSequence(series: "\(1 + generator.below(2))", chart: chart, sequence: sequence))
        for label in Set(sequence).sorted() {
          for sensor in [Sensor.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor] {
            let value = values[generator.below(values.count)]
            rows.append(
              PolygraphModel.Measurement(
                series: charts[chart - 1].series, chart: chart, question: label,
                kind: QuestionLabel.parse(label)?.role ?? .other, sensor: sensor, value: value, unit: .chartUnits,
                state: value == nil ? .notMeasured : .measured))
          }
        }
      }
      let table = MeasurementTable(exam: "RANDOM", profile: nil, charts: charts, measurements: rows)
      for method in ScoringMethods.all {
        let result = method.score(table, format: nil, options: forced)
        let numbers =
          result.statistics.map(\.value) + result.cells.compactMap(\.score)
          + result.subtotals.map(\.total) + [result.grandTotal].compactMap(\.self)
        let odd = numbers.filter { !$0.isFinite }
        #expect(odd.isEmpty, "\(method.identifier) \(odd)")
        guard odd.isEmpty else { continue }
        let data = try JSONEncoder().encode(result)
        let read = try JSONDecoder().decode(ScoringResult.self, from: data)
        #expect(read.cells.count == result.cells.count)
      }
    }
  }
}

extension ScoringResult {
  /// The result without what is said of artifacts as such.
  fileprivate var withoutArtifactTest: ScoringResult {
    var copy = self
    copy.statistics.removeAll { $0.name == "pArtifactProportions" }
    copy.derivations.removeAll { $0.figure == "statistic/pArtifactProportions" }
    copy.reasons.removeAll { $0.hasPrefix("artifacts fall unevenly") }
    return copy
  }
}

extension ScoreCell {
  fileprivate var figure: String { "cell/\(series)/\(chart)/\(question)/\(occurrence)/\(sensor.rawValue)" }
}
