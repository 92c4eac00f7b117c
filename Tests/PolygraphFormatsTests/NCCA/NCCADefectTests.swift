import Foundation
import PolygraphFormats
import PolygraphModel
import TestSupport
import Testing

@Suite("Every defect is named by its code")
struct NCCADefectTests {
  static let files: [String] = {
    let folder = Repository.fixture("ncca/defects").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("D") }.sorted()
  }()

  /// The code that a fixture's name tells.
  private static func code(of name: String) -> String {
    let parts = name.dropFirst(3).split(whereSeparator: { $0 == "." || $0 == "_" })
    return String(parts[0].hasSuffix("-1") ? parts[0].dropLast(2) : parts[0])
  }

  @Test("a file made with one defect reports it", arguments: files)
  func defectIsReported(name: String) throws {
    let code = Self.code(of: name)
    let bytes = Array(try Repository.fixtureData("ncca/defects/\(name)"))
    do throws(FormatError) {
      let file = try NCCASample.read(bytes, name: name)
      #expect(file.codes.contains(code), "found \(file.codes)")
      for finding in file.findings {
        #expect(finding.count >= 1 && !finding.message.isEmpty)
        #expect(finding.place.file == name)
      }
    } catch {
      #expect(error.code == code, "refused with \(error)")
      #expect(error.place.file == name)
    }
  }

  @Test("there is a fixture for every defect")
  func fixturesAreThere() { #expect(Self.files.count >= 60) }

  @Test("a file read with findings and written again is clean", arguments: files)
  func writtenAgainIsClean(name: String) throws {
    let bytes = Array(try Repository.fixtureData("ncca/defects/\(name)"))
    guard let file = try? NCCASample.read(bytes, name: name) else { return }
    let written: Conversion
    do throws(FormatError) {
      written = try NCCAWriter.write(file)
    } catch {
      #expect(["label-long"].contains(error.code), "\(error)")
      return
    }
    let again = try NCCASample.read(written.files[0].bytes, name: written.files[0].name)
    // What lies in the recording or in the examiner's labels no writer can mend.
    let inherent: Set<String> = [
      "column-empty", "chart-aborted", "no-statements", "label-clash", "label-sacrifice-r", "label-1c", "missing-x",
      "missing-xx", "outside-x-xx", "event-overlap", "event-order", "event-split", "answer-missing", "no-events",
      "dropout", "activity-aux", "activity-alias", "eda-prefiltered", "date-erased", "header-unknown",
      "column-repeated", "vendor-conflict", "vendor-unknown", "label-empty",
    ]
    let left = Set(again.codes).subtracting(inherent)
    #expect(left.isEmpty, "still reports \(left.sorted())")
    let twice = try NCCAWriter.write(again)
    #expect(twice.files[0].bytes == written.files[0].bytes, "a third writing differs")
  }
}
