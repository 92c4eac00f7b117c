import Foundation
import PolygraphQuantities

/// What of a central store is an office's own: its exams and those of its satellites, with all that belongs to them,
/// the people and instruments it works with, and the directory of offices.
struct SyncScope {
  let offices: Set<RecordIdentifier>
  private(set) var exams: Set<RecordIdentifier> = []
  private(set) var filings: Set<RecordIdentifier> = []
  private(set) var examinees: Set<RecordIdentifier> = []
  private(set) var instruments: Set<RecordIdentifier> = []
  private(set) var checks: Set<RecordIdentifier> = []
  private(set) var accounts: Set<String> = []

  /// The scope of an office as the store is now.
  init(of office: RecordIdentifier, in records: RecordTransaction) throws {
    offices = try records.officeScope(office)
    for office in offices {
      for file in try records.list(ExamFile.self, RecordFilter(office: office)).map(\.record) { add(file) }
      for tool in try records.list(Instrument.self, RecordFilter(office: office)) { instruments.insert(tool.record.id) }
    }
    let sql = "SELECT account FROM record WHERE kind = 'review' AND exam IN ($IDS)"
    try records.rows(sql, on: exams) { row in
      if let account = try row.optionalText("account") { accounts.insert(account) }
    }
  }

  private mutating func add(_ file: ExamFile) {
    exams.insert(file.id)
    if let filing = file.filing { filings.insert(filing) }
    examinees.insert(file.examinee)
    if let instrument = file.instrument { instruments.insert(instrument) }
    if let check = file.check { checks.insert(check) }
    if let examiner = file.examiner { accounts.insert(examiner) }
  }
}

/// A record that may have to be sent.
struct SyncItem: Hashable {
  let kind: RecordKind
  let id: RecordIdentifier
  /// The exam's file it goes with; all of one exam go in one transaction.
  var group: RecordIdentifier?
}

extension RecordTransaction {
  /// An office and its satellites.
  func officeScope(_ office: RecordIdentifier) throws -> Set<RecordIdentifier> {
    let satellites = try list(Office.self).map(\.record).filter { $0.parent == office }.map(\.id)
    return Set(satellites + [office])
  }

  /// The records on which there are entries after a place, in groups that go together: first what stands alone, then
  /// exam by exam.
  func syncItems(after sequence: Int, scope: SyncScope?) throws -> [[SyncItem]] {
    var kinds: [RecordIdentifier: RecordKind] = [:]
    let sql = "SELECT DISTINCT record, kind FROM audit_entry WHERE sequence > $1"
    for row in try session.rows(sql, [.integer(sequence)]) {
      kinds[try row.identifier("record")] = RecordKind(rawValue: try row.text("kind"))
    }
    let hasConflicts = kinds.values.contains { $0 == SyncConflict.kind || $0 == SyncIdentityConflict.kind }
    if hasConflicts { for conflict in try conflicts() { kinds[conflict.version.id] = conflict.version.kind } }
    kinds = kinds.filter { !SyncKinds.local.contains($0.value) }
    if let scope { try addReferences(of: scope, to: &kinds) }
    var places = try syncPlaces(of: kinds)
    if hasConflicts { try addPlacesBeside(to: &places) }
    let erased = scope == nil ? [] : try erasedRecords(after: sequence)
    var alone: [SyncItem] = []
    var groups: [RecordIdentifier: [SyncItem]] = [:]
    for (id, kind) in kinds {
      let place = places[id]
      if let scope, !erased.contains(id), try !isOwn(kind, id, place ?? SyncPlace(), scope) { continue }
      let item = SyncItem(kind: kind, id: id, group: place?.exam)
      if let exam = place?.exam { groups[exam, default: []].append(item) } else { alone.append(item) }
    }
    alone.sort { (SyncKinds.rank($0.kind), $0.id) < (SyncKinds.rank($1.kind), $1.id) }
    return alone.map { [$0] } + groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// What exams' files that changed name: an office may never have had it.
  private func addReferences(of scope: SyncScope, to kinds: inout [RecordIdentifier: RecordKind]) throws {
    let changed = kinds.filter { $0.value == ExamFile.kind && scope.exams.contains($0.key) }.keys
    var accounts: Set<String> = []
    for id in changed {
      let file = try fetch(ExamFile.self, id).record
      kinds[file.examinee] = Examinee.kind
      if let instrument = file.instrument { kinds[instrument] = Instrument.kind }
      if let check = file.check { kinds[check] = InstrumentCheck.kind }
      if let examiner = file.examiner { accounts.insert(examiner) }
      guard let filing = file.filing else { continue }
      kinds[filing] = .exam
      for (kind, table) in [(RecordKind.result, "result"), (.opinion, "opinion")] {
        for row in try session.rows("SELECT id FROM \(table) WHERE exam = $1", [.text(filing.rawValue)]) {
          kinds[try row.identifier("id")] = kind
        }
      }
    }
    try rows("SELECT account FROM record WHERE kind = 'review' AND exam IN ($IDS)", on: changed) { row in
      if let account = try row.optionalText("account") { accounts.insert(account) }
    }
    for account in accounts { if let person = try person(account)?.record { kinds[person.id] = Person.kind } }
  }

  private func erasedRecords(after sequence: Int) throws -> Set<RecordIdentifier> {
    let sql = "SELECT record FROM audit_entry WHERE sequence > $1 AND action = $2"
    let values: [SQLValue] = [.integer(sequence), .text(AuditAction.destroyed.rawValue)]
    return Set(try session.rows(sql, values).map { try $0.identifier("record") })
  }

  /// Where records belong that have no place of their own.
  private func addPlacesBeside(to places: inout [RecordIdentifier: SyncPlace]) throws {
    for (id, conflicts) in try openConflicts() where places[id] == nil {
      guard let version = conflicts.first?.version else { continue }
      let index = try SyncContent(version, file: location).index
      places[id] = SyncPlace(exam: index.exam, office: index.office, account: index.account)
    }
  }

  /// Where a record that is here belongs.
  struct SyncPlace {
    var exam: RecordIdentifier?
    var office: RecordIdentifier?
    var account: String?
    var filing: RecordIdentifier?
  }

  private func syncPlaces(of kinds: [RecordIdentifier: RecordKind]) throws -> [RecordIdentifier: SyncPlace] {
    var places: [RecordIdentifier: SyncPlace] = [:]
    let filed: Set<RecordKind> = [.exam, .result, .opinion]
    let documents = kinds.filter { !filed.contains($0.value) && $0.value != Examinee.kind }.keys
    try rows("SELECT id, exam, office, account FROM record WHERE id IN ($IDS)", on: documents) { row in
      places[try row.identifier("id")] = SyncPlace(
        exam: try row.optionalText("exam").map(RecordIdentifier.init(rawValue:)),
        office: try row.optionalText("office").map(RecordIdentifier.init(rawValue:)),
        account: try row.optionalText("account"))
    }
    for (id, kind) in kinds where kind == .exam || kind == Examinee.kind { places[id] = SyncPlace(filing: id) }
    for kind in [RecordKind.result, .opinion] {
      let ids = kinds.filter { $0.value == kind }.keys
      try rows("SELECT id, exam FROM \(kind.rawValue) WHERE id IN ($IDS)", on: ids) { row in
        places[try row.identifier("id")] = SyncPlace(filing: try row.identifier("exam"))
      }
    }
    guard kinds.values.contains(where: filed.contains) else { return places }
    var exams: [RecordIdentifier: RecordIdentifier] = [:]
    for row in try session.rows("SELECT id, filing FROM record WHERE kind = 'exam-file' AND filing IS NOT NULL") {
      exams[try row.identifier("filing")] = try row.identifier("id")
    }
    for (id, place) in places { if let filing = place.filing { places[id]?.exam = exams[filing] } }
    return places
  }

  /// True when a record is an office's own.
  private func isOwn(
    _ kind: RecordKind, _ id: RecordIdentifier, _ place: SyncPlace, _ scope: SyncScope
  ) throws -> Bool {
    switch kind {
    case Office.kind: return true
    case Person.kind:
      return place.office.map(scope.offices.contains) ?? true || place.account.map(scope.accounts.contains) ?? false
    case Instrument.kind: return scope.instruments.contains(id)
    case InstrumentCheck.kind:
      return try scope.checks.contains(id)
        || scope.instruments.contains(fetch(InstrumentCheck.self, id).record.instrument)
    case Examinee.kind: return scope.examinees.contains(id)
    case .exam, .result, .opinion: return place.filing.map(scope.filings.contains) ?? scope.filings.contains(id)
    default:
      return place.exam.map(scope.exams.contains) ?? place.office.map(scope.offices.contains) ?? false
    }
  }
}
