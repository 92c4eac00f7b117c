import PolygraphQuantities
import PolygraphRecords
import Testing

@Suite("Record identifiers")
struct RecordIdentifierTests {
  let time = Timestamp(millisecondsSince1970: 0x0192_3456_789A)

  @Test("an identifier is a UUID of version 7 that carries its time")
  func shape() {
    let id = RecordIdentifier(at: time).rawValue
    let digits = Array(id)
    #expect(id.hasPrefix("01923456-789a-7"))
    #expect(digits.count == 36 && [8, 13, 18, 23].allSatisfy { digits[$0] == "-" })
    #expect("89ab".contains(digits[19]))
  }

  @Test("no two are equal, and later ones sort later")
  func orderAndUniqueness() {
    let ids = (0..<20_000).map { _ in RecordIdentifier(at: time) }
    #expect(Set(ids).count == ids.count)
    let later = RecordIdentifier(at: Timestamp(millisecondsSince1970: time.millisecondsSince1970 + 1))
    #expect(ids.allSatisfy { $0 < later })
  }

  @Test("typed text reads back in either case, and other text does not")
  func reading() {
    let id = RecordIdentifier(at: time)
    #expect(RecordIdentifier(id.rawValue) == id)
    #expect(RecordIdentifier(id.rawValue.uppercased()) == id)
    for text in [
      "", "01923456", id.rawValue + "0", id.rawValue.replacing("-", with: ""), "g" + id.rawValue.dropFirst(),
    ] {
      #expect(RecordIdentifier(text) == nil, "\(text)")
    }
  }

  @Test("the operating-system user has a name")
  func user() { #expect(!RecordActor.operatingSystemUser.name.isEmpty) }
}
