import PolygraphRecords

/// Fields as a line of comma-separated text. A text that a spreadsheet would run is put behind an apostrophe.
func csvLine(_ fields: [String]) -> String {
  let cells = fields.map { field in
    let isNumber = Double(field) != nil
    let plain = !isNumber && "=+-@\t\r".contains(field.first ?? " ") ? "'" + field : field
    return plain.contains { ",\"\n\r".contains($0) } ? "\"\(plain.replacing("\"", with: "\"\""))\"" : plain
  }
  return cells.joined(separator: ",") + "\n"
}

extension AdmissionTrends {
  /// The trends as people read them: three tables, each over the whole of the third axis.
  var text: String {
    var text = "Admissions noted from \(months.first ?? "") to \(months.last ?? ""); · is below \(threshold) or hidden "
    text += "beside one that is\n\n"
    text += table("CATEGORY", categories.map(\.rawValue), months.map(Self.short)) { x, z in
      count(x.map { categories[$0] }, nil, z.map { months[$0] })
    }
    text += "\n"
    text += table("OFFICE", offices, months.map(Self.short)) { y, z in
      count(nil, y.map { offices[$0] }, z.map { months[$0] })
    }
    text += "\n"
    return text
      + table("OFFICE", offices, categories.map(\.rawValue)) { y, x in
        count(x.map { categories[$0] }, y.map { offices[$0] }, nil)
      }
  }

  private static func short(_ month: String) -> String { String(month.dropFirst(2)) }

  private func table(
    _ name: String, _ rows: [String], _ columns: [String], _ count: (Int?, Int?) -> Int?
  ) -> String {
    var table = TextTable([(name, .left)] + columns.map { ($0, .right) } + [("ALL", .right)])
    for row in rows.indices.map(Optional.some) + [nil] {
      let cells = (columns.indices.map(Optional.some) + [nil]).map { count(row, $0).map(String.init) ?? "·" }
      table.add([row.map { rows[$0] } ?? "all"] + cells)
    }
    return table.text
  }

  /// The trends as comma-separated text: a row a count; totals have `all` for a name, and hidden counts are empty.
  var csv: String {
    csvLine(["category", "office", "month", "count"])
      + entries.map { entry in
        csvLine([
          entry.category?.rawValue ?? "all", entry.office ?? "all", entry.month ?? "all",
          entry.count.map(String.init) ?? "",
        ])
      }.joined()
  }
}

extension AnnualFigures {
  /// The figures as people read them.
  var text: String {
    var text = "The year \(year), \(offices) offices; · is below \(threshold) or hidden beside one that is\n"
    for breakdown in breakdowns {
      text += "\n\(breakdown.name): \(breakdown.total.map(String.init) ?? "·")\n"
      var table = TextTable(alignments: [.left, .right])
      for part in breakdown.parts { table.add([part.name, part.count.map(String.init) ?? "·"]) }
      text += table.text(indent: 2)
    }
    text += "\nThe program's own conduct\n"
    var table = TextTable(alignments: [.left, .right, .right])
    for rate in conduct {
      table.add([rate.name, "\(rate.count) of \(rate.of)", rate.value.map { percent($0) } ?? "·"])
    }
    text += table.text(indent: 2)
    text += "\nSubmission to review: \(timeToReview.text)\nNotice to referral: \(noticeToReferral.text)\n"
    return text + examinerAndReviewer.text("Examiner and first reviewer")
  }

  /// The figures as comma-separated text: a row a figure; hidden counts are empty.
  var csv: String {
    var text = csvLine(["figure", "part", "count", "of"])
    for breakdown in breakdowns {
      text += csvLine([breakdown.name, "all", breakdown.total.map(String.init) ?? "", ""])
      for part in breakdown.parts {
        text += csvLine([breakdown.name, part.name, part.count.map(String.init) ?? "", ""])
      }
    }
    for rate in conduct { text += csvLine([rate.name, "", "\(rate.count)", "\(rate.of)"]) }
    return text
  }
}
