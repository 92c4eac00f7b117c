import PolygraphRecords

// The records' own words are the only ones used; their modules come with them.
@_exported import PolygraphModel
@_exported import PolygraphQuantities
@_exported import PolygraphStatistics

/// Five years of a program: generated exams at 26 offices, as archives to be taken over. Nobody in them exists.
struct GeneratedProgram {
  static let years = 5
  static let officeCount = 26
  static let examinersPerOffice = 5
  static let firstYear = 2022
  static let format = "federal-zct"

  let examCount: Int
  private(set) var offices: [Office] = []
  private(set) var people: [Person] = []
  private(set) var instruments: [Instrument] = []
  private var generator = SeededGenerator(seed: 20_260_701)
  private var numbers: [String: Int] = [:]

  init(examCount: Int) {
    self.examCount = examCount
    let start = Self.time(0)
    for place in 0..<Self.officeCount {
      let code = "O" + (place < 10 ? "0" : "") + "\(place)"
      let office = Office(id: RecordIdentifier(at: start), code: code, name: "Office \(place)")
      offices.append(office)
      var instrument = Instrument(id: RecordIdentifier(at: start), serial: "\(place)", model: "LX6")
      instrument.state = .checked
      instrument.checkDue = Self.time(3000)
      instruments.append(instrument)
      for number in 0..<Self.examinersPerOffice {
        people.append(Self.person("\(code.lowercased())x\(number)", [.examiner], office.id))
      }
      people.append(Self.person("\(code.lowercased())r", [.reviewer], office.id))
    }
  }

  /// So many days after the first of January of the first year.
  static func time(_ days: Double) -> Timestamp {
    let first = CivilDate(year: firstYear, month: 1, day: 1)?.dayNumber ?? 0
    return Timestamp(millisecondsSince1970: Int64((Double(first) + days) * 86_400) * 1000)
  }

  private static func person(_ account: String, _ roles: [Role], _ office: RecordIdentifier) -> Person {
    var person = Person(id: RecordIdentifier(at: time(0)), account: account, name: account, roles: roles)
    person.office = office
    var qualification = ExaminerQualification(
      certificate: "C-\(account)", issuer: "NCCA", expires: time(3000), formats: [format])
    qualification.standing = .certified
    person.qualification = qualification
    return person
  }

  /// The exam of a number from 0, in the order of their times.
  mutating func exam(_ number: Int) -> ExamArchive {
    let day = Double(number) / Double(examCount) * 365.25 * Double(Self.years) + 0.3 + 0.3 * generator.uniform()
    let place = number % Self.officeCount
    let office = offices[place]
    let code = office.code.lowercased()
    let examiner = "\(code)x\(number / Self.officeCount % Self.examinersPerOffice)"
    let begin = Self.time(day)
    let year = Self.firstYear + Int(day / 365.25)
    let prefix = "\(office.code)-\(year % 100)-"
    numbers[prefix, default: 0] += 1
    let series = numbers[prefix] ?? 0
    let digits = String(series)
    let request = ExamRequest(
      caseNumber: "CASE-\(number)", authority: "5 USC 9101", requester: "hiring",
      purpose: number % 9 == 0 ? .issueSpecific : .preEmployment, examClass: .screening, testFormat: Self.format,
      examinee: RecordIdentifier(at: begin))
    let file = ExamFile(
      id: RecordIdentifier(at: begin), number: prefix + String(repeating: "0", count: 5 - digits.count) + digits,
      series: series, agency: "CBP", office: office.id, request: request)
    var archive = ExamArchive(file)
    archive.file.scheduledAt = begin
    archive.file.examiner = examiner
    archive.file.instrument = instruments[place].id
    let life = ExamLife(
      day: day, examiner: examiner, reviewer: "\(code)r", isOpen: number >= examCount - examCount / 200,
      endsEarly: generator.uniform() < 0.1, latent: generator.normal(), other: generator.normal(),
      waitDays: 0.2 + 4 * generator.uniform() * generator.uniform(), chance: generator.uniform())
    life.fill(&archive, number: number)
    return archive
  }
}
