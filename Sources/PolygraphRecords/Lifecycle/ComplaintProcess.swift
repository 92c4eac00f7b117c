import PolygraphQuantities

/// Where a complaint stands.
public enum ComplaintState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Came in.
  case received
  /// The complainant knows that it came in.
  case acknowledged
  /// Specific enough to be looked into.
  case specific
  /// Too vague; the complainant is asked for more, or told so.
  case vague
  /// Someone is to look into it.
  case assigned
  /// The investigator goes through the recording.
  case recordingReview = "recording-review"
  /// It is known what happened.
  case found
  /// It is decided what is done.
  case remedied
  /// The complainant has the answer.
  case answered
}

/// What can happen to a complaint.
public enum ComplaintEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// Tell the complainant that it came in.
  case acknowledge
  /// It is specific.
  case takeUp = "take-up"
  /// It is too vague.
  case findVague = "find-vague"
  /// The complainant made it specific.
  case specify
  /// Give it to an investigator.
  case assign
  /// Go through the recording.
  case reviewRecording = "review-recording"
  /// Record what happened.
  case recordFinding = "record-finding"
  /// Decide what is done.
  case recordRemedy = "record-remedy"
  /// Answer, which ends it.
  case answer

  /// The process.
  public static let process = SideProcess<ComplaintState, ComplaintEvent>([
    (.received, .acknowledge, .acknowledged, .handleComplaints),
    (.acknowledged, .takeUp, .specific, .handleComplaints),
    (.acknowledged, .findVague, .vague, .handleComplaints),
    (.vague, .specify, .specific, .handleComplaints), (.vague, .answer, .answered, .handleComplaints),
    (.specific, .assign, .assigned, .handleComplaints), (.assigned, .assign, .assigned, .handleComplaints),
    (.assigned, .reviewRecording, .recordingReview, .handleComplaints),
    (.recordingReview, .assign, .assigned, .handleComplaints),
    (.recordingReview, .recordFinding, .found, .handleComplaints),
    (.found, .recordRemedy, .remedied, .handleComplaints), (.remedied, .answer, .answered, .handleComplaints),
  ])
}

/// How long a complaint may stay in a state.
enum ComplaintClocks {
  /// Hours by state. The field's texts give no figures; an agency sets its own in its policy file.
  static let standard: [String: Double] = [
    "received": 72, "acknowledged": 72, "specific": 48, "vague": 720, "assigned": 120, "recording-review": 240,
    "found": 120, "remedied": 120,
  ]
}

extension AgencyPolicy {
  /// When a complaint has to leave a state. One that the policy does not name is due at once.
  func due(_ state: ComplaintState, from time: Timestamp) -> Timestamp {
    time.adding(days: (complaintHours[state.rawValue] ?? 0) / 24)
  }
}
