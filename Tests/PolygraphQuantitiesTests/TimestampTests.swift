import Foundation
import PolygraphQuantities
import PolygraphStatistics
import Testing

@Suite("Dates and instants")
struct TimestampTests {
  @Test("every day of ten centuries follows the one before, and comes back from its number and its text")
  func days() throws {
    var number = try #require(CivilDate(year: 1600, month: 1, day: 1)).dayNumber
    var previous: CivilDate?
    while previous?.year ?? 0 < 2600 {
      let date = CivilDate(dayNumber: number)
      #expect(date.dayNumber == number)
      #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
      if let previous {
        let isNext =
          (date.year == previous.year && date.month == previous.month && date.day == previous.day + 1)
          || (date.day == 1 && (date.month == previous.month + 1 || (date.month == 1 && previous.month == 12)))
        #expect(isNext && previous < date)
      }
      if date.day == 29 { #expect(CivilDate(date.description) == date) }
      previous = date
      number += 1
    }
    #expect(CivilDate(dayNumber: 0).description == "1970-01-01")
    #expect(CivilDate("2026-02-05")?.dayNumber == 20_489)
  }

  @Test("days the calendar does not have are refused")
  func noSuchDay() {
    #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
    #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    for (year, month, day) in [
      (2023, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (0, 1, 1),
    ] {
      #expect(CivilDate(year: year, month: month, day: day) == nil)
    }
    for text in ["2026-2-05", "2026/02/05", "20260205", "2026-02-30", "", "2026-02-0५"] {
      #expect(CivilDate(text) == nil, "\(text)")
    }
    #expect(ClockTime(hour: 23, minute: 59)?.description == "23:59")
    #expect(ClockTime(hour: 24, minute: 0) == nil && ClockTime(hour: 0, minute: 60) == nil)
  }

  @Test("an instant's text comes back as the same instant and agrees with Foundation's")
  func instants() throws {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    formatter.timeZone = TimeZone(identifier: "UTC")
    for seed in 0..<300 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let milliseconds = Int64(generator.below(24_000_000_000_000)) - 12_000_000_000_000
      let instant = Timestamp(millisecondsSince1970: milliseconds)
      #expect(Timestamp(instant.description) == instant, "seed \(seed)")
      let date = try #require(formatter.date(from: instant.description), "seed \(seed)")
      #expect((date.timeIntervalSince1970 * 1000).rounded() == Double(milliseconds), "seed \(seed)")
      #expect(try JSONDecoder().decode([Timestamp].self, from: JSONEncoder().encode([instant])) == [instant])
    }
    #expect(Timestamp("2026-02-05T09:30:00Z")?.description == "2026-02-05T09:30:00.000Z")
    #expect(Timestamp(millisecondsSince1970: -1).description == "1969-12-31T23:59:59.999Z")
  }

  @Test("text that is no instant in UTC is refused")
  func noInstant() {
    for text in [
      "", "2026-02-05", "2026-02-05T09:30:00", "2026-02-05T09:30:00+00:00", "2026-02-05T24:00:00Z",
      "2026-02-30T09:30:00Z", "2026-02-05T09:60:00Z", "2026-02-05 09:30:00Z", "2026-02-05T09:30:00.00Z",
      "2026-02-05T09:30:00,000Z", "éé26-02-05T09:30:0Z", "२०26-02-05T09:30Z",
    ] {
      #expect(Timestamp(text) == nil, "\(text)")
    }
  }
}
