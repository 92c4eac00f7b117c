import Foundation
import PolygraphFormats
import PolygraphModel
import TestSupport
import Testing

@Suite("What was read with findings is written clean")
struct NCCADefectTests {
  static let files: [String] = ["defects", "dialects"].flatMap { folder in
    let path = Repository.fixture("ncca").appending(path: folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix("D") }.sorted().map { "\(folder)/\($0)" }
  }

  @Test("a file read with findings and written again is clean", arguments: files)
  func writtenAgainIsClean(path: String) throws {
    let name = (path as NSString).lastPathComponent
    let bytes = Array(try Repository.fixtureData("ncca/\(path)"))
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
      "dropout", "activity-aux", "activity-alias", "eda-prefiltered", "date-erased", "header-unknown", "vendor-unknown",
      "label-empty",
    ]
    let left = Set(again.codes).subtracting(inherent)
    #expect(left.isEmpty, "still reports \(left.sorted())")
    let twice = try NCCAWriter.write(again)
    #expect(twice.files[0].bytes == written.files[0].bytes, "a third writing differs")
  }
}
