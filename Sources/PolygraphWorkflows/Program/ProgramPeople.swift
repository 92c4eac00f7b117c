import PolygraphQuantities
import PolygraphRecords

/// The generated offices, people and instruments of a program. Nobody in it exists.
struct ProgramPeople: Sendable {
  static let formats = ["dlst", "federal-zct"]

  private(set) var offices: [RecordIdentifier] = []
  private(set) var codes: [String] = []
  private(set) var instruments: [[RecordIdentifier]] = []
  let admin: Actor
  let adjudicator = Self.actor("sim-adjudicator", .adjudicator)
  let officer = Self.actor("sim-referrals", .referralOfficer)

  static func actor(_ account: String, _ role: Role) -> Actor { Actor(RecordActor(name: account), as: role) }
  func examiner(_ office: Int, _ place: Int) -> Actor { Self.actor("sim-examiner-\(office)-\(place)", .examiner) }
  func reviewer(_ office: Int, _ level: QualityReview.Level) -> Actor {
    // Of another office than the exam's, the second of yet another one.
    Self.actor("sim-reviewer-\((office + level.rawValue) % YearPlan.officeCount)", .reviewer)
  }
  func supervisor(_ office: Int) -> Actor { Self.actor("sim-supervisor-\(office)", .supervisor) }

  /// Makes them in an empty store.
  init(in store: any RecordStore, at time: Timestamp, administrator: RecordActor) async throws {
    admin = Actor(administrator, as: .administrator)
    _ = try await store.initialise(
      account: administrator, name: "Simulation", roles: [.administrator, .supervisor, .programAnalyst])
    for place in 0..<YearPlan.officeCount {
      let code = "S" + (place < 9 ? "0" : "") + "\(place + 1)"
      let office = try await store.add(
        Office(id: RecordIdentifier(at: time), code: code, name: "Simulated office \(place + 1)"), by: admin
      ).record.id
      offices.append(office)
      codes.append(code)
      for number in 0..<YearPlan.examinersPerOffice {
        try await add(examiner(place, number), .examiner, office, time, store)
      }
      try await add(supervisor(place), .supervisor, office, time, store)
      try await add(Self.actor("sim-reviewer-\(place)", .reviewer), .reviewer, office, time, store)
      var tools: [RecordIdentifier] = []
      for number in 0..<YearPlan.examinersPerOffice {
        var tool = Instrument(id: RecordIdentifier(at: time), serial: "\(code)-\(number)", model: "simulated")
        tool.office = office
        tools.append(try await store.add(tool, by: admin).record.id)
      }
      instruments.append(tools)
    }
    try await add(adjudicator, .adjudicator, nil, time, store)
    try await add(officer, .referralOfficer, nil, time, store)
  }

  private func add(
    _ actor: Actor, _ role: Role, _ office: RecordIdentifier?, _ time: Timestamp, _ store: any RecordStore
  ) async throws {
    var person = Person(
      id: RecordIdentifier(at: time), account: actor.account.name, name: "Simulated \(role.rawValue)", roles: [role])
    person.office = office
    if role == .examiner || role == .reviewer {
      person.qualification = ExaminerQualification(
        certificate: "simulated", issuer: "simulated", expires: time.later(minutes: 500 * 1440),
        formats: Self.formats)
      person.qualification?.standing = .certified
    }
    _ = try await store.add(person, by: admin)
  }

  /// Checks every instrument of an office, as is done every quarter.
  func checkInstruments(_ office: Int, at time: Timestamp, in store: any RecordStore) async throws {
    for (place, instrument) in instruments[office].enumerated() {
      let operatedBy = examiner(office, place)
      let check = InstrumentCheck(
        id: RecordIdentifier(at: time), instrument: instrument, operatedBy: operatedBy.account.name, at: time,
        software: "simulated year",
        steps: [.init(name: "generated value", value: 1, unit: "ratio", lower: 0.9, upper: 1.1)],
        signature: "simulated")
      _ = try await store.record(check, nextDue: time.later(minutes: 110 * 1440), by: operatedBy)
    }
  }
}
