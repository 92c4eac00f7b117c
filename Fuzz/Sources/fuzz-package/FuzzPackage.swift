import Foundation
import Glibc
import PolygraphFormats
import PolygraphModel

/// One run of the readers of a package's journal and manifest. Whatever the bytes are, neither may trap or hang, a
/// record is only taken from a line whose check agrees, and what is read of the whole package holds together.
///
/// The input is a journal; where it holds a form feed, what follows is the manifest. The checks of the journal's lines
/// are mended first, so that the fuzzer gets behind them, unless the input begins with an exclamation mark.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPackage(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  var input = Array(UnsafeBufferPointer(start: start, count: count))
  let isMended = input.first != UInt8(ascii: "!")
  if !isMended { input.removeFirst() }
  let parts = input.split(separator: 12, maxSplits: 1, omittingEmptySubsequences: false)
  let journal = isMended ? mended(parts[0]) : Array(parts[0])
  let read = ReadJournal(journal)
  precondition(read.soundBytes + read.tornBytes == journal.count, "Every byte is sound or torn.")
  precondition(read.records.count <= journal.split(separator: 10).count, "A line is one record at most.")
  guard let folder = Folder.shared else { return 0 }
  folder.write(journal, "journal.jsonl")
  folder.write(parts.count > 1 ? Array(parts[1]) : [], "manifest.json")
  if let exam = try? ExamReader.read(path: folder.path).exam { check(exam) }
  _ = try? PackageVerification.verify(folder.path)
  return 0
}

private func mended(_ journal: ArraySlice<UInt8>) -> [UInt8] {
  journal.split(separator: 10).flatMap { line -> [UInt8] in
    let json = line.lastIndex(of: 9).map { line[..<$0] } ?? line
    return Array(json) + [9] + Array(CRC32(of: json).hexadecimal.utf8) + [10]
  }
}

private func check(_ exam: Exam) {
  for chart in exam.series.flatMap(\.charts) {
    for channel in chart.channels {
      precondition(channel.mask.count == channel.counts.count, "A mask is as long as its samples.")
    }
    for event in chart.events {
      precondition(event.onset >= 0 && event.offset < chart.sampleCount, "An event lies within the chart.")
      precondition((event.answer?.sample ?? 0) < chart.sampleCount, "An answer lies within the chart.")
    }
  }
}

/// The one package folder of the run, with a sound file of a hundred frames.
private struct Folder {
  static let shared = Folder()
  let path: String

  private init?() {
    path = FileManager.default.temporaryDirectory.appending(path: "fuzz-package-\(getpid())").path
    try? FileManager.default.createDirectory(
      atPath: path + "/signals", withIntermediateDirectories: true)
    write([UInt8](repeating: 1, count: 104 + 900), "signals/001.w64")
  }

  func write(_ bytes: [UInt8], _ name: String) { try? Data(bytes).write(to: URL(filePath: path + "/" + name)) }
}
