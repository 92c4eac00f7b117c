import PolygraphModel

/// An exam read from files, with what was noticed and what the files' writers need.
public struct ReadExam: Sendable {
  /// A file of the exam.
  public struct File: Sendable {
    /// The file's path.
    public var path: String
    /// The series of its chart.
    public var series: String
    /// The number of its chart.
    public var chart: Int
    /// What the format needs to write the same bytes again.
    public var layout: (any Sendable)?
  }

  /// The exam.
  public var exam: Exam
  /// The files it was read from, in the order of its charts.
  public var files: [File]
  /// What was noticed: by file, then about the series; files that were refused are errors here.
  public var findings: [Finding]

  /// Makes a read exam.
  public init(exam: Exam, files: [File], findings: [Finding]) {
    self.exam = exam
    self.files = files
    self.findings = findings
  }
}

/// Everything a folder holds.
public struct ReadFolder: Sendable {
  /// The exams, by folder and name.
  public var exams: [ReadExam]
  /// What belongs to none of the exams: files and exams that were refused, files of no known format.
  public var findings: [Finding]
}

extension Inspection {
  /// The inspection of an exam that was read.
  public init(of read: ReadExam) { self.init(exam: read.exam, findings: read.findings) }
}
