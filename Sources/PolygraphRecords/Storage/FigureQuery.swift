/// A kind of record as figures are made from it: the few values that are counted, and nothing that says who an examinee
/// is or what was said.
///
/// The database takes the values out of the documents. On a server a function does so (see ``PostgreSQLFigures``), so
/// that an analyst gets figures without reading records.
struct FigureQuery: Sendable {
  /// The kind of record.
  let kind: RecordKind
  /// The name of the server's function.
  let function: String
  /// The names of the figures and their places in the document.
  let fields: [(name: String, path: [String])]
  /// Lists in the document of which only the named members are told, a blank between them and a comma between entries.
  let lists: [(name: String, member: String, parts: [String])]
  /// True when the opinion of the result that the examiner sealed belongs to it.
  var tellsMethodOpinion = false

  static let exams = FigureQuery(
    kind: ExamFile.kind, function: "exam_figures",
    fields: [
      ("format", ["testFormat"]), ("examiner", ["examiner"]), ("purpose", ["purpose"]), ("state", ["state"]),
      ("scheduled", ["scheduledAt"]), ("opinion", ["opinion"]), ("reason", ["opinionReason"]),
      ("certified", ["certifiedOpinion"]), ("countermeasures", ["countermeasures", "level"]),
    ],
    lists: [("path", "history", ["event", "to", "at"]), ("recordings", "recordings", ["status"])],
    tellsMethodOpinion: true)

  static let reviews = FigureQuery(
    kind: QualityReview.kind, function: "review_figures",
    fields: [
      ("exam", ["exam"]), ("level", ["level"]), ("opinion", ["blindOpinion"]), ("sealed", ["sealedAt"]),
      ("unblinded", ["unblindedAt"]), ("attested", ["attestation", "at"]), ("decision", ["decision"]),
    ],
    lists: [("verdicts", "verdicts", ["check", "mark"])])

  static let admissions = FigureQuery(
    kind: Admission.kind, function: "admission_figures",
    fields: [
      ("exam", ["exam"]), ("phase", ["phase"]), ("category", ["category"]), ("disqualifying", ["isDisqualifying"]),
      ("continues", ["mayContinue"]), ("noted", ["notedAt"]), ("state", ["state"]), ("disposition", ["disposition"]),
      ("decided", ["decidedAt"]),
    ], lists: [])

  static let referrals = FigureQuery(
    kind: Referral.kind, function: "referral_figures",
    fields: [
      ("exam", ["exam"]), ("level", ["level"]), ("category", ["category"]), ("urgency", ["urgency"]),
      ("noticed", ["noticedAt"]), ("state", ["state"]), ("outcome", ["outcome"]), ("due", ["due"]),
      ("escalated", ["escalatedAt"]),
    ],
    lists: [("path", "history", ["event", "to", "at"])])

  static let complaints = FigureQuery(
    kind: Complaint.kind, function: "complaint_figures",
    fields: [
      ("exam", ["exam"]), ("received", ["receivedAt"]), ("state", ["state"]), ("specific", ["isSpecific"]),
      ("substantiated", ["isSubstantiated"]), ("answered", ["answeredAt"]), ("due", ["due"]),
    ], lists: [])

  static let all = [exams, reviews, admissions, referrals, complaints]

  /// The names of the columns beside `id`, `office` and the check of the document.
  var columns: [String] {
    fields.map(\.name) + lists.map(\.name) + (tellsMethodOpinion ? ["method_opinion"] : [])
  }

  /// The statement for a records file: the records of exams that were to begin within `$1 ..< $2`.
  var sqlite: String {
    let document = "CAST(r.document AS TEXT)"
    var columns = fields.map { name, path in
      "json_extract(\(document), '$.\(path.joined(separator: "."))') AS \(name)"
    }
    columns += lists.map { name, member, parts in
      let entry = parts.map { "json_extract(s.value, '$.\($0)')" }.joined(separator: " || ' ' || ")
      return "(SELECT group_concat(\(entry)) FROM json_each(\(document), '$.\(member)') s) AS \(name)"
    }
    if tellsMethodOpinion {
      columns.append(
        "(SELECT opinion FROM result WHERE id = json_extract(\(document), '$.examinerResult')) AS method_opinion")
    }
    return """
      SELECT r.id AS id, e.office AS office, r.document AS document, r.sha256 AS sha256,
        \(columns.joined(separator: ", "))
      FROM record e CROSS JOIN record r WHERE e.kind = 'exam-file' AND e.due >= $1 AND e.due < $2
        AND r.exam = e.id AND r.kind = '\(kind.rawValue)'
      """
  }

  /// The statement for a server.
  var postgreSQL: String { "SELECT * FROM \(function)($1, $2)" }
}

extension SQLDialect {
  /// The statement that gives the figures of a kind of record.
  func statement(_ query: FigureQuery) -> String { isServer ? query.postgreSQL : query.sqlite }
}
