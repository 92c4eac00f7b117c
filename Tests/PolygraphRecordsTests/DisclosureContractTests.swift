import Foundation
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Releases and the disclosure log, in every store")
struct DisclosureContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a final result is released to each unit, and each confirms what it has", arguments: AgencyKind.allCases)
  func releases(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let person = try await agency.addExaminee()
    let exam = try await agency.request(person)
    func release(_ consumer: Disclosure.Consumer, by actor: Actor) async throws -> Disclosure {
      try await store.release(exam: exam, to: consumer, authority: "DHS/ALL-023", content: "result", by: actor).record
    }
    #expect(await agency.code { _ = try await release(.personnelSecurity, by: agency.chief) } == .refused)
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await agency.runTest(exam)
    #expect(await agency.code { _ = try await release(.personnelSecurity, by: agency.chief) } == .refused)
    try await agency.review(exam)
    #expect(await agency.code { _ = try await release(.personnelSecurity, by: agency.analyst) } == .notPermitted)
    let first = try await release(.personnelSecurity, by: agency.chief)
    #expect(try await store.examFile(exam, by: agency.chief).record.state == .released)
    let second = try await release(.misconductInvestigation, by: agency.chief)
    _ = try await release(.insiderThreat, by: agency.officer)
    try await store.confirm(disclosure: second.id, reference: "MI-4", by: agency.officer)
    #expect(await agency.code { try await store.confirm(disclosure: second.id, by: agency.chief) } == .refused)
    let log = try await store.disclosureLog(exam: exam, by: agency.chief)
    #expect(log.entries.map(\.consumer) == [.personnelSecurity, .misconductInvestigation, .insiderThreat])
    #expect(log.entries.map { $0.confirmedAt != nil } == [false, true, false])
    #expect(log.entries[1].reference == "MI-4" && log.entries[0].id == first.id)
    #expect(log.entries[2].by == agency.officer.account.name)
    let confirmation = try await store.dossier(exam, by: agency.chief).disclosures.first { $0.confirms != nil }
    let id = try #require(confirmation).id
    #expect(await agency.code { try await store.confirm(disclosure: id, by: agency.chief) } == .refused)
    #expect(try await agency.owner(in: folder).verifyAudit().isIntact)
  }

  @Test(
    "the log of a person has what was given of each of their exams, and of no other's", arguments: AgencyKind.allCases)
  func person(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let person = try await agency.addExaminee("A-1")
    let other = try await agency.addExaminee("A-2")
    let exam = try await agency.request(person)
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    let referral = try await agency.referral(exam, admission, [.submit, .approve])
    #expect(try await store.disclosureLog(by: agency.officer).entries.isEmpty)
    try await agency.step(referral, .send)
    let again = try await agency.request(person)
    let foreign = try await agency.request(other)
    for exam in [again, foreign] {
      try await store.disclose(exam: exam, to: "Court", authority: "order", content: "dates", by: agency.chief)
    }
    let log = try await store.disclosureLog(examinee: person, by: agency.officer)
    #expect(log.entries.map(\.recipient) == ["State police", "Court"] && log.entries.map(\.exam) == [exam, again])
    #expect(log.entries[0].referral == referral && log.examinee == person)
    #expect(try await store.disclosureLog(by: agency.officer).entries.count == 3)
    try await agency.step(referral, .giveUp)
    try await agency.step(referral, .resend)
    #expect(try await store.disclosureLog(exam: exam, by: agency.officer).entries.count == 2, "sent twice, given twice")
  }

  @Test("a referral that was sent is no release: without one, the exam goes no further", arguments: AgencyKind.allCases)
  func referralIsNoRelease(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    try await agency.runTest(exam)
    try await agency.review(exam)
    _ = try await agency.referral(exam, admission, [.submit, .approve, .send])
    #expect(await agency.code { try await agency.store.advance(exam: exam, .release, by: agency.chief) } == .refused)
  }

  @Test("what is no SHA-256 is no consent or order, and a blank entry is none", arguments: AgencyKind.allCases)
  func refusals(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.request()
    func disclose(_ attachment: String?, _ text: String = "x") async throws {
      try await agency.store.disclose(
        exam: exam, to: text, authority: text, content: text, attachment: attachment, by: agency.chief)
    }
    for bad in ["", "12", String(repeating: "AB", count: 32), String(repeating: "a", count: 65)] {
      #expect(await agency.code { try await disclose(bad) } == .invalid)
    }
    #expect(await agency.code { try await disclose(nil, " ") } == .refused)
    try await disclose(String(repeating: "ab", count: 32))
  }
}
