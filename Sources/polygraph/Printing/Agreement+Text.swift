import PolygraphWorkflows

extension ResultAgreement {
  /// The closing table of a score sheet: who takes which side, on the exam and on each question.
  var text: String {
    guard isComparison else { return "" }
    var text = "\nAgreement\n"
    let rows = (exam.groups.isEmpty ? [] : [exam]) + questions
    if !rows.isEmpty {
      var table = TextTable([("", .left), ("PAIRS AGREE", .right), ("SIDE", .left), ("BY", .left)])
      for row in rows {
        for (place, group) in row.groups.enumerated() {
          table.add([
            place == 0 ? row.question ?? "opinion" : "", place == 0 ? row.share : "", group.side.rawValue,
            group.results.joined(separator: " "),
          ])
        }
      }
      text += table.text(indent: 2)
    }
    for pair in sheets {
      let kappa = pair.weightedKappa.map { ", weighted kappa \(shown($0))" } ?? ""
      text += "  \(pair.results.joined(separator: " and ")): \(pair.equal) of \(pair.cells) scores equal\(kappa)\n"
    }
    if !withoutOpinion.isEmpty { text += "  without an opinion: \(withoutOpinion.joined(separator: " "))\n" }
    if !refused.isEmpty { text += "  refused: \(refused.joined(separator: " "))\n" }
    return text
  }
}

extension ResultAgreement.Opinions {
  /// The agreeing pairs as a share, as `12/15 = 80 %`.
  fileprivate var share: String {
    agreement.map { "\(agreeing)/\(pairs) = \(shown(($0 * 100).rounded())) %" } ?? "one only"
  }
}
