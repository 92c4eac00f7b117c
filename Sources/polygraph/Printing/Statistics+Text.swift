import PolygraphRecords

/// A share as people read it.
func percent(_ share: Double, digits: Int = 1) -> String { fixed(share * 100, digits: digits) + " %" }

extension [StatisticsDefinition] {
  /// The definitions as people read them.
  var text: String {
    map { "\($0.name)\n    \($0.numerator),\n    of \($0.denominator)\n" }.joined()
  }

  /// The definitions as comma-separated text.
  var csv: String {
    "name,numerator,denominator\n" + map { csvLine([$0.name, $0.numerator, $0.denominator]) }.joined()
  }
}

extension ProgramStatistics {
  /// The statistics as people read them.
  var text: String {
    let span = "\(period.from.map { "\($0)" } ?? "the first") to \(period.to.map { "\($0)" } ?? "the last")"
    var text = "Exams that were to begin from \(span)\n\n" + all.text
    guard let grouping else { return text }
    text +=
      "\nBy \(grouping.rawValue): shares in %, · of none; * outside 95 %, ** outside 99.8 % of what chance allows\n"
    let shown = [
      "inconclusive", "noOpinion", "preTestOut", "reviewCoverage", "reviewedInTime", "overturned", "withAdmission",
      "withReferral",
    ]
    var table = TextTable(
      [(grouping.rawValue.uppercased(), .left), ("BEGUN", .right), ("SCORED", .right)]
        + shown.map { ($0, .right) } + [("MEDIAN h", .right), ("AGREE", .right), ("KAPPA", .right)])
    for group in groups {
      table.add(
        [group.name, "\(group.counts.begun)", "\(group.counts.scored)"] + shown.map { group.rate($0)?.mark ?? "" }
          + [
            group.timeToReview.medianHours.map { fixed($0, digits: 1) } ?? "·",
            group.examinerAndReviewer.agreement.value.map { fixed($0 * 100, digits: 1) } ?? "·",
            group.examinerAndReviewer.kappas.first?.value.map { fixed($0, digits: 2) } ?? "·",
          ])
    }
    return text + table.text
  }

  /// The statistics as comma-separated text: a row a group, the first is of all.
  var csv: String {
    let rows = [all] + groups
    return csvLine(all.columns.map(\.name)) + rows.map { csvLine($0.columns.map(\.value)) }.joined()
  }
}

extension RateStatistic {
  /// The share in a table of groups.
  fileprivate var mark: String {
    guard let value else { return "·" }
    let stars = funnel.map { $0.place == .within ? "" : $0.place == .notable ? "*" : "**" } ?? ""
    return fixed(value * 100, digits: 1) + stars
  }

  /// The share with its interval.
  fileprivate var line: [String] {
    guard let value, let lower, let upper else { return [name, "\(count) of \(of)", "·", ""] }
    return [name, "\(count) of \(of)", percent(value), "(\(percent(lower)) to \(percent(upper)))"]
  }
}

extension GroupStatistics {
  /// The figures of all exams.
  fileprivate var text: String {
    var text = "Scheduled \(counts.scheduled)   no-show \(counts.noShow)   cancelled \(counts.cancelled)   "
    text += "begun \(counts.begun)   tested \(counts.tested)   scored \(counts.scored)\n"
    text += "Submitted \(counts.submitted)   reviewed \(counts.reviewed)   awaiting review \(counts.awaitingReview)   "
    text += "certified \(counts.certified)\nMost exams of one examiner in 24 hours: \(mostExamsPerDay)\n\nOutcomes\n"
    var outcomes = TextTable(alignments: [.left, .right, .right])
    for outcome in ExamOutcome.allCases {
      let count = self.outcomes[outcome.rawValue] ?? 0
      outcomes.add([
        outcome.rawValue, "\(count)", counts.begun > 0 ? percent(Double(count) / Double(counts.begun)) : "·",
      ])
    }
    text += outcomes.text(indent: 2) + "\nShares (Wilson's interval, 95 %)\n"
    var shares = TextTable(alignments: [.left, .right, .right, .left])
    for rate in rates { shares.add(rate.line) }
    text += shares.text(indent: 2) + "\n"
    text += "Submission to review: \(timeToReview.text)\nNotice to referral: \(noticeToReferral.text)\n\n"
    text += examinerAndReviewer.text("Examiner and first reviewer")
    text += methodAndExaminer.text("Method and examiner")
    text += "Fleiss' kappa of examiner and two reviewers: "
    text += reliability.kappa.map { fixed($0, digits: 3) } ?? "not defined"
    return text + " (\(reliability.exams) exams)\n"
  }

  /// Every figure by name.
  fileprivate var columns: [(name: String, value: String)] {
    var columns = [
      ("group", name), ("scheduled", "\(counts.scheduled)"), ("noShow", "\(counts.noShow)"),
      ("cancelled", "\(counts.cancelled)"), ("begun", "\(counts.begun)"), ("tested", "\(counts.tested)"),
      ("scored", "\(counts.scored)"), ("submitted", "\(counts.submitted)"), ("reviewed", "\(counts.reviewed)"),
      ("certified", "\(counts.certified)"), ("awaitingReview", "\(counts.awaitingReview)"),
    ]
    func add(_ name: String, _ value: Double?) { columns.append((name, value.map { "\($0)" } ?? "")) }
    for outcome in ExamOutcome.allCases {
      columns.append(("outcome." + outcome.rawValue, "\(outcomes[outcome.rawValue] ?? 0)"))
    }
    for rate in rates {
      columns += [("\(rate.name)Count", "\(rate.count)"), ("\(rate.name)Of", "\(rate.of)")]
      add(rate.name, rate.value)
      add(rate.name + "Lower", rate.lower)
      add(rate.name + "Upper", rate.upper)
      columns.append((rate.name + "Funnel", rate.funnel?.place.rawValue ?? ""))
    }
    add("reviewMedianHours", timeToReview.medianHours)
    add("reviewP90Hours", timeToReview.p90Hours)
    add("referralMedianHours", noticeToReferral.medianHours)
    add("referralP90Hours", noticeToReferral.p90Hours)
    columns.append(("agreementPairs", "\(examinerAndReviewer.pairs)"))
    add("agreement", examinerAndReviewer.agreement.value)
    for kappa in examinerAndReviewer.kappas {
      add("kappa.\(kappa.weights.rawValue)", kappa.value)
      add("kappa.\(kappa.weights.rawValue)Lower", kappa.bootstrap?.first)
      add("kappa.\(kappa.weights.rawValue)Upper", kappa.bootstrap?.last)
    }
    add("fleissKappa", reliability.kappa)
    columns.append(("fleissExams", "\(reliability.exams)"))
    return columns
  }
}

extension DurationStatistic {
  /// The times as people read them.
  var text: String {
    guard let medianHours, let p90Hours else { return "none" }
    return "median \(fixed(medianHours, digits: 1)) h, nine of ten within \(fixed(p90Hours, digits: 1)) h (\(count))"
  }
}

extension AgreementStatistic {
  /// The agreement as people read it.
  func text(_ title: String) -> String {
    guard let value = agreement.value else { return "\(title): no pairs\n" }
    var text = "\(title): \(percent(value)) of \(pairs) pairs; the first more significant in "
    text += "\(firstMoreSignificant), the second in \(secondMoreSignificant)\n"
    for kappa in kappas {
      let name = kappa.weights == .none ? "plain" : kappa.weights.rawValue
      text += "  kappa \(name) " + (kappa.value.map { fixed($0, digits: 3) } ?? "not defined")
      for (way, interval) in [("normal", kappa.normal), ("bootstrap", kappa.bootstrap)] {
        guard let interval, interval.count == 2 else { continue }
        text += "  \(way) \(fixed(interval[0], digits: 3)) to \(fixed(interval[1], digits: 3))"
      }
      text += "\n"
    }
    return text
  }
}
